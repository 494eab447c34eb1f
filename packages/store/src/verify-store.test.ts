import { generateKeyPairSync } from "node:crypto";
import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { hashOf, type StoredEvent, sha256Hex, signCheckpoint } from "@stopgap/core/log";
import type { Database } from "better-sqlite3";
import { beforeAll, describe, expect, it } from "vitest";
import { behindItsBack, contentOf, feed, otherFeed, sampleEvents, temporaryFolder } from "../testing/store-fixture.js";
import { openSqliteEventLog } from "./sqlite-event-log.js";
import { verifyStore } from "./verify-store.js";

const folder = temporaryFolder();
const original = join(folder, "original.db");
const count = 40;
const { privateKey, publicKey } = generateKeyPairSync("ed25519");
let head = { position: 0, hash: "", time: null as string | null };

beforeAll(async () => {
  const log = await openSqliteEventLog(original);
  await log.append(sampleEvents(count), { documents: [feed, otherFeed] });
  head = await log.head();
  await log.close();
});

interface Attack {
  readonly name: string;
  readonly change: (database: Database) => void;
  /** What is found with the checkpoint at hand: the first problem. */
  readonly found: { readonly position: number | null; readonly code: string };
  /** True where the chain alone cannot see it. */
  readonly needsCheckpoint?: boolean;
}

const everyColumn = ["stream", "type", "version", "time", "cycle", "actor", "data", "previous", "hash"] as const;
const otherValue = { version: 2, time: "2026-01-01T00:07:00.001Z" } as Record<string, string | number>;

function rewriteFrom(database: Database, position: number, change: (event: StoredEvent) => StoredEvent): void {
  const rows = database.prepare<[number], StoredEvent>("SELECT * FROM events WHERE position >= ? ORDER BY position");
  let previous = database
    .prepare("SELECT hash FROM events WHERE position = ?")
    .pluck()
    .get(position - 1) as string;
  for (const row of rows.all(position)) {
    const event = { ...(row.position === position ? change(row) : row), previous };
    const hash = hashOf(event);
    const { stream, type, data } = event;
    database
      .prepare("UPDATE events SET stream = ?, type = ?, data = ?, previous = ?, hash = ? WHERE position = ?")
      .run(stream, type, data, previous, hash, row.position);
    previous = hash;
  }
}

const attacks: readonly Attack[] = [
  ...everyColumn.map((column) => ({
    name: `edits ${column}`,
    change: (database: Database) => {
      const value = otherValue[column] ?? (column === "previous" || column === "hash" ? "a".repeat(64) : '"edited"');
      database.prepare(`UPDATE events SET ${column} = ? WHERE position = 7`).run(value);
    },
    found: { position: 7, code: "EVENT_EDITED" },
  })),
  {
    name: "adds a space to the data",
    change: (database) => database.exec("UPDATE events SET data = data || ' ' WHERE position = 7"),
    found: { position: 7, code: "EVENT_EDITED" },
  },
  {
    name: "edits the data and its own hash",
    change: (database) => {
      const row = database.prepare("SELECT * FROM events WHERE position = 7").get() as StoredEvent;
      const event = { ...row, data: "{}" };
      database.prepare("UPDATE events SET data = ?, hash = ? WHERE position = 7").run(event.data, hashOf(event));
    },
    found: { position: 8, code: "CHAIN_BROKEN" },
  },
  {
    name: "deletes one",
    change: (database) => database.exec("DELETE FROM events WHERE position = 7"),
    found: { position: 7, code: "EVENT_MISSING" },
  },
  {
    name: "deletes the first",
    change: (database) => database.exec("DELETE FROM events WHERE position = 1"),
    found: { position: 1, code: "EVENT_MISSING" },
  },
  {
    name: "deletes one and renumbers the rest",
    change: (database) => {
      database.exec("DELETE FROM events WHERE position = 7");
      for (let position = 8; position <= count; position++) {
        database.exec(`UPDATE events SET position = ${position - 1} WHERE position = ${position}`);
      }
    },
    found: { position: 7, code: "EVENT_EDITED" },
  },
  {
    name: "swaps two",
    change: (database) => {
      for (const [from, to] of [
        [7, 1000],
        [9, 7],
        [1000, 9],
      ]) {
        database.exec(`UPDATE events SET position = ${to} WHERE position = ${from}`);
      }
    },
    found: { position: 7, code: "EVENT_EDITED" },
  },
  {
    name: "inserts one before the first",
    change: (database) =>
      database.exec(
        "INSERT INTO events SELECT 0, stream, type, version, time, cycle, actor, data, previous, hash, NULL FROM events WHERE position = 1",
      ),
    found: { position: 0, code: "EVENT_INSERTED" },
  },
  {
    name: "inserts one and renumbers the rest",
    change: (database) => {
      for (let position = count; position >= 7; position--) {
        database.exec(`UPDATE events SET position = ${position + 1} WHERE position = ${position}`);
      }
      database.exec(
        "INSERT INTO events SELECT 7, stream, type, version, time, cycle, actor, data, previous, hash, NULL FROM events WHERE position = 6",
      );
    },
    found: { position: 7, code: "EVENT_EDITED" },
  },
  {
    name: "appends one of another chain",
    change: (database) =>
      database.exec(
        `INSERT INTO events SELECT ${count + 1}, stream, type, version, time, cycle, actor, data, previous, hash, NULL FROM events WHERE position = 1`,
      ),
    found: { position: count + 1, code: "EVENT_EDITED" },
  },
  {
    name: "cuts the end off",
    change: (database) => database.exec(`DELETE FROM events WHERE position > ${count - 3}`),
    found: { position: count - 2, code: "LOG_TRUNCATED" },
    needsCheckpoint: true,
  },
  {
    name: "empties it",
    change: (database) => database.exec("DELETE FROM events"),
    found: { position: 1, code: "LOG_TRUNCATED" },
    needsCheckpoint: true,
  },
  {
    name: "rewrites it all from one event on, hashes and all",
    change: (database) => rewriteFrom(database, 7, (event) => ({ ...event, type: "Reverted" })),
    found: { position: count, code: "CHECKPOINT_MISMATCH" },
    needsCheckpoint: true,
  },
  {
    name: "changes a document",
    change: (database) =>
      database
        .prepare("UPDATE documents SET bytes = ? WHERE sha256 = ?")
        .run(Buffer.from("<x/>"), sha256Hex(otherFeed)),
    found: { position: 21, code: "DOCUMENT_CHANGED" },
  },
  {
    name: "deletes a document",
    change: (database) => database.prepare("DELETE FROM documents WHERE sha256 = ?").run(sha256Hex(feed)),
    found: { position: 3, code: "DOCUMENT_MISSING" },
  },
  {
    name: "puts data that is no JSON under a good hash",
    change: (database) => rewriteFrom(database, count, (event) => ({ ...event, data: "{" })),
    found: { position: count, code: "EVENT_UNREADABLE" },
  },
  {
    name: "drops the table",
    change: (database) => database.exec("DELETE FROM documents; DROP TABLE events; CREATE TABLE events (position)"),
    found: { position: null, code: "LOG_DAMAGED" },
  },
  {
    name: "makes the table anew with values of other types",
    change: (database) =>
      database.exec(`
        CREATE TABLE other AS SELECT position, CAST(stream AS BLOB) stream, type, version, 5 time, cycle, actor,
          CAST(data AS BLOB) data, NULL previous, CAST(hash AS BLOB) hash, 9223372036854775807 id FROM events;
        DROP TABLE events; ALTER TABLE other RENAME TO events`),
    found: { position: 1, code: "EVENT_EDITED" },
  },
  {
    name: "numbers an event beyond what a number holds",
    change: (database) => database.exec("UPDATE events SET position = 9223372036854775807 WHERE position = 40"),
    found: { position: 40, code: "EVENT_MISSING" },
  },
];

