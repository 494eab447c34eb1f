import { mkdirSync, readdirSync, readFileSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../testing/store-fixture.js";
import { serverKey } from "./server-key.js";
import { SnapshotFolder } from "./snapshot-folder.js";

const folder = temporaryFolder();
const opened = (name: string) => new SnapshotFolder(join(folder, name));
const positions = async (snapshots: SnapshotFolder) => (await snapshots.kept()).map(({ position }) => position);

describe("the folder of snapshots", () => {
  it("keeps the newest and the one before it", async () => {
    const snapshots = opened("bounded.db");
    expect(await snapshots.kept()).toEqual([]);
    for (const position of [500, 1000, 1500, 2000]) await snapshots.keep(position, `state at ${position}\n`);
    expect(await snapshots.kept()).toEqual([
      { position: 2000, text: "state at 2000\n" },
      { position: 1500, text: "state at 1500\n" },
    ]);
    expect(readdirSync(snapshots.folder)).toHaveLength(2);
  });

  it("writes through no link that stands where its draft goes", async () => {
    const snapshots = opened("linked.db");
    const other = join(folder, "other");
    mkdirSync(snapshots.folder);
    writeFileSync(other, "mine");
    symlinkSync(other, join(snapshots.folder, `000000000500.snapshot.${process.pid}.part`));
    await snapshots.keep(500, "good\n");
    expect(await snapshots.kept()).toEqual([{ position: 500, text: "good\n" }]);
    expect(readFileSync(other, "utf8")).toBe("mine");
  });

  it("lets go of what is beyond, so that nothing put there keeps its own away", async () => {
    const snapshots = opened("beyond.db");
    await snapshots.keep(500, "good\n");
    for (const name of ["999999999999", "999999999998"]) {
      writeFileSync(join(snapshots.folder, `${name}.snapshot`), "junk");
    }
    await snapshots.keep(1000, "good\n");
    expect(await positions(snapshots)).toEqual([1000, 500]);
  });

  it("reads what cannot be read as empty, and discards it", async () => {
    const snapshots = opened("odd.db");
    mkdirSync(join(snapshots.folder, "000000000700.snapshot"), { recursive: true });
    expect(await snapshots.kept()).toEqual([{ position: 700, text: "" }]);
    await snapshots.discard(700);
    expect(await snapshots.kept()).toEqual([]);
  });

  it("removes drafts of processes that were killed, and no other file", async () => {
    const snapshots = opened("drafts.db");
    mkdirSync(snapshots.folder);
    for (const name of ["000000000500.snapshot.1.part", "000000000501.snapshot.2.part", "notes.txt"]) {
      writeFileSync(join(snapshots.folder, name), "half");
    }
    utimesSync(join(snapshots.folder, "000000000500.snapshot.1.part"), 0, 0);
    await snapshots.keep(600, "whole\n");
    expect(readdirSync(snapshots.folder).toSorted()).toEqual([
      "000000000501.snapshot.2.part",
      "000000000600.snapshot",
      "notes.txt",
    ]);
  });

  it("has the server's key, and makes none", async () => {
    const snapshots = opened("keyed.db");
    expect(await snapshots.key()).toBeNull();
    const key = await serverKey(join(folder, "keyed.db"));
    expect((await snapshots.key())?.equals(key)).toBe(true);
  });
});
