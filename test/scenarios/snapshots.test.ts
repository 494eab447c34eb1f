import { createHash, createPrivateKey, sign } from "node:crypto";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openSqliteEventLog } from "@stopgap/store";
import Sqlite from "better-sqlite3";
import { afterEach, expect, it } from "vitest";
import { feed, inbound, ping } from "../kit/feeds.js";
import { makeWorld, type World } from "../kit/world.js";

let world: World;
afterEach(() => world.end());

const path = (name: string) => join(world.directory, name);
const snapshots = () => readdirSync(path("stopgap.db.snapshots")).map((name) => path(`stopgap.db.snapshots/${name}`));
const logLines = () =>
  readdirSync(path("logs"))
    .map((name) => readFileSync(path(`logs/${name}`), "utf8"))
    .join("");
const blocked = async () => (await world.run("get", "--json")).json<{ MitigationsBlocked: string[] }[]>();

/** A server that blocks M1, with a long log and a snapshot near its end. */
async function longLog(): Promise<void> {
  world = await makeWorld();
  await world.publish(feed(42, ping, inbound));
  expect((await world.run("block", "M1")).status).toBe(0);
  const log = await openSqliteEventLog(path("stopgap.db"));
  const failed = { stage: "apply", code: "X", message: "x", mitigation: null, appliedId: null };
  const time = new Date().toISOString();
  const event = { stream: "server/Server1", type: "Failed", version: 1, time, cycle: null, actor: null, data: failed };
  await log.append(Array.from({ length: 600 }, () => event));
  await log.close();
  expect((await world.run("check")).status).toBe(0);
  expect(snapshots()).toHaveLength(1);
}

/** As somebody with an SQLite shell would. */
function behindItsBack(sql: string): void {
  const database = new Sqlite(path("stopgap.db"));
  database.exec("DROP TRIGGER events_are_never_updated; DROP TRIGGER events_are_never_deleted");
  expect(database.prepare(sql).run().changes).toBeGreaterThan(0);
  database.close();
}

function editSnapshot(change: (text: string) => string): void {
  for (const file of snapshots()) {
    const before = readFileSync(file, "utf8");
    expect(change(before)).not.toBe(before);
    writeFileSync(file, change(before));
  }
}

const withoutBlock = (text: string) =>
  text.replace('"blocked":[{"id":"M1","until":null,"reason":null}]', '"blocked":[]');

/** What one can do who has the server's key too. */
function sealedAnew(text: string): string {
  const [head = "", body = ""] = text.split("\n");
  const sha256 = createHash("sha256").update(body).digest("hex");
  const { signature: _, ...unsigned } = { ...JSON.parse(head), sha256 };
  const signed = JSON.stringify(unsigned).slice(0, -1);
  const key = createPrivateKey(readFileSync(path("stopgap.db.key")));
  return `${signed},"signature":"${sign(null, Buffer.from(signed), key).toString("hex")}"}\n${body}\n`;
}

const problems = async () =>
  (await world.run("audit", "verify", "--json")).json<{ problems: { position: number; code: string }[] }>().problems;

it("a start folds the tail only, and the audit everything", async () => {
  await longLog();
  const before = await blocked();
  expect(before[0]?.MitigationsBlocked).toEqual(["M1"]);
  behindItsBack("UPDATE events SET data = 'no JSON' WHERE position = 5");
  expect(await blocked()).toEqual(before);
  expect((await problems())[0]).toEqual({ position: 5, code: "EVENT_EDITED" });
  rmSync(path("stopgap.db.snapshots"), { recursive: true });
  expect((await world.run("get")).stderr).toMatch(/^stopgap: LOG_DAMAGED: the data at position 5 is not JSON; /);
});

it("an edited snapshot is not believed, told by the audit, and discarded by the next cycle", async () => {
  await longLog();
  editSnapshot(withoutBlock);
  expect((await blocked())[0]?.MitigationsBlocked).toEqual(["M1"]);
  expect(await problems()).toMatchObject([{ code: "SNAPSHOT_DIFFERS" }]);
  const cycle = await world.run("check", "--json");
  expect(cycle.json<{ mitigations: unknown[] }>().mitigations).toContainEqual(
    expect.objectContaining({ id: "M1", status: "Blocked" }),
  );
  expect(logLines()).toContain("a snapshot is discarded: it is not as this server signed it");
  expect(await problems()).toEqual([]);
});

it("a false snapshot by one who has the key: the audit tells it, and the replay what was decided from it", async () => {
  await longLog();
  editSnapshot((text) => sealedAnew(withoutBlock(text)));
  expect((await blocked())[0]?.MitigationsBlocked).toEqual([]);
  expect((await problems()).map(({ code }) => code)).toEqual(["SNAPSHOT_DIFFERS", "STATE_DIFFERS"]);
  await world.run("check");
  // Covering the tracks does not help: what was decided stands in the chain.
  rmSync(path("stopgap.db.snapshots"), { recursive: true });
  const replayed = await world.run("audit", "replay", "--json");
  expect(replayed.status).toBe(1);
  expect(replayed.json<{ divergences: { code: string }[] }>().divergences[0]?.code).toBe("DECISION_DIFFERS");
});

it("history that is sealed, or gone after that, does not matter to a start, and a backup takes no snapshot along", async () => {
  await longLog();
  expect((await world.run("audit", "archive", "--before", "2100-01-01")).status).toBe(0);
  expect((await blocked())[0]?.MitigationsBlocked).toEqual(["M1"]);
  expect(await problems()).toEqual([]);
  const backup = await world.run("audit", "backup", "copy.db");
  expect([backup.status, readdirSync(world.directory).includes("copy.db.snapshots")]).toEqual([0, false]);
  rmSync(path("stopgap.db.archive"), { recursive: true });
  expect((await blocked())[0]?.MitigationsBlocked).toEqual(["M1"]);
});
