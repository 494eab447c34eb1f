// Seals a little more history each time, until it is killed or everything is sealed.
import { writeSync } from "node:fs";

const { build, file, step } = JSON.parse(process.argv[2]);
const { openSqliteEventLog } = await import(`${build}/store/index.js`);
const log = await openSqliteEventLog(file);
writeSync(1, '"open"\n');
const times = [];
for await (const page of log.stored()) times.push(...page.map(({ time }) => time));
for (let position = step; position < times.length; position += step) await log.archive(times[position], 7);
for (;;) await log.archive(times[times.length - 1], 7);
