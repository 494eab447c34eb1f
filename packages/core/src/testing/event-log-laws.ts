import type { EventLog } from "../log/event-log.js";
import { appendLaws } from "./event-log-append-laws.js";
import { EventLogFixture, type EventLogLaw } from "./event-log-fixture.js";
import { readLaws } from "./event-log-read-laws.js";

export type { EventLogLaw } from "./event-log-fixture.js";

/**
 * What every event log does, as tests for any runner: `create` resolves to a fresh, empty log for each law; the law closes
 * it. `run` rejects, with an assertion error, where the law does not hold.
 */
export function eventLogLaws(create: () => EventLog | Promise<EventLog>): readonly EventLogLaw[] {
  const fixture = new EventLogFixture(create);
  return [...appendLaws(fixture), ...readLaws(fixture)];
}
