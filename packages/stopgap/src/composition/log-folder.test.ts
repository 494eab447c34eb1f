import { mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { afterEach, beforeEach, expect, it } from "vitest";
import { type CommandWorld, makeCommandWorld, unknownAction, worldFeed } from "../../testing/command-world.js";

let world: CommandWorld;
beforeEach(async () => {
  world = await makeCommandWorld();
  const file = world.path("stopgap.yaml");
  await writeFile(file, (await readFile(file, "utf8")).replace("level: warn", "level: info"));
  await world.publish(worldFeed(1, unknownAction));
});
afterEach(() => world.end());

interface Line {
  readonly level: number;
  readonly type?: string;
  readonly position?: number;
  readonly msg: string;
}

async function lines(): Promise<readonly Line[]> {
  const text = await readFile(world.path("logs/stopgap.1.log"), "utf8");
  return text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
}

it("tells what was fetched, verified, decided, applied and failed, and that nothing was sent", async () => {
  expect(await world.run("check")).toMatchObject({ status: 1 });
  const told = await lines();
  const of = (type: string) => told.filter((line) => line.type === type);
  expect(of("Fetched")[0]).toMatchObject({
    level: 30,
    position: 1,
    msg: expect.stringMatching(/^Fetched \d+ bytes from/),
  });
  expect(of("Verified")[0]?.msg).toMatch(/^Verified EOCS 1\.1 serial 1, signed by/);
  expect(of("Applied").map(({ msg }) => msg)).toContain("Applied M1.1.0");
  expect(of("Failed")).toMatchObject([{ level: 50, msg: expect.stringContaining("M9.1.0") }]);
  expect(told.map(({ msg }) => msg)).toContain("no diagnostic data sent: diagnostics.enabled is false");
});

it("a disk that is full for log lines fails no cycle: it is done and shown, then told", async () => {
  await mkdir(world.path("logs"));
  await symlink("/dev/full", world.path("logs/stopgap.1.log"));
  const ran = await world.run("check", "--json");
  expect(JSON.parse(ran.out).mitigations).toContainEqual(expect.objectContaining({ id: "M1", status: "Applied" }));
  expect(ran.error).toMatch(/^stopgap: LOG_UNWRITABLE: the log folder [^\n]+ \(ENOSPC\); [^\n]+\n$/);
  expect(ran.status).toBe(5);
});
