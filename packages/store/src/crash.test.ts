import { copyFileSync, existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { beforeAll, describe, expect, it } from "vitest";
import { startChild } from "../testing/child.js";
import { buildForChildren } from "../testing/child-build.js";
import { feed, otherFeed, readAll, sampleEvents, storedAll, temporaryFolder } from "../testing/store-fixture.js";
import { SnapshotFolder } from "./snapshot-folder.js";
import { openSqliteEventLog } from "./sqlite-event-log.js";
import { verifyStore } from "./verify-store.js";

/** `STOPGAP_CRASH_ROUNDS=200 STOPGAP_TEST_SEED=1 npx vitest run packages/store/src/crash.test.ts` for many. */
const rounds = Number(process.env.STOPGAP_CRASH_ROUNDS ?? 3);
const seed = Number(process.env.STOPGAP_TEST_SEED ?? Date.now() % 1_000_000);
const folder = temporaryFolder();
const build = join(folder, "build");

beforeAll(() => {
  buildForChildren(build);
  console.info(`crash tests: ${rounds} rounds, STOPGAP_TEST_SEED=${seed}`);
});

/** The same numbers for the same seed. */
function random(round: number, below: number): number {
  const mixed = Math.imul(seed + round * 2_654_435_761, 2_246_822_519) >>> 0;
  return (mixed ^ (mixed >>> 13)) % below;
}

describe("kill -9", () => {
  it("of two processes that append: what was acknowledged is there, and nothing is there in part", async () => {
    const file = join(folder, "append.db");
    const acknowledged = new Map<string, readonly [number, string]>();
    for (let round = 0; round < rounds; round++) {
      const children = [0, 1].map((index) =>
        startChild("append-child", { build, file, seed: seed * 1000 + round * 2 + index }),
      );
      await Promise.all(children.map((child) => child.next()));
      await sleep(random(round, 150));
      await Promise.all(children.map((child) => child.kill()));
      for (const child of children) {
        for (const line of child.lines as [string, number, string][][]) {
          for (const [id, position, hash] of line) acknowledged.set(id, [position, hash]);
        }
      }
    }
    const report = await verifyStore(file);
    expect(report.problems).toEqual([]);
    const log = await openSqliteEventLog(file);
    const events = await readAll(log);
    expect(acknowledged.size).toBeGreaterThan(rounds);
    for (const [position, hash] of acknowledged.values()) expect(events[position - 1]?.hash).toBe(hash);
    expect(idsOf(log.database)).toEqual(expect.arrayContaining([...acknowledged.keys()]));
    await log.close();
  });

  it("of a process that archives: every event and document is still there, once, and the rest can be sealed", async () => {
    const file = join(folder, "archive.db");
    const log = await openSqliteEventLog(file);
    await log.append(sampleEvents(60), { documents: [feed, otherFeed] });
    const before = await storedAll(log);
    await log.close();
    for (let round = 0; round < rounds; round++) {
      const child = startChild("archive-child", { build, file, step: 1 + random(round, 5) });
      await child.next();
      await sleep(random(round + 1000, 60));
      await child.kill();
      expect(await verifyStore(file)).toMatchObject({ ok: true, events: 60 });
    }
    const after = await openSqliteEventLog(file);
    expect(await storedAll(after)).toEqual(before);
    expect((await after.archive("2030-01-01T00:00:00.000Z", 7)).sealedTo).toBe(59);
    expect(await storedAll(after)).toEqual(before);
    await after.close();
  });

  it("of a process that keeps snapshots: each is whole, there are two at most, and none is lost", async () => {
    const file = join(folder, "snapshots.db");
    const snapshots = new SnapshotFolder(file);
    let newest = 0;
    for (let round = 0; round < rounds; round++) {
      const child = startChild("snapshot-child", { build, file });
      await child.next();
      await sleep(random(round, 100));
      await child.kill();
      const kept = await snapshots.kept();
      for (const { position, text } of kept) expect(text).toBe(`${position}\n${"x".repeat(position * 100)}\n`);
      expect(kept[0]?.position ?? 0).toBeGreaterThanOrEqual(newest);
      newest = kept[0]?.position ?? 0;
    }
    await snapshots.keep(newest + 500, "whole\n");
    const names = readdirSync(snapshots.folder).filter((name) => name.endsWith(".snapshot"));
    expect(names.length).toBeLessThanOrEqual(2);
    expect((await snapshots.kept())[0]).toEqual({ position: newest + 500, text: "whole\n" });
  });

  it("of a process that migrates: the file has the old schema or the new one, and every event", async () => {
    const original = join(folder, "unmigrated.db");
    const log = await openSqliteEventLog(original);
    await log.append(sampleEvents(200), { documents: [feed, otherFeed] });
    await log.close();
    for (let round = 0; round < rounds; round++) {
      const file = join(folder, `migrate-${round}.db`);
      copyFileSync(original, file);
      const child = startChild("migrate-child", { build, file });
      await child.next();
      await sleep(random(round, 120));
      await child.kill();
      const opened = await openSqliteEventLog(file).catch((error: { code: string }) => error.code);
      if (opened === "LOG_TOO_NEW") {
        expect(existsSync(`${file}.before-schema-6`)).toBe(true);
        expect(await verifyStore(`${file}.before-schema-6`)).toMatchObject({ ok: true, events: 200 });
      } else if (typeof opened === "string") {
        expect.fail(`opening gave ${opened}`);
      } else {
        await opened.close();
        expect(await verifyStore(file)).toMatchObject({ ok: true, events: 200 });
      }
    }
  });
});

function idsOf(database: { prepare(sql: string): { pluck(): { all(): unknown[] } } }): unknown[] {
  return database.prepare("SELECT id FROM events").pluck().all();
}
