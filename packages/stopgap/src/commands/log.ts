import { setTimeout as sleep } from "node:timers/promises";
import { type EventLog, eventVersions, type ReadOptions, type RecordedEvent, StopgapError } from "@stopgap/core";
import type { Command } from "commander";
import { withLog } from "../composition/open-log.js";
import { nearestWord } from "../configuration/nearest-word.js";
import { json } from "../output/json.js";
import { eventLine } from "../views/event-lines.js";
import { type CommandContext, configurationOf, globalOptions } from "./command-context.js";
import { moment } from "./moment.js";

interface Options {
  readonly follow?: boolean;
  readonly type?: readonly string[];
  readonly since?: string;
}

function eventType(text: string): string {
  const types = Object.keys(eventVersions);
  const found = types.find((type) => type.toLowerCase() === text.trim().toLowerCase());
  if (found !== undefined) return found;
  const remedy = `did you mean ${nearestWord(text, types)}?`;
  throw new StopgapError("USAGE", `there is no event type ${JSON.stringify(text)}`, { remedy });
}

export async function log(
  context: CommandContext,
  { follow = false, type: types, since }: Options,
  command: Command,
): Promise<void> {
  const asJson = globalOptions(command).json === true;
  if (follow && asJson) {
    throw new StopgapError("USAGE", "--json is one document, and --follow has no end", {
      remedy: "leave one of them out; stopgap audit export writes JSON Lines",
    });
  }
  const { terminal, now } = context;
  const filter: ReadOptions = {
    ...(types === undefined ? {} : { types: types.map(eventType) }),
    ...(since === undefined ? {} : { since: moment("--since", since, now(), "past") }),
  };
  await withLog(await configurationOf(command), async ({ log }) => {
    if (asJson) return terminal.write(json(await allEvents(log, filter)));
    const show = (event: RecordedEvent) => terminal.write(eventLine(event, terminal.colours));
    let shown = await showAll(log, filter, show);
    if (!follow) return;
    const stopped = context.untilStopped();
    while (!stopped.aborted) {
      await sleep(1000, undefined, { signal: stopped }).catch(() => undefined);
      shown = Math.max(shown, await showAll(log, { ...filter, from: shown + 1 }, show));
    }
  });
}

/** Every event the filter lets through. */
export async function allEvents(log: EventLog, filter: ReadOptions): Promise<readonly RecordedEvent[]> {
  const events: RecordedEvent[] = [];
  for await (const page of log.read(filter)) events.push(...page);
  return events;
}

/** Resolves to the newest position that was there, shown or not. */
async function showAll(log: EventLog, filter: ReadOptions, show: (event: RecordedEvent) => void): Promise<number> {
  const { position } = await log.head();
  for await (const page of log.read({ ...filter, to: position })) page.forEach(show);
  return position;
}