describe("verifyStore finds and places what somebody did who", () => {
  for (const [index, { name, change, found, needsCheckpoint = false }] of attacks.entries()) {
    it(name, async () => {
      const file = join(folder, `attack-${index}.db`);
      copyFileSync(original, file);
      behindItsBack(file, change);
      if (name !== "drops the table") expect(contentOf(file)).not.toBe(contentOf(original));
      const checkpoints = [signCheckpoint(head, "2026-01-02T00:00:00.000Z", privateKey)];
      const report = await verifyStore(file, { checkpoints, publicKey });
      expect(report.problems.map(({ position, code }) => ({ position, code }))[0]).toEqual(found);
      expect(report.ok).toBe(false);
      expect((await verifyStore(file)).ok).toBe(needsCheckpoint);
    });
  }
});

describe("verifyStore", () => {
  const checkpoint = () => signCheckpoint(head, "2026-01-02T00:00:00.000Z", privateKey);

  it("raises no alarm on a log that was only written to, also after a checkpoint", async () => {
    const file = join(folder, "grown.db");
    copyFileSync(original, file);
    const log = await openSqliteEventLog(file);
    await log.append(sampleEvents(5, count + 1, 20));
    await log.close();
    const report = await verifyStore(file, { checkpoints: [checkpoint()], publicKey });
    expect(report).toMatchObject({ ok: true, events: count + 5, problems: [] });
    expect(report.head.position).toBe(count + 5);
  });

  it("tells a checkpoint that was changed, or signed with another key", async () => {
    const good = checkpoint();
    const other = signCheckpoint(head, good.time, generateKeyPairSync("ed25519").privateKey);
    for (const bad of [{ ...good, position: 39 }, { ...good, time: "2026-01-03T00:00:00.000Z" }, other]) {
      const report = await verifyStore(original, { checkpoints: [bad], publicKey });
      expect(report.problems).toMatchObject([{ position: bad.position, code: "CHECKPOINT_SIGNATURE" }]);
    }
  });

  it("tells of one edit once, and of a log damaged all over at most 1000 times", async () => {
    const file = join(folder, "once.db");
    copyFileSync(original, file);
    behindItsBack(file, (database) => database.exec("UPDATE events SET data = '{}' WHERE position = 7"));
    expect((await verifyStore(file)).problems).toEqual([{ position: 7, code: "EVENT_EDITED" }]);
  });
});
