import { deepStrictEqual } from "node:assert/strict";
import { StopgapError } from "../errors/stopgap-error.js";
import type { NewEvent, RecordedEvent, StoredEvent } from "../log/event.js";
import type { EventLog, ReadOptions } from "../log/event-log.js";

export interface EventLogLaw {
  readonly name: string;
  run(): Promise<void>;
}

/** Makes a log for each law and closes it after. */
export class EventLogFixture {
  readonly #create: () => EventLog | Promise<EventLog>;

  constructor(create: () => EventLog | Promise<EventLog>) {
    this.#create = create;
  }

  law(name: string, body: (log: EventLog) => Promise<void>): EventLogLaw {
    return {
      name,
      run: async () => {
        const log = await this.#create();
        try {
          await body(log);
        } finally {
          await log.close();
        }
      },
    };
  }

  async with<T>(body: (log: EventLog) => Promise<T>): Promise<T> {
    const log = await this.#create();
    try {
      return await body(log);
    } finally {
      await log.close();
    }
  }
}

/** A new event; the number makes it different from others. */
export function eventOf(number: number, more: Partial<NewEvent> = {}): NewEvent {
  return {
    stream: "server/Server1",
    type: "Fetched",
    version: 1,
    time: new Date(Date.UTC(2026, 10, 21, 18) + number * 1000).toISOString(),
    cycle: null,
    actor: null,
    data: { number },
    ...more,
  };
}

export function eventsOf(count: number, first = 1): readonly NewEvent[] {
  return Array.from({ length: count }, (_, index) => eventOf(first + index));
}

export async function readAll(log: EventLog, options: ReadOptions = {}): Promise<readonly RecordedEvent[]> {
  const all: RecordedEvent[] = [];
  for await (const page of log.read(options)) all.push(...page);
  return all;
}

export async function storedAll(log: EventLog): Promise<readonly StoredEvent[]> {
  const all: StoredEvent[] = [];
  for await (const page of log.stored()) all.push(...page);
  return all;
}

/** Rejects unless the work rejects with that code. */
export async function refusedWith(code: string, work: () => Promise<unknown>): Promise<void> {
  const outcome = await work().then(
    () => "done",
    (error: unknown) => (error instanceof StopgapError ? error.code : error),
  );
  deepStrictEqual(outcome, code);
}
