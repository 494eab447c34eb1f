import {
  closeSync,
  copyFileSync,
  mkdirSync,
  openSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import Sqlite from "better-sqlite3";
import { beforeAll, describe, expect, it } from "vitest";
import { feed, otherFeed, readAll, sampleEvents, temporaryFolder } from "../testing/store-fixture.js";
import { connectToWrite } from "./connect.js";
import { schemaSteps } from "./schema.js";
import { openSqliteEventLog } from "./sqlite-event-log.js";
import { verifyStore } from "./verify-store.js";

const folder = temporaryFolder();
const original = join(folder, "original.db");
const page = 4096;

beforeAll(async () => {
  const log = await openSqliteEventLog(original);
  await log.append(sampleEvents(400), { documents: [feed, otherFeed] });
  await log.close();
});

function copied(name: string): string {
  const file = join(folder, name);
  copyFileSync(original, file);
  return file;
}

describe("a file that is no event log", () => {
  const files: readonly [string, (file: string) => void][] = [
    ["text", (file) => writeFileSync(file, "this is not a database, but long enough to look at\n".repeat(100))],
    ["a database of another program", (file) => void new Sqlite(file).exec("CREATE TABLE other (x)").close()],
    ["a database with another mark", (file) => new Sqlite(file).pragma("application_id = 77")],
  ];
  for (const [name, make] of files) {
    it(`${name} is told as damage, and left alone`, async () => {
      const file = join(folder, `${name}.db`);
      make(file);
      const before = readFileSync(file);
      await expect(openSqliteEventLog(file)).rejects.toMatchObject({ code: "LOG_DAMAGED" });
      await expect(openSqliteEventLog(file, { readOnly: true })).rejects.toMatchObject({ code: "LOG_DAMAGED" });
      expect((await verifyStore(file)).problems).toMatchObject([{ position: null, code: "LOG_DAMAGED" }]);
      expect(readFileSync(file)).toEqual(before);
    });
  }

  it("one that does not exist, or is empty, reads as an empty log and is not made", async () => {
    const file = join(folder, "missing.db");
    const log = await openSqliteEventLog(file, { readOnly: true });
    expect((await log.head()).position).toBe(0);
    await expect(log.append(sampleEvents(1))).rejects.toMatchObject({ code: "LOG_READ_ONLY" });
    await log.close();
    expect(statSync(file, { throwIfNoEntry: false })).toBeUndefined();
    expect((await verifyStore(file)).ok).toBe(true);
  });

  it("a folder in its place is named as one", async () => {
    const file = join(folder, "folder.db");
    mkdirSync(file);
    for (const options of [{}, { readOnly: true }]) {
      const open = openSqliteEventLog(file, options);
      await expect(open).rejects.toMatchObject({ code: "LOG_UNWRITABLE", message: `${file} is a folder, not a file` });
    }
  });

  it("a folder that does not exist is named", async () => {
    const open = openSqliteEventLog(join(folder, "nowhere", "log.db"));
    await expect(open).rejects.toMatchObject({ code: "LOG_UNWRITABLE" });
  });
});

describe("a damaged file", () => {
  const pages = () => statSync(original).size / page;

  it("half a page written, wherever it is, is told or does not matter to any event", async () => {
    const whole = await openSqliteEventLog(original, { readOnly: true });
    const events = await readAll(whole);
    await whole.close();
    let told = 0;
    for (let number = 0; number < pages(); number++) {
      const file = copied(`half-${number}.db`);
      const before = readFileSync(file);
      const descriptor = openSync(file, "r+");
      writeSync(descriptor, Buffer.alloc(page / 2, 0xa5), 0, page / 2, number * page + page / 2);
      closeSync(descriptor);
      expect(readFileSync(file)).not.toEqual(before);
      const report = await verifyStore(file);
      if (!report.ok) told++;
      else {
        const log = await openSqliteEventLog(file, { readOnly: true });
        expect(await readAll(log)).toEqual(events);
        await log.close();
      }
    }
    expect(told).toBeGreaterThan(pages() / 2);
  });

  it("a file cut short is told", async () => {
    for (const size of [100, page, page * 3, page * (pages() - 1)]) {
      const file = copied(`cut-${size}.db`);
      truncateSync(file, size);
      expect((await verifyStore(file)).ok).toBe(false);
    }
  });

  it("reading over a missing event stops at it", async () => {
    const file = copied("gap.db");
    const database = new Sqlite(file);
    database.exec("DROP TRIGGER events_are_never_deleted; DELETE FROM events WHERE position = 250");
    database.close();
    const log = await openSqliteEventLog(file);
    await expect(readAll(log)).rejects.toMatchObject({ code: "LOG_DAMAGED", details: { position: 250 } });
    await log.close();
  });

  it("bytes flipped one at a time are told or do not matter to any event", async () => {
    const whole = await openSqliteEventLog(original, { readOnly: true });
    const events = await readAll(whole);
    await whole.close();
    const seed = Number(process.env.STOPGAP_TEST_SEED ?? Date.now() % 100_000);
    const bytes = readFileSync(original);
    for (let round = 0; round < 40; round++) {
      const at = (seed * 7919 + round * 104_729) % bytes.length;
      const file = join(folder, "flipped.db");
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ (1 << (round % 8));
      writeFileSync(file, changed);
      const report = await verifyStore(file).catch((error: unknown) => ({ ok: false, error }));
      if (!report.ok) continue;
      const log = await openSqliteEventLog(file, { readOnly: true });
      expect(await readAll(log), `seed ${seed}, byte ${at}`).toEqual(events);
      await log.close();
    }
  });
});

describe("a file that cannot be written", () => {
  it("a full disk: nothing of the append is kept, and the next one that fits goes on", async () => {
    const log = await openSqliteEventLog(copied("full.db"));
    const before = await log.head();
    log.database.pragma(`max_page_count = ${Number(log.database.pragma("page_count", { simple: true })) + 4}`);
    const both = await Promise.allSettled([
      log.append(sampleEvents(1, 401)),
      log.append(sampleEvents(1, 402), { documents: [new Uint8Array(1_000_000)] }),
    ]);
    for (const outcome of both) expect(outcome).toMatchObject({ reason: { code: "LOG_UNWRITABLE" } });
    expect(await log.head()).toEqual(before);
    expect((await log.append(sampleEvents(1, 401)))[0]?.position).toBe(401);
    await log.close();
    expect((await verifyStore(log.file)).ok).toBe(true);
  });

  it("events and documents are never updated or deleted, whoever asks", async () => {
    const log = await openSqliteEventLog(copied("triggers.db"));
    for (const table of ["events", "documents"]) {
      const column = table === "events" ? "data" : "bytes";
      expect(() => log.database.exec(`UPDATE ${table} SET ${column} = ${column}`)).toThrow(/never updated/);
      expect(() => log.database.exec(`DELETE FROM ${table}`)).toThrow(/never deleted/);
    }
    await log.close();
  });
});

describe("migrations", () => {
  const next = [...schemaSteps, "CREATE TABLE added (x TEXT) STRICT"];

  it("copy the file first, run once, and leave what is newer alone", async () => {
    const file = copied("migrated.db");
    (await connectToWrite(file, 1000, next)).close();
    const copy = await openSqliteEventLog(`${file}.before-schema-2`);
    expect(await readAll(copy)).toHaveLength(400);
    expect((await verifyStore(copy.file)).ok).toBe(true);
    await copy.close();
    await expect(openSqliteEventLog(file)).rejects.toMatchObject({ code: "LOG_TOO_NEW" });
    await expect(openSqliteEventLog(file, { readOnly: true })).rejects.toMatchObject({ code: "LOG_TOO_NEW" });
    (await connectToWrite(file, 1000, next)).close();
  });

  it("a step that fails changes nothing", async () => {
    const file = copied("failing.db");
    const failing = [...next, "CREATE TABLE added (x)"];
    await expect(connectToWrite(file, 1000, failing)).rejects.toMatchObject({ code: "LOG_DAMAGED" });
    const log = await openSqliteEventLog(file);
    expect(await readAll(log)).toHaveLength(400);
    await log.close();
  });
});
