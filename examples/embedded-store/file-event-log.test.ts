import { appendFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { serverState, verifyLog } from "@stopgap/core";
import type { EventLog } from "@stopgap/core/log";
import { eventLogLaws } from "@stopgap/core/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { embedOnFile } from "./embedded-store.js";
import { FileEventLog } from "./file-event-log.js";
import { makeFeed } from "./make-feed.js";

let folder: string;
let count = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "stopgap-file-log-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));
const fresh = (): string => {
  count += 1;
  return join(folder, `log-${count}.jsonl`);
};

describe("a log in a text file keeps the laws of event logs", () => {
  it.each(eventLogLaws(() => FileEventLog.open(fresh())))("$name", (law) => law.run());
});

const positions = async (log: EventLog): Promise<number[]> => {
  const all: number[] = [];
  for await (const page of log.read()) all.push(...page.map(({ position }) => position));
  return all;
};
const event = (id: string) => ({
  stream: "server/Server1",
  type: "Fetched",
  version: 1,
  time: "2026-11-21T18:00:00.000Z",
  cycle: null,
  actor: null,
  data: {},
  id,
});

describe("the file", () => {
  it("gives back what was durable, ids and documents too, and drops a line that a crash cut off", async () => {
    const path = fresh();
    const log = await FileEventLog.open(path);
    await log.append([event("a"), event("b")], { documents: [Buffer.from("document")] });
    await log.close();
    await appendFile(path, '{"events":[{"sto');

    const again = await FileEventLog.open(path);
    expect(await positions(again)).toEqual([1, 2]);
    expect(await again.documentHashes()).toHaveLength(1);
    await again.append([event("b"), event("c")]);
    expect(await positions(again)).toEqual([1, 2, 3]);
    await again.close();
    const third = await FileEventLog.open(path);
    expect(await verifyLog(third)).toMatchObject({ ok: true });
    await third.close();
  });

  it("that somebody changed is refused", async () => {
    const path = fresh();
    const log = await FileEventLog.open(path);
    await log.append([event("a")]);
    await log.close();
    await writeFile(path, (await readFile(path, "utf8")).replace("Fetched", "Forged"));
    await expect(FileEventLog.open(path)).rejects.toMatchObject({ code: "LOG_IMPORT_REFUSED" });
  });
});

it("a runtime on it knows after a restart what is applied", async () => {
  const directory = await mkdtemp(join(folder, "server-"));
  const { root, path } = await makeFeed(directory);
  const first = await embedOnFile(pathToFileURL(path).href, root, directory);
  expect((await first.runtime.check()).mitigations.map(({ status }) => status)).toEqual(["Applied"]);
  await first.end();

  const second = await embedOnFile(pathToFileURL(path).href, root, directory);
  expect(Object.keys(serverState(second.runtime.state, "Embedded1").applied)).toEqual(["M1.1.0"]);
  expect((await second.runtime.check()).mitigations.map(({ decision }) => decision)).toEqual(["keep"]);
  await second.end();
});
