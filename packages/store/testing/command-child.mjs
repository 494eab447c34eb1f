// Does what it is told, a JSON line at a time, and answers each with a line.

import { writeSync } from "node:fs";
import { createInterface } from "node:readline";
import Sqlite from "better-sqlite3";

const { build } = JSON.parse(process.argv[2]);
const { openSqliteEventLog, acquireInstanceLock } = await import(`${build}/store/index.js`);
const logs = new Map();
let release = async () => {};
let seized = null;

const commands = {
  async open({ file }) {
    for (const log of logs.values()) await log.close();
    logs.clear();
    logs.set(file, await openSqliteEventLog(file));
  },
  async append({ file, events, options }) {
    const recorded = await logs.get(file).append(events, options);
    return recorded.map(({ position }) => position);
  },
  async archive({ file, before }) {
    return (await logs.get(file).archive(before, 5)).sealedTo;
  },
  async read({ file }) {
    const hashes = [];
    for await (const page of logs.get(file).read({ pageSize: 3 })) hashes.push(...page.map(({ hash }) => hash));
    return hashes;
  },
  async begin({ file }) {
    logs.get(file).database.exec("BEGIN IMMEDIATE");
  },
  async seize({ file }) {
    seized = new Sqlite(file);
    seized.exec("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE");
  },
  async yield() {
    seized.close();
  },
  async commit({ file }) {
    logs.get(file).database.exec("COMMIT");
  },
  async lock({ file }) {
    release = await acquireInstanceLock(file, "a test");
  },
  async release() {
    await release();
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const message = JSON.parse(line);
  try {
    writeSync(1, `${JSON.stringify({ done: (await commands[message.op](message)) ?? null })}\n`);
  } catch (error) {
    writeSync(1, `${JSON.stringify({ code: error.code ?? String(error.stack), message: error.message })}\n`);
  }
}
