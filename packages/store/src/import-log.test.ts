import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { exportLines, linesOf } from "@stopgap/core/log";
import { describe, expect, it } from "vitest";
import { sampleEvents, storedAll, temporaryFolder } from "../testing/store-fixture.js";
import { importLog } from "./import-log.js";
import { openSqliteEventLog } from "./sqlite-event-log.js";

const folder = temporaryFolder();
const at = (name: string) => join(folder, name);

async function exported(count: number, data?: unknown): Promise<{ text: string; hash: string }> {
  const log = await openSqliteEventLog(at(`source-${count}-${readdirSync(folder).length}.db`));
  await log.append(sampleEvents(count).map((event) => (data === undefined ? event : { ...event, data })));
  let text = "";
  for await (const page of exportLines(log)) text += page;
  const { hash } = await log.head();
  await log.close();
  return { text, hash };
}

async function* inChunks(text: string, size = 65_536): AsyncGenerator<Uint8Array> {
  const bytes = new TextEncoder().encode(text);
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
}

describe("importing", () => {
  it.each<[string, (text: string) => string]>([
    ["as it was exported", (text) => text],
    ["with the line ends of Windows", (text) => text.replaceAll("\n", "\r\n")],
    ["without a line end at the end", (text) => text.trimEnd()],
  ])("makes the same log of an export %s", async (name, change) => {
    // The sample events have U+2028 in their data.
    const { text, hash } = await exported(7);
    expect(text).toContain("\u2028");
    const file = join(at(name), "log.db");
    const { head } = await importLog(file, inChunks(change(text), 7), null);
    expect(head).toMatchObject({ position: 7, hash });
  });

  it("takes an event of many megabytes, in a time that grows as it does", async () => {
    const { text, hash } = await exported(2, { text: "x".repeat(8_000_000) });
    let pieces = 0;
    for await (const line of linesOf(inChunks(text, 1000))) pieces += line.length;
    expect(pieces).toBe(text.length - 2);
    expect((await importLog(at("large.db"), inChunks(text), null)).head.hash).toBe(hash);
  });

  it("leaves nothing where a line is refused, however far down, and goes through once that is mended", async () => {
    const { text, hash } = await exported(2500);
    const file = at("refused.db");
    const broken = text.replace('"number":2400', '"number":2401');
    expect(broken).not.toBe(text);
    await expect(importLog(file, inChunks(broken), null)).rejects.toMatchObject({ code: "LOG_IMPORT_REFUSED" });
    expect(readdirSync(folder).filter((name) => name.startsWith("refused.db"))).toEqual([]);
    expect((await importLog(file, inChunks(text), null)).head.hash).toBe(hash);
  });

  it("takes the place of a log without events, and of no other", async () => {
    const { text } = await exported(3);
    const file = at("empty.db");
    await (await openSqliteEventLog(file)).close();
    await importLog(file, inChunks(text), null);
    const { text: other } = await exported(4);
    await expect(importLog(file, inChunks(other), null)).rejects.toMatchObject({ code: "LOG_CONFLICT" });
    const log = await openSqliteEventLog(file);
    expect(await storedAll(log)).toHaveLength(3);
    await log.close();
  });

  it("refuses a folder of documents that is not there or holds a changed one", async () => {
    const { text } = await exported(3);
    const file = at("documents.db");
    mkdirSync(at("changed"));
    writeFileSync(join(at("changed"), "0".repeat(64)), "other");
    for (const documents of [at("nowhere"), at("changed")]) {
      await expect(importLog(file, inChunks(text), documents)).rejects.toMatchObject({ code: "LOG_IMPORT_REFUSED" });
    }
    expect(existsSync(file)).toBe(false);
  });
});
