import { eventVersions, isStopgapEvent, type RecordedEvent, type Stage, serverOfStream } from "@stopgap/core";

/** Counters over the whole event log of one server, so that a restart, or a program per cycle, never resets them. */
export interface Counts {
  readonly cycles: { readonly completed: number; readonly failed: number };
  /** By event type. */
  readonly events: Readonly<Record<string, number>>;
  /** By stage. */
  readonly failures: Readonly<Record<string, number>>;
  /** Corrective applications. */
  readonly drift: number;
  /** Unix time in seconds of the end of the last cycle, and of the last one that got through; 0: none yet. */
  readonly lastCycle: number;
  readonly lastCompleted: number;
  /** Days the certificate that ends first still has, where one ends soon; null: none does. */
  readonly trustDaysLeft: number | null;
}

const stages: Readonly<Record<Stage, number>> = {
  usage: 0,
  configuration: 0,
  fetch: 0,
  verify: 0,
  decide: 0,
  apply: 0,
  log: 0,
  plugin: 0,
  host: 0,
};

/** Every series at zero. */
export const noCounts: Counts = {
  cycles: { completed: 0, failed: 0 },
  events: Object.fromEntries(Object.keys(eventVersions).map((type) => [type, 0])),
  failures: stages,
  drift: 0,
  lastCycle: 0,
  lastCompleted: 0,
  trustDaysLeft: null,
};

/** The counts after one more event. Pure. */
export function count(counts: Counts, event: RecordedEvent, server: string): Counts {
  const of = serverOfStream(event.stream);
  if (of !== null && of !== server) return counts;
  const next: Counts = { ...counts, events: increased(counts.events, event.type) };
  if (!isStopgapEvent(event)) return next;
  const at = Math.floor(Date.parse(event.time) / 1000);
  switch (event.type) {
    case "Decided": {
      const cycles = { ...counts.cycles, completed: counts.cycles.completed + 1 };
      const drifted = event.data.decisions.filter(({ decision }) => decision === "reapply").length;
      return { ...next, cycles, drift: counts.drift + drifted, lastCycle: at, lastCompleted: at };
    }
    case "Failed": {
      const failures = increased(counts.failures, event.data.stage);
      if (event.data.mitigation !== null || event.cycle === null) return { ...next, failures };
      const cycles = { ...counts.cycles, failed: counts.cycles.failed + 1 };
      return { ...next, failures, cycles, lastCycle: at };
    }
    case "Verified": {
      const days = event.data.warnings.map(({ daysLeft }) => daysLeft);
      return { ...next, trustDaysLeft: days.length === 0 ? null : Math.min(...days) };
    }
    default:
      return next;
  }
}

function increased(counts: Readonly<Record<string, number>>, name: string): Readonly<Record<string, number>> {
  return { ...counts, [name]: (Object.hasOwn(counts, name) ? (counts[name] ?? 0) : 0) + 1 };
}
