import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { serverKey } from "@stopgap/store";
import { sampleEvents } from "./sample-events.mjs";

const child = join(import.meta.dirname, "long-log-child.mjs");
const tail = 1000;

/**
 * Makes the log as long as that, and measures bringing up its state by the program's own reducer, each time in a process of its
 * own: from the first event, and from a snapshot with a tail of 1,000 events.
 */
export async function measureLongLog(log, file, length, rounds, advance) {
  for (let { position } = await log.head(); position < length - tail; { position } = await log.head()) {
    const count = Math.min(1000, length - tail - position);
    await log.append(sampleEvents(count, advance(count)));
  }
  await serverKey(file);
  const run = (how) => JSON.parse(execFileSync(process.execPath, [child, file, how], { encoding: "utf8" }));
  run("keep");
  await log.append(sampleEvents(tail, advance(tail)));
  const measured = [];
  for (let round = 0; round < rounds; round++) measured.push({ rebuild: run("rebuild"), start: run("start") });
  const median = (of) => measured.map(of).toSorted((a, b) => a - b)[Math.floor(rounds / 2)];
  return {
    events: measured[0].rebuild.position,
    rebuild: median(({ rebuild }) => rebuild.milliseconds),
    start: median(({ start }) => start.milliseconds),
    share: median(({ rebuild, start }) => start.milliseconds / rebuild.milliseconds),
    megabytes: Math.max(...measured.map(({ rebuild }) => rebuild.megabytes)),
  };
}
