import { StopgapError } from "../errors/stopgap-error.js";
import type { RecordedEvent } from "../log/event.js";
import type { EventLog, ReadOptions } from "../log/event-log.js";
import { evolve } from "./evolve.js";
import { initialState, type State } from "./state.js";

/**
 * The state rebuilt from the log, from `state` on; up to `to` where it is given. Rejects with `LOG_DAMAGED`, naming the
 * position, where an event is not what a program of ours wrote.
 */
export async function fold(
  log: EventLog,
  options: Pick<ReadOptions, "to"> = {},
  state: State = initialState,
): Promise<State> {
  let next = state;
  for await (const page of log.read({ ...options, from: state.position + 1 })) next = page.reduce(stateAfter, next);
  return next;
}

/** One step of `fold`. Throws `LOG_DAMAGED` as it does. */
export function stateAfter(state: State, event: RecordedEvent): State {
  try {
    return evolve(state, event);
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause;
    const { position, type } = event;
    const message = `the ${type} at position ${position} is not of its type's form`;
    throw new StopgapError("LOG_DAMAGED", message, { cause, details: { position } });
  }
}
