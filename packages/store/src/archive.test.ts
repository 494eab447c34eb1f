import { readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { exportLines, importLines, linesOf, sha256Hex } from "@stopgap/core/log";
import { describe, expect, it } from "vitest";
import {
  behindItsBack,
  contentOf,
  feed,
  otherFeed,
  readAll,
  sampleEvents,
  storedAll,
  temporaryFolder,
} from "../testing/store-fixture.js";
import { exportDocuments, importDocuments } from "./document-folder.js";
import { openSqliteEventLog, type SqliteEventLog } from "./sqlite-event-log.js";
import { verifyStore } from "./verify-store.js";

const folder = temporaryFolder();
const events = sampleEvents(100);
const timeOf = (number: number): string => events[number - 1]?.time ?? "";
let files = 0;

async function filled(): Promise<SqliteEventLog> {
  const log = await openSqliteEventLog(join(folder, `${files++}.db`));
  await log.append(events, { documents: [feed, otherFeed] });
  return log;
}

async function exported(log: SqliteEventLog): Promise<string> {
  let text = "";
  for await (const chunk of exportLines(log)) text += chunk;
  return text;
}

describe("archive", () => {
  it("changes nothing that is read, exported or verified", async () => {
    const log = await filled();
    const [before, lines] = [await readAll(log), await exported(log)];
    expect(await log.archive(timeOf(61), 25)).toEqual({ events: 60, documents: 1, sealedTo: 60 });
    expect(readdirSync(`${log.file}.archive`)).toHaveLength(4);
    expect(await readAll(log)).toEqual(before);
    expect(await exported(log)).toBe(lines);
    expect(await log.document(sha256Hex(feed))).toEqual(feed);
    expect(await log.documentHashes()).toEqual([sha256Hex(feed), sha256Hex(otherFeed)].sort());
    expect(await verifyStore(log.file)).toMatchObject({ ok: true, events: 100, problems: [] });
    await log.close();
  });

  it("reads from the middle of a segment over its end, filtered or not", async () => {
    const log = await filled();
    const all = await readAll(log);
    await log.archive(timeOf(61), 25);
    const read = async (options: object): Promise<unknown[]> => {
      const found: unknown[] = [];
      for await (const page of log.read({ pageSize: 7, ...options })) found.push(...page);
      return found;
    };
    expect(await read({ from: 20, to: 70 })).toEqual(all.slice(19, 70));
    expect(await read({ from: 58, to: 59 })).toEqual(all.slice(57, 59));
    expect(await read({ since: timeOf(40) })).toEqual(all.slice(39));
    expect(await read({ since: timeOf(80), from: 3 })).toEqual(all.slice(79));
    expect(await read({ stream: "organization", types: ["Failed"] })).toEqual(
      all.filter(({ stream, type }) => stream === "organization" && type === "Failed"),
    );
    await log.close();
  });

  it("knows the ids of sealed events, and goes on from the same head", async () => {
    const log = await filled();
    await log.archive(timeOf(61));
    expect((await log.append(events.slice(9, 10)))[0]?.position).toBe(10);
    await expect(log.append([{ ...sampleEvents(1)[0], type: "Other" } as never])).rejects.toMatchObject({
      code: "LOG_ID_REUSED",
    });
    const [next] = await log.append(sampleEvents(1, 101), { expected: 100, documents: [feed] });
    expect(next?.position).toBe(101);
    await log.close();
  });

  it("keeps the newest event in the table, seals on from where it was, and does nothing twice", async () => {
    const log = await filled();
    await log.archive(timeOf(31));
    expect(await log.archive(timeOf(31))).toEqual({ events: 0, documents: 0, sealedTo: 30 });
    expect(await log.archive("2030-01-01T00:00:00.000Z")).toEqual({ events: 69, documents: 2, sealedTo: 99 });
    expect(await storedAll(log)).toHaveLength(100);
    expect((await log.head()).position).toBe(100);
    expect((await verifyStore(log.file)).ok).toBe(true);
    await expect(Promise.resolve().then(() => log.database.exec("DELETE FROM events"))).rejects.toThrow(
      /never deleted/,
    );
    await log.close();
  });

  it("seals nothing from a log whose chain does not hold", async () => {
    const log = await filled();
    behindItsBack(log.file, (database) => database.exec("UPDATE events SET data = '{}' WHERE position = 7"));
    const before = contentOf(log.file);
    await expect(log.archive(timeOf(61))).rejects.toMatchObject({ code: "LOG_DAMAGED" });
    expect(contentOf(log.file)).toBe(before);
    await log.close();
  });

  const attacks: readonly [string, (path: string) => void, string][] = [
    ["is deleted", (path) => rmSync(path), "LOG_DAMAGED"],
    ["is cut short", (path) => truncateSync(path, 100), "LOG_DAMAGED"],
    ["is emptied", (path) => truncateSync(path, 0), "LOG_DAMAGED"],
    ["is no gzip", (path) => writeFileSync(path, "no gzip"), "LOG_DAMAGED"],
    ["is edited", (path) => repacked(path, (text) => text.replace('"number":30', '"number":31')), "EVENT_EDITED"],
    ["lacks a line", (path) => repacked(path, (text) => text.replace(/\{"position":30,.*\n/, "")), "EVENT_MISSING"],
    ["lacks its end", (path) => repacked(path, (text) => text.replace(/\{"position":50,[^\n]*\n/, "")), "LOG_DAMAGED"],
  ];
  for (const [name, attack, code] of attacks) {
    it(`verifying tells when a segment ${name}, and goes on behind it`, async () => {
      const log = await filled();
      await log.archive(timeOf(61), 25);
      const path = join(`${log.file}.archive`, "000000000026-000000000050.jsonl.gz");
      attack(path);
      const report = await verifyStore(log.file);
      expect(report.problems[0]).toMatchObject({ code });
      expect(report.problems[0]?.position).toBeGreaterThanOrEqual(26);
      expect(report.problems[0]?.position).toBeLessThanOrEqual(51);
      expect(report.head.position).toBe(100);
      await log.close();
    });
  }

  it("verifying tells when a sealed document is changed or gone, and rows that were put in place of sealed ones", async () => {
    const log = await filled();
    await log.archive(timeOf(61));
    const path = join(`${log.file}.archive`, `${sha256Hex(feed)}.gz`);
    writeFileSync(path, gzipSync("<other/>"));
    expect((await verifyStore(log.file)).problems).toMatchObject([{ position: 3, code: "DOCUMENT_CHANGED" }]);
    rmSync(path);
    behindItsBack(log.file, (database) =>
      database.exec(
        "INSERT INTO events SELECT 9, stream, type, version, time, cycle, actor, data, previous, hash, NULL FROM events LIMIT 1",
      ),
    );
    expect((await verifyStore(log.file)).problems).toMatchObject([
      { position: 9, code: "EVENT_INSERTED" },
      { position: 3, code: "DOCUMENT_MISSING" },
    ]);
    await log.close();
  });
});

function repacked(path: string, change: (text: string) => string): void {
  const text = gunzipSync(readFileSync(path)).toString("utf8");
  expect(change(text)).not.toBe(text);
  writeFileSync(path, gzipSync(change(text)));
}

describe("backup", () => {
  it("copies the log with its sealed history while it is written", async () => {
    const log = await filled();
    await log.archive(timeOf(41));
    const target = join(folder, "backup.db");
    const [, , copyAt] = await Promise.all([log.append(sampleEvents(50, 101)), log.backup(target), log.head()]);
    const copy = await openSqliteEventLog(target);
    const { position } = await copy.head();
    expect(position).toBeGreaterThanOrEqual(copyAt.position);
    expect(await readAll(copy)).toEqual((await readAll(log)).slice(0, position));
    expect((await verifyStore(target)).ok).toBe(true);
    await expect(log.backup(target)).rejects.toMatchObject({ code: "LOG_UNWRITABLE" });
    await Promise.all([log.close(), copy.close()]);
  });
});

describe("export and import", () => {
  it("make the same log again, documents and all, out of a stream of any chunks", async () => {
    const log = await filled();
    await log.archive(timeOf(41));
    const bytes = new TextEncoder().encode(await exported(log));
    const copy = await openSqliteEventLog(join(folder, "imported.db"));
    const chunks = async function* () {
      for (let start = 0; start < bytes.length; start += 977) yield bytes.subarray(start, start + 977);
    };
    expect(await importLines(copy, linesOf(chunks()))).toEqual(await log.head());
    await exportDocuments(log, join(folder, "documents"));
    expect(await importDocuments(copy, join(folder, "documents"))).toBe(2);
    expect(await exported(copy)).toBe(await exported(log));
    expect(await copy.documentHashes()).toEqual(await log.documentHashes());
    expect((await verifyStore(copy.file)).ok).toBe(true);
    await expect(importLines(copy, [])).rejects.toMatchObject({ code: "LOG_CONFLICT" });
    await Promise.all([log.close(), copy.close()]);
  });

  it("refuse a line that was changed, cut or moved, and name it", async () => {
    const log = await filled();
    const lines = (await exported(log)).trimEnd().split("\n");
    const changed = (index: number, line: string) => lines.map((other, at) => (at === index ? line : other));
    const broken = [
      changed(4, lines[4]?.replace("Failed", "Passed") ?? ""),
      changed(4, lines[4]?.slice(0, -1) ?? ""),
      changed(4, `${lines[4]} `),
      changed(4, ""),
      lines.filter((_, index) => index !== 4),
    ];
    for (const [index, bad] of broken.entries()) {
      const copy = await openSqliteEventLog(join(folder, `refused-${index}.db`));
      await expect(importLines(copy, bad)).rejects.toMatchObject({ code: "LOG_IMPORT_REFUSED" });
      expect((await copy.head()).position).toBe(0);
      await copy.close();
    }
    await log.close();
  });
});
