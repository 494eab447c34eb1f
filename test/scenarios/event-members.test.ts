import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { feed, inbound, ping, pool, unknownType } from "../kit/feeds.js";
import { makeWorld, type World } from "../kit/world.js";

let world: World;
afterEach(() => world.end());

interface Line {
  readonly position: number;
  readonly stream: string;
  readonly type: string;
  readonly version: number;
  readonly time: string;
  readonly cycle: string | null;
  readonly actor: string | null;
  readonly data: Record<string, unknown>;
  readonly previous: string;
  readonly hash: string;
}

const members: Readonly<Record<string, readonly string[]>> = {
  Fetched: ["url", "sha256", "bytes", "notModified"],
  Verified: ["sha256", "profile", "serial", "signer", "issuer", "trustedAt"],
  Decided: ["facts", "decisions"],
  Applying: ["mitigation", "appliedId", "type", "sha256", "undo"],
  Applied: ["mitigation", "appliedId", "type", "replaces"],
  Blocked: ["mitigation", "appliedId", "by"],
  Failed: ["stage", "code", "message"],
  Removed: ["mitigation", "appliedId"],
  Retired: ["mitigation", "appliedId", "why"],
  Reverting: ["mitigation", "appliedId"],
  Reverted: ["mitigation", "appliedId"],
  SettingsChanged: ["setting", "from", "to", "reason"],
};
const administrative = ["SettingsChanged", "Reverting", "Reverted"];

it("every type of event has what the table says, on its stream, with cycle and actor or null", async () => {
  world = await makeWorld();
  const { run, publish, publishBytes, directory } = world;
  const web = join(directory, "server/C/inetpub/wwwroot/web.config");
  const original = await readFile(web);
  const ran = async (status: number, ...words: string[]) => {
    const result = await run(...words);
    expect([words.join(" "), result.status, result.stderr]).toEqual([
      words.join(" "),
      status,
      status === 0 ? "" : expect.anything(),
    ]);
    return result;
  };
  await publish(feed(1, ping, inbound, pool, unknownType));
  await ran(1, "check", "--json");
  await publish(feed(2, ping, inbound, pool.replace('version="2"', 'version="3"')));
  await ran(0, "check");
  await ran(0, "block", "M1", "--reason", "why not");
  await writeFile(web, original);
  await ran(0, "check");
  await ran(0, "revert", "M4");
  await ran(0, "set", "organization", "--mitigations-enabled", "false");
  await ran(0, "set", "server", "Server1", "--mitigations-blocked", "");
  await publish(feed(3, inbound));
  await ran(0, "check");
  await publishBytes(Buffer.from("<EOCS/>"));
  await ran(4, "check");
  await ran(0, "audit", "verify");
  await ran(0, "audit", "replay");
  const exported = await ran(0, "audit", "export");
  const lines = exported.stdout.trimEnd().split("\n");
  const events = lines.map((line): Line => JSON.parse(line));

  let previous = "0".repeat(64);
  for (const [index, line] of lines.entries()) {
    const event = events[index];
    expect(Object.keys(event ?? {})).toEqual([
      "position",
      "stream",
      "type",
      "version",
      "time",
      "cycle",
      "actor",
      "data",
      "previous",
      "hash",
    ]);
    expect(event).toMatchObject({ position: index + 1, version: 1, previous });
    expect(event?.time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    const own = line.slice(0, line.lastIndexOf(',"hash":'));
    expect(event?.hash).toBe(createHash("sha256").update(own).digest("hex"));
    previous = event?.hash ?? "";
  }

  for (const type of Object.keys(members)) expect(events.map((event) => event.type)).toContain(type);
  for (const { type, data, stream, cycle, actor } of events) {
    for (const member of members[type] ?? []) expect(Object.keys(data), `${type} ${member}`).toContain(member);
    const isOrganization = type === "SettingsChanged" && data.setting === "MitigationsEnabled";
    expect(stream).toBe(isOrganization ? "organization" : "server/Server1");
    if (administrative.includes(type)) expect(actor, type).toEqual(expect.any(String));
    if (type !== "SettingsChanged") expect(cycle, type).toEqual(expect.any(String));
    else expect(cycle).toBeNull();
  }

  const first = events.filter(({ cycle }) => cycle === events[0]?.cycle).map(({ type }) => type);
  expect(first).toEqual([
    "Fetched",
    "Verified",
    "Decided",
    "Applied",
    "Applying",
    "Applied",
    "Applying",
    "Applied",
    "Failed",
  ]);
  const of = (type: string) => events.filter((event) => event.type === type).map(({ data }) => data);
  expect(of("Applied").map(({ appliedId, type, replaces }) => [appliedId, type, replaces])).toEqual([
    ["PING1", "DoNothing", null],
    ["M1.1.0", "UrlRewrite", null],
    ["M4.1.2", "AppPool", null],
    ["M4.1.3", "AppPool", "M4.1.2"],
  ]);
  expect(of("Blocked")).toEqual([{ mitigation: "M1", appliedId: "M1.1.0", by: "M1" }]);
  expect(of("Removed")).toMatchObject([{ mitigation: "M1", appliedId: "M1.1.0" }]);
  expect(of("Retired").map(({ appliedId }) => appliedId)).toEqual(["PING1"]);
  expect(of("Reverted")).toMatchObject([{ mitigation: "M4", appliedId: "M4.1.3" }]);
  expect(of("SettingsChanged")).toMatchObject([
    { setting: "MitigationsBlocked", from: [], to: ["M1"], reason: "why not" },
    { setting: "MitigationsEnabled", from: true, to: false, reason: null },
    { setting: "MitigationsBlocked", from: ["M1"], to: [], reason: null },
  ]);
  const [decided] = of("Decided") as { facts: Record<string, unknown>; decisions: Record<string, unknown>[] }[];
  expect(Object.keys(decided?.facts ?? {})).toEqual(
    expect.arrayContaining(["product", "build", "roles", "settings", "inspections"]),
  );
  for (const decision of decided?.decisions ?? [])
    expect(Object.keys(decision)).toEqual(
      expect.arrayContaining(["mitigation", "appliedId", "type", "decision", "reason"]),
    );
  const failures = of("Failed");
  expect(failures.filter(({ appliedId }) => appliedId === "M9.1.0")).toHaveLength(1);
  expect(failures.at(-1)).not.toMatchObject({ mitigation: expect.any(String) });

  const checkpoints = (await readFile(join(directory, "logs/checkpoints.jsonl"), "utf8")).trimEnd().split("\n");
  expect(checkpoints.length).toBeGreaterThanOrEqual(5);
  const newest = JSON.parse(checkpoints.at(-1) ?? "");
  expect(newest).toMatchObject({
    position: expect.any(Number),
    hash: expect.stringMatching(/^[0-9a-f]{64}$/),
    time: expect.any(String),
  });
  expect(newest.hash).toBe(events[newest.position - 1]?.hash);
  expect(newest.position).toBe(events.length);
});
