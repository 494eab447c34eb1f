import type { EventLog, ReadOptions } from "../log/event-log.js";
import { evolve } from "./evolve.js";
import { initialState, type State } from "./state.js";

/** The state rebuilt from the log, from `state` on; up to `to` where it is given. */
export async function fold(
  log: EventLog,
  options: Pick<ReadOptions, "to"> = {},
  state: State = initialState,
): Promise<State> {
  let next = state;
  for await (const page of log.read({ ...options, from: state.position + 1 })) next = page.reduce(evolve, next);
  return next;
}
