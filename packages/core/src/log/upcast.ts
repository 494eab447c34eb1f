import { StopgapError } from "../errors/stopgap-error.js";
import type { RecordedEvent } from "./event.js";

/** Leads the data of one event type from `version` to `version + 1`. Pure. */
export interface Upcaster {
  readonly type: string;
  readonly version: number;
  readonly up: (data: unknown) => unknown;
}

/** An event with its data at the version written today; position, hash and the rest stay. Types it does not know stay as they are. */
export type Upcast = (event: RecordedEvent) => RecordedEvent;

/**
 * Puts upcasters together, by type in order of version. Throws `LOG_UPCASTER_GAP` where, from version 1 to the current one of
 * a type, a step is missing, given twice, or leads beyond. The upcast throws `LOG_TOO_NEW` for an event of a newer version.
 */
export function createUpcast(current: Readonly<Record<string, number>>, upcasters: readonly Upcaster[]): Upcast {
  const steps = new Map<string, readonly Upcaster[]>();
  for (const [type, version] of Object.entries(current)) steps.set(type, stepsOf(type, version, upcasters));
  const unknown = upcasters.find(({ type }) => !steps.has(type));
  if (unknown !== undefined) gap(unknown.type, unknown.version, "is of a type that is not written");
  return (event) => {
    const path = steps.get(event.type);
    if (path === undefined || event.version === path.length + 1) return event;
    if (event.version > path.length + 1) {
      const message = `the ${event.type} at position ${event.position} has version ${event.version}`;
      throw new StopgapError("LOG_TOO_NEW", message);
    }
    const data = path.slice(event.version - 1).reduce((value, { up }) => up(value), event.data);
    return { ...event, version: path.length + 1, data };
  };
}

function stepsOf(type: string, version: number, upcasters: readonly Upcaster[]): readonly Upcaster[] {
  const own = upcasters.filter((upcaster) => upcaster.type === type).sort((a, b) => a.version - b.version);
  for (let step = 1; step < version; step++) {
    if (own[step - 1]?.version !== step) gap(type, step, "is missing");
  }
  const beyond = own[version - 1];
  if (beyond !== undefined) gap(type, beyond.version, "leads beyond the version that is written");
  return own;
}

function gap(type: string, version: number, what: string): never {
  throw new StopgapError("LOG_UPCASTER_GAP", `the upcaster of ${type} from version ${version} ${what}`);
}
