import { copyFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { feed, inbound, ping } from "../kit/feeds.js";
import { makeWorld, type World } from "../kit/world.js";

let world: World;
afterEach(() => world.end());

const path = (name: string) => join(world.directory, name);
const told = async () =>
  (await world.run("log", "--type", "Failed", "--json")).json<{ position: number; data: { code: string } }[]>();

function removeLog(): void {
  for (const end of ["", "-wal", "-shm"]) rmSync(path(`stopgap.db${end}`), { force: true });
}

it("a log that was taken away is recorded as lost in the next cycle, once, and the cycle goes on", async () => {
  world = await makeWorld();
  await world.publish(feed(42, ping, inbound));
  expect((await world.run("check")).status).toBe(0);
  removeLog();

  expect((await world.run("check")).status).toBe(0);
  expect(await told()).toMatchObject([{ position: 1, data: { code: "LOG_HISTORY_LOST" } }]);
  expect((await world.run("check")).status).toBe(0);
  expect(await told()).toHaveLength(1);
});

it("an older copy of the log is found too, and checkpoints of another server's key are none of its own", async () => {
  world = await makeWorld();
  await world.publish(feed(42, ping, inbound));
  expect((await world.run("check")).status).toBe(0);
  expect((await world.run("audit", "backup", path("older.db"))).status).toBe(0);
  expect((await world.run("block", "M1")).status).toBe(0);
  removeLog();
  copyFileSync(path("older.db"), path("stopgap.db"));
  expect((await world.run("check")).status).toBe(0);
  expect(await told()).toMatchObject([{ data: { code: "LOG_HISTORY_LOST" } }]);

  removeLog();
  rmSync(path("stopgap.db.key"));
  expect((await world.run("check")).status).toBe(0);
  expect(await told()).toEqual([]);
});

it("an act of an administrator tells of it first, and signs no shorter log in silence", async () => {
  world = await makeWorld();
  await world.publish(feed(42, ping, inbound));
  expect((await world.run("check")).status).toBe(0);
  removeLog();

  expect((await world.run("block", "M1")).status).toBe(0);
  expect(await told()).toMatchObject([{ position: 1, data: { code: "LOG_HISTORY_LOST" } }]);
  expect((await world.run("block", "M1")).status).toBe(0);
  expect(await told()).toHaveLength(1);
});
