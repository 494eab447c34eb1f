import { typeAndParameters } from "../apply/type-and-parameters.js";
import type { CycleContext } from "../cycle/cycle-context.js";
import { heartbeatType } from "../decide/heartbeat.js";
import { failureOf } from "../errors/failure-of.js";
import type { Inspection } from "../plugin/mitigation-plugin.js";
import { entriesOf } from "../project/entries-of.js";
import { type AppliedMitigation, serverState } from "../project/state.js";
import { earlierOnHost } from "./earlier-on-host.js";

/** What is not applied (any more) and is on the host all the same: `stopgap revert` takes it off. */
export interface LeftOnHost {
  readonly mitigation: string;
  readonly appliedId: string;
  readonly actionId: string;
  readonly type: string;
  /** `retired` and left there; or `begun`, by an apply that has no end. */
  readonly why: "retired" | "begun";
  /** What stands there, one line. */
  readonly detail: string;
}

/** Looks for what is retired, or was begun, and is wholly or in part on the host. What cannot be looked at counts. */
export async function leftOnHost(
  context: Pick<CycleContext, "server" | "types" | "recorder">,
): Promise<readonly LeftOnHost[]> {
  const server = serverState(context.recorder.state, context.server.name);
  const left: LeftOnHost[] = [];
  for (const entry of [...Object.values(server.retired), ...Object.values(server.pending)]) {
    const first = entriesOf(server, entry.actionId).find(({ type }) => type === entry.type);
    if (entry.type === heartbeatType || first !== entry) continue;
    const { state, detail = "" } = await look(entry, context);
    if (state === "absent") continue;
    const { mitigation, appliedId, actionId, type } = entry;
    const why = server.retired[appliedId] === entry && !entry.begun ? "retired" : "begun";
    const seen = state === "altered" ? `in part: ${detail}` : detail;
    left.push({ mitigation, appliedId, actionId, type, why, detail: seen });
  }
  return left;
}

async function look(
  entry: AppliedMitigation,
  context: Pick<CycleContext, "server" | "types" | "recorder">,
): Promise<Inspection> {
  try {
    const { type, parameters } = await typeAndParameters(entry, context);
    const server = serverState(context.recorder.state, context.server.name);
    const earlier = await earlierOnHost(entry, server, type);
    return await type.inspect(parameters, earlier?.known);
  } catch (error) {
    const failure = failureOf(error);
    if (failure === null) throw error;
    return { state: "present", detail: `nobody can say: ${failure.message}` };
  }
}
