// The event log against raw better-sqlite3 on the same table, in one interleaved run: `npm run build && node bench/event-log.mjs`.
// Prints events per second (medians over the rounds) and the ratios of issue 4. `--events N` (default 200000) sizes the
// reading part, `--rounds N` (default 7) the number of interleaved rounds, `--long N` (default 1000000) the log that is rebuilt
// and started from a snapshot. @event-driven-io/emmett-sqlite joins in where it
// can be imported; it is no dependency, because it compiles a second SQLite.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { subscribe, verifyLog } from "@stopgap/core/log";
import { openSqliteEventLog } from "@stopgap/store";
import { takeWhile } from "rxjs";
import { openEmmett } from "./emmett.mjs";
import { measureLongLog } from "./long-log.mjs";
import { openRaw } from "./raw-log.mjs";
import { fold, newState, sampleEvents } from "./sample-events.mjs";

const text = { type: "string" };
const { values } = parseArgs({ options: { events: text, rounds: text, long: text } });
const total = Number(values.events ?? 200_000);
const rounds = Number(values.rounds ?? 7);
const long = Number(values.long ?? 1_000_000);
const folder = mkdtempSync(join(tmpdir(), "stopgap-bench-"));
const samples = new Map();
let next = 0;

/** First number of the next events; every number is used once. */
function advance(count) {
  next += count;
  return next;
}

async function measure(name, events, work) {
  const begin = performance.now();
  await work();
  const rate = events / ((performance.now() - begin) / 1000);
  samples.set(name, [...(samples.get(name) ?? []), rate]);
}

const median = (list) => list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)];
const rate = (name) => (samples.has(name) ? median(samples.get(name)) : Number.NaN);
/** Ratios within a round, since the machine's speed drifts between rounds. */
const ratio = (a, b) =>
  samples.has(a) && samples.has(b)
    ? median(samples.get(a).map((value, index) => value / samples.get(b)[index]))
    : Number.NaN;

const file = (name) => join(folder, name);
const raw = openRaw(file("raw.db"));
const ours = await openSqliteEventLog(file("ours.db"));
const emmett = await openEmmett(file("emmett.db"));

const appenders = [
  ["raw", async (events) => raw.append(events)],
  ["ours", (events) => ours.append(events)],
  ...(emmett === null ? [] : [["emmett", (events) => emmett.append(events)]]),
];

for (let round = -1; round < rounds; round++) {
  if (round === 0) samples.clear();
  const order = round % 2 === 0 ? appenders : appenders.toReversed();
  for (const [size, times] of [
    [1, 300],
    [100, 120],
    [1000, 20],
  ]) {
    for (const [name, append] of order) {
      const batches = Array.from({ length: times }, () => sampleEvents(size, advance(size)));
      await measure(`${name} append ${size}`, size * times, async () => {
        for (const batch of batches) await append(batch);
      });
    }
  }
  const single = sampleEvents(500, advance(500)).map((event) => [event]);
  await measure("ours 500 one by one", 500, async () => {
    for (const batch of single) await ours.append(batch);
  });
  const concurrent = sampleEvents(500, advance(500)).map((event) => [event]);
  await measure("ours 500 concurrent", 500, () => Promise.all(concurrent.map((batch) => ours.append(batch))));
}

for (const [name, append] of appenders) {
  const own = name === "emmett" ? Math.min(total, 20_000) : total;
  for (let at = 0; at < own; at += 1000) await append(sampleEvents(1000, advance(1000)));
}

const { position } = await ours.head();
const rawCount = raw.count();
for (let round = -1; round < rounds; round++) {
  if (round === 0) for (const name of samples.keys()) if (name.includes("fold")) samples.delete(name);
  await measure("raw fold", rawCount, async () => {
    const state = newState();
    for (const page of raw.pages()) for (const row of page) fold(state, row[1], row[2], JSON.parse(row[7]));
  });
  await measure("ours fold", position, async () => {
    const state = newState();
    for await (const page of ours.read()) for (const event of page) fold(state, event.stream, event.type, event.data);
  });
  await measure("ours verify and fold", position, async () => {
    const state = newState();
    const onPage = (page) => {
      for (const event of page) fold(state, event.stream, event.type, event.data);
    };
    const { ok } = await verifyLog(ours, { onPage });
    if (!ok) throw new Error("the log does not verify");
  });
  await measure("ours fold through RxJS", position, () => {
    const state = newState();
    return new Promise((resolve, reject) => {
      subscribe(ours, { poll: 1 })
        .pipe(takeWhile((page) => page.at(-1).position < position, true))
        .subscribe({
          next: (page) => {
            for (const event of page) fold(state, event.stream, event.type, event.data);
          },
          complete: resolve,
          error: reject,
        });
    });
  });
  if (emmett !== null) await measure("emmett fold", emmett.count(), () => emmett.aggregate());
}

for (const [name] of samples)
  console.log(`${name.padEnd(28)} ${Math.round(rate(name)).toLocaleString("en").padStart(10)} events/s`);
console.log();
const targets = [
  ["ours append 1", "raw append 1", 0.85],
  ["ours append 100", "raw append 100", 0.6],
  ["ours append 1000", "raw append 1000", 0.6],
  ["ours 500 concurrent", "ours 500 one by one", 5],
  ["ours fold", "raw fold", 0.85],
  ["ours verify and fold", "ours fold", 0.6],
  ["ours fold through RxJS", "ours fold", 0.9],
  ["ours append 1", "emmett append 1", 5],
  ["ours append 100", "emmett append 100", 2],
  ["ours append 1000", "emmett append 1000", 2],
  ["ours fold", "emmett fold", 5],
];
for (const [a, b, wanted] of targets) {
  const value = ratio(a, b);
  const verdict = Number.isNaN(value) ? "not measured" : value >= wanted ? "met" : "MISSED";
  console.log(`${a} / ${b}`.padEnd(50), value.toFixed(2).padStart(6), ` target ${wanted}  ${verdict}`);
}
const { events, rebuild, start, share, megabytes } = await measureLongLog(ours, file("ours.db"), long, 3, advance);
const atMost = (name, value, unit, wanted) => {
  const verdict = value <= wanted ? "met" : "MISSED";
  console.log(name.padEnd(50), value.toFixed(2).padStart(6), ` target at most ${wanted} ${unit}  ${verdict}`);
};
console.log(
  `\n${events.toLocaleString("en")} events: rebuilt in ${rebuild.toFixed(0)} ms, started in ${start.toFixed(0)} ms`,
);
atMost("start from a snapshot / rebuild, in percent", share * 100, "%", 1.5);
atMost("memory of the rebuild", megabytes, "MB", 200);

await ours.close();
raw.close();
await emmett?.close();
rmSync(folder, { recursive: true });
