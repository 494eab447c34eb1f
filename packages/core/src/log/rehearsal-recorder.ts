import { EMPTY } from "rxjs";
import { evolve } from "../project/evolve.js";
import type { RecordedEvent } from "./event.js";
import { eventVersions } from "./event-types.js";
import type { Recorder } from "./recorder.js";

const unhashed = "0".repeat(64);

/** A recorder whose state moves on and that writes nothing: for `plan`. */
export function rehearse(recorder: Recorder): Recorder {
  let state = recorder.state;
  return {
    get state() {
      return state;
    },
    events: EMPTY,
    async record(drafts, { stream, cycle, actor }) {
      const time = recorder.now().toISOString();
      const events = drafts.map(({ type, data }, index): RecordedEvent => {
        const position = state.position + index + 1;
        return {
          position,
          stream,
          type,
          version: eventVersions[type],
          time,
          cycle,
          actor,
          data,
          previous: unhashed,
          hash: unhashed,
        };
      });
      state = events.reduce(evolve, state);
      return events;
    },
    refresh: async () => state,
    now: () => recorder.now(),
    close: () => undefined,
  };
}
