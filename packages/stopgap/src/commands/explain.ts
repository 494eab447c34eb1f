import { type EventLog, failureOf, fold, isStopgapEvent, type State, serverState, serverStream } from "@stopgap/core";
import type { Command } from "commander";
import type { Composition } from "../composition/compose-runtime.js";
import { lookOnRuntime } from "../composition/look-on-runtime.js";
import type { Configuration } from "../configuration/configuration.js";
import { json } from "../output/json.js";
import { explanations, explanationText, type Seen } from "../views/explanation.js";
import { type CommandContext, configurationOf, globalOptions } from "./command-context.js";
import { keptFeeds } from "./kept-feeds.js";

export async function explain(
  { terminal, now }: CommandContext,
  id: string,
  _: unknown,
  command: Command,
): Promise<void> {
  const configuration = await configurationOf(command);
  await lookOnRuntime(configuration, async (composition) => {
    const { state, seen, note } = await look(composition, configuration);
    if (note !== null) terminal.note(`${note}\n`);
    const explained = explanations(id, state, seen, now().toISOString());
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
    const server = serverState(await runtime.refresh(), configuration.server.name);
    const decided = server.lastDecided;
    if (failure === null || decided === null) throw error;
    const feeds = await keptFeeds(log, configuration, [server]);
    const listed = feeds.get(decided.sha256)?.mitigations ?? [];
    const seen = { facts: decided.facts, mitigations: decided.decisions, listed };
    const state = await stateOf(log, configuration.server.name, decided.time);
    return { state, seen, note: `As of ${decided.time}, the newest cycle: ${failure.code}: ${failure.message}` };
  }
}

/** The state the newest decision of the server was made from. */
async function stateOf(log: EventLog, server: string, time: string): Promise<State> {
  let to = 0;
  for await (const page of log.read({ types: ["Decided"], stream: serverStream(server), since: time })) {
    for (const event of page) if (isStopgapEvent(event) && event.type === "Decided") to = event.data.asOf;
  }
  return await fold(log, { to });
}
