// Appends until it is killed, and says of each append what was acknowledged.
import { writeSync } from "node:fs";

const { build, file, seed } = JSON.parse(process.argv[2]);
const { openSqliteEventLog } = await import(`${build}/store/index.js`);
const log = await openSqliteEventLog(file);
let number = 0;

async function append() {
  const events = Array.from({ length: 1 + ((seed + number) % 4) }, () => ({
    stream: "server/Server1",
    type: "Failed",
    version: 1,
    time: new Date().toISOString(),
    cycle: null,
    actor: null,
    data: { seed, number },
    id: `${seed}-${number++}`,
  }));
  const documents = number % 5 === 0 ? [new TextEncoder().encode(`<EOCS seed="${seed}" number="${number}"/>`)] : [];
  const recorded = await log.append(events, { documents });
  writeSync(1, `${JSON.stringify(recorded.map(({ position, hash }, index) => [events[index].id, position, hash]))}\n`);
}

for (;;) await Promise.all([append(), append(), append()]);
