import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { feed, inbound, ping } from "../kit/feeds.js";
import { makeWorld, type World } from "../kit/world.js";

let world: World;
beforeEach(async () => {
  world = await makeWorld();
  await world.publish(feed(1, ping));
});
afterEach(() => world.end());

interface Settings {
  readonly MitigationsApplied: readonly string[];
  readonly MitigationsBlocked: readonly string[];
}

it("get, mitigations, explain and audit diff tell of an earlier point of the log", async () => {
  await world.run("check");
  const events = (await world.run("log", "--json")).json<{ position: number; time: string }[]>();
  const then = events.at(-1);
  await world.publish(feed(2, ping, inbound));
  await world.run("check");
  await world.run("block", "M9");
  for (const at of [String(then?.position), String(then?.time)]) {
    const got = (await world.run("get", "--at", at, "--json")).json<Settings[]>();
    expect(got).toMatchObject([{ MitigationsApplied: ["PING1"], MitigationsBlocked: [] }]);
  }
  const rows = (await world.run("mitigations", "--at", String(then?.position), "--json")).json<{ ID: string }[]>();
  expect(rows.map(({ ID }) => ID)).toEqual(["PING1"]);
  const unknown = await world.run("explain", "M1", "--at", String(then?.position));
  expect(unknown).toMatchObject({ status: 2, stdout: "" });
  const explained = (await world.run("explain", "PING1", "--at", String(then?.position), "--json")).json();
  expect(explained).toMatchObject([{ appliedId: "PING1", decision: "apply" }]);
  const health = await world.run("health", "--at", String(then?.position), "--json");
  const healthRows = health.json<{ name: string; details: string }[]>();
  expect(healthRows.filter(({ name }) => name === "Mitigation applied").map(({ details }) => details)).toEqual([
    "PING1",
  ]);
  expect(healthRows.find(({ name }) => name === "Feed age")?.details).toContain("serial 1");
  const diff = await world.run("audit", "diff", String(then?.position), "0s", "--json");
  expect(diff.json()).toEqual([
    { server: "Server1", property: "MitigationsApplied", from: ["PING1"], to: ["PING1", "M1.1.0"] },
    { server: "Server1", property: "MitigationsBlocked", from: [], to: ["M9"] },
  ]);
  for (const at of ["yesterdayish", "999", "-1", "1e3", "2026-02-30"]) {
    expect(await world.run("get", "--at", at)).toMatchObject({ status: 2, stdout: "" });
  }
});

it("an import of a file that is none, of a folder, and into a log that holds events is told in one line", async () => {
  await world.run("check");
  await writeFile(join(world.directory, "empty.jsonl"), "");
  const cases: [string, number][] = [
    ["not-there.jsonl", 2],
    ["feed", 2],
    ["empty.jsonl", 5],
  ];
  for (const [file, status] of cases) {
    const ran = await world.run("audit", "import", file);
    expect(ran).toMatchObject({ status, stdout: "" });
    expect(ran.stderr).toMatch(/^stopgap: [A-Z_]+: [^\n]+; [^\n]+\n$/);
  }
  const backup = await world.run("audit", "backup", "empty.jsonl");
  expect(backup.status).toBe(2);
});
