import { type EventLog, failureOf, fold, type State, StopgapError, serverState } from "@stopgap/core";
import type { Command } from "commander";
import type { Composition } from "../composition/compose-runtime.js";
import { lookOnRuntime } from "../composition/look-on-runtime.js";
import type { Configuration } from "../configuration/configuration.js";
import { json } from "../output/json.js";
import { explanations, explanationText, type Seen } from "../views/explanation.js";
import { type AsOf, asOf, stateAt } from "./as-of.js";
import { type CommandContext, configurationOf, globalOptions } from "./command-context.js";
import { keptFeed } from "./kept-feeds.js";

export async function explain(
  { terminal, now }: CommandContext,
  id: string,
  options: { readonly at?: string },
  command: Command,
): Promise<void> {
  const at = options.at === undefined ? undefined : asOf("--at", options.at, now());
  const configuration = await configurationOf(command);
  await lookOnRuntime(configuration, async (composition) => {
    const { state, seen, note, time } =
      at === undefined
        ? { ...(await look(composition, configuration)), time: now().toISOString() }
        : await lookBack(composition.log, configuration, at);
    if (note !== null) terminal.note(`${note}\n`);
    const explained = explanations(id, state, seen, time);
    terminal.write(
      globalOptions(command).json === true ? json(explained) : explanationText(explained, terminal.colours),
    );
  });
}

interface Look {
  readonly state: State;
  readonly seen: Seen;
  /** What to say where the newest cycle had to stand in for a look now. */
  readonly note: string | null;
}

/** The feed and the host as they are now; where no good feed is to be had, as the newest cycle saw them. */
async function look(
  { runtime, log }: Pick<Composition, "runtime" | "log">,
  configuration: Configuration,
): Promise<Look> {
  try {
    const seen = await runtime.plan();
    return { state: runtime.state, seen, note: null };
  } catch (error) {
    const failure = failureOf(error);
    const state = await runtime.refresh();
    const recorded = failure === null ? null : await recordedLook(log, configuration, state).catch(() => null);
    if (failure === null || recorded === null) throw error;
    const { time, ...rest } = recorded;
    return { ...rest, note: `As of ${time}, the newest cycle: ${failure.code}: ${failure.message}` };
  }
}

/** As the newest cycle at that point of the log saw the feed and the host. */
async function lookBack(log: EventLog, configuration: Configuration, at: AsOf): Promise<Look & { time: string }> {
  const recorded = await recordedLook(log, configuration, await stateAt(log, at));
  if (recorded !== null) return { ...recorded, note: `As of ${recorded.time}, the newest cycle then` };
  throw new StopgapError("MITIGATION_UNKNOWN", "no cycle had decided anything by then");
}

/** What the newest cycle of that state saw, and the state it decided from. Rejects where its feed no longer verifies. */
async function recordedLook(
  log: EventLog,
  configuration: Configuration,
  at: State,
): Promise<(Omit<Look, "note"> & { time: string }) | null> {
  const server = serverState(at, configuration.server.name);
  const decided = server.lastDecided;
  if (decided === null) return null;
  const { mitigations: listed } = await keptFeed(log, configuration, decided.sha256, decided.time);
  const seen = { facts: decided.facts, mitigations: decided.decisions, listed, left: [] };
  return { state: await fold(log, { to: decided.asOf }), seen, time: decided.time };
}
