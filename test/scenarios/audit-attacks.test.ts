import { createPrivateKey, generateKeyPairSync, type KeyObject } from "node:crypto";
import { cp, mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { gunzipSync, gzipSync } from "node:zlib";
import { checkpointLine, hashOf, type StoredEvent, signCheckpoint } from "@stopgap/core/log";
import Sqlite, { type Database } from "better-sqlite3";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  type CommandWorld,
  makeCommandWorld,
  unknownAction,
  worldFeed,
} from "../../packages/stopgap/testing/command-world.js";

let world: CommandWorld;
let head = 0;
const kept = ["stopgap.db", "logs/checkpoints.jsonl"];

beforeAll(async () => {
  world = await makeCommandWorld();
  await world.publish(worldFeed(1, unknownAction));
  await world.run("check");
  await world.run("block", "M1", "--reason", "tried “é”\u2028 and <>");
  await world.run("check");
  await world.publish(worldFeed(2));
  await world.run("check");
  head = await sql((database) => Number(database.prepare("SELECT max(position) FROM events").pluck().get()));
  for (const name of kept) await cp(world.path(name), world.path(`${name}.good`));
}, 60_000);
afterAll(() => world.end());
beforeEach(async () => {
  for (const suffix of ["-wal", "-shm"]) await rm(world.path(`stopgap.db${suffix}`), { force: true });
  for (const name of kept) await cp(world.path(`${name}.good`), world.path(name));
});

/** As somebody with an SQLite shell. */
async function sql<T>(work: (database: Database) => T): Promise<T> {
  const database = new Sqlite(world.path("stopgap.db"));
  try {
    const done = work(database);
    database.pragma("wal_checkpoint(TRUNCATE)");
    return done;
  } finally {
    database.close();
  }
}

const rowsOf = (database: Database) =>
  database.prepare<[], StoredEvent>("SELECT * FROM events ORDER BY position").all();

/** Changes the file, and fails where the change changed nothing. */
async function attack(change: (database: Database) => void): Promise<void> {
  const content = (database: Database) =>
    JSON.stringify([
      database.prepare("SELECT *, hex(data) FROM events ORDER BY position").all(),
      database.prepare("SELECT sha256, hex(bytes) FROM documents ORDER BY sha256").all(),
    ]);
  const [before, after] = await sql((database) => {
    const untouched = content(database);
    for (const of of ["events", "documents"]) {
      for (const how of ["updated", "deleted"]) database.exec(`DROP TRIGGER ${of}_are_never_${how}`);
    }
    change(database);
    return [untouched, content(database)];
  });
  expect(after).not.toBe(before);
}

interface Problem {
  readonly position: number | null;
  readonly code: string;
}

async function verify(...words: string[]): Promise<readonly Problem[]> {
  const ran = await world.run("audit", "verify", ...words, "--json");
  const { ok, problems } = JSON.parse(ran.out);
  expect(ok).toBe(problems.length === 0);
  expect(ran.status).toBe(ok ? 0 : 5);
  if (!ok) expect(ran.error).toMatch(/^stopgap: LOG_DAMAGED: [^\n]+; [^\n]+\n$/);
  const [first] = problems;
  if (first?.position != null) expect(ran.error).toContain(`${first.code} at ${first.position}`);
  return problems;
}

/** Makes the chain good again from an event on, as its owner can. */
function rechain(database: Database, from: number, change: (event: StoredEvent) => StoredEvent): void {
  let previous = "";
  for (const row of rowsOf(database)) {
    if (row.position < from) previous = row.hash;
    if (row.position < from) continue;
    const event = { ...(row.position === from ? change(row) : row), previous: previous || row.previous };
    previous = hashOf(event);
    const { stream, type, version, time, cycle, actor, data } = event;
    database
      .prepare(
        "UPDATE events SET stream=?, type=?, version=?, time=?, cycle=?, actor=?, data=?, previous=?, hash=? WHERE position=?",
      )
      .run(stream, type, version, time, cycle, actor, data, event.previous, previous, row.position);
  }
}

const positionOf = (type: string) =>
  sql((database) => Number(database.prepare("SELECT min(position) FROM events WHERE type = ?").pluck().get(type)));

/** The least that can be done to an event's text. */
const edits: Readonly<Record<string, readonly [type: string, change: (event: StoredEvent) => Partial<StoredEvent>]>> = {
  "one space in the data": ["Fetched", ({ data }) => ({ data: data.replace(":", ": ") })],
  "a space at its end": ["Fetched", ({ data }) => ({ data: `${data} ` })],
  "an end of text and more behind it": ["Fetched", ({ data }) => ({ data: `${data}\0x` })],
  "the order of two keys": [
    "Fetched",
    ({ data }) => ({ data: data.replace(/^\{("url":"[^"]*"),("sha256":"[^"]*")/, "{$2,$1") }),
  ],
  "1 for 1.0": ["Verified", ({ data }) => ({ data: data.replace('"serial":1', '"serial":1.0') })],
  "1 for 1e0": ["Verified", ({ data }) => ({ data: data.replace('"serial":1', '"serial":1e0') })],
  "an escape for a letter": ["Fetched", ({ data }) => ({ data: data.replace('"url"', '"\\u0075rl"') })],
  "an escape in other capitals": ["SettingsChanged", ({ data }) => ({ data: data.replace("é", "\\u00E9") })],
  "a composed letter for its parts": ["SettingsChanged", ({ data }) => ({ data: data.replace("é", "e\u0301") })],
  "a key given twice": ["Verified", ({ data }) => ({ data: data.replace("{", '{"serial":9,') })],
  "the stream's capitals": ["Decided", ({ stream }) => ({ stream: stream.replace("server/S", "server/s") })],
  "a millisecond": ["Decided", ({ time }) => ({ time: time.replace(/.Z$/, (end) => (end === "0Z" ? "1Z" : "0Z")) })],
  "the time's zone": ["Decided", ({ time }) => ({ time: time.replace("Z", "+00:00") })],
  "who did it": ["SettingsChanged", () => ({ actor: null })],
  "nobody for the empty name": ["Decided", () => ({ actor: "" })],
  "the schema version": ["Decided", ({ version }) => ({ version: version + 1 })],
  "the hash's capitals": ["Decided", ({ hash }) => ({ hash: hash.toUpperCase() })],
};

describe("the least edit of one event", () => {
  it.each(Object.entries(edits))("%s is found, and where", async (_, [type, change]) => {
    const position = await positionOf(type);
    await attack((database) => {
      const row = rowsOf(database).find((event) => event.position === position);
      for (const [column, value] of Object.entries(row === undefined ? {} : change(row))) {
        database.prepare(`UPDATE events SET ${column} = ? WHERE position = ?`).run(value, position);
      }
    });
    expect((await verify())[0]).toEqual({ position, code: "EVENT_EDITED" });
  });

  const rechained = Object.entries(edits).filter(([name]) => !/hash|end of text/.test(name));
  it.each(rechained)(
    "%s, with every hash after it made anew, is found by a checkpoint",
    async (name, [type, change]) => {
      const position = await positionOf(type);
      await attack((database) => rechain(database, position, (event) => ({ ...event, ...change(event) })));
      const problems = await verify();
      expect(problems.map(({ code }) => code)).toContain("CHECKPOINT_MISMATCH");
      await rm(world.path("logs/checkpoints.jsonl"));
      if (name !== "the schema version") expect(await verify()).toEqual([]);
      expect(
        (await verify("--checkpoint", world.path("logs/checkpoints.jsonl.good"))).map(({ code }) => code),
      ).toContain("CHECKPOINT_MISMATCH");
    },
  );
});

describe("several at once", () => {
  it("each is told, in order of position", async () => {
    await attack((database) => {
      database.exec("UPDATE events SET data = data || ' ' WHERE position = 2");
      database.exec("DELETE FROM events WHERE position = 4");
      database.exec("UPDATE events SET type = 'Removed' WHERE position = 6");
      database.exec("UPDATE documents SET bytes = CAST(bytes || x'20' AS BLOB)");
      database.exec(`DELETE FROM events WHERE position > ${head - 2}`);
    });
    expect(await verify()).toEqual([
      { position: 2, code: "EVENT_EDITED" },
      { position: 4, code: "EVENT_MISSING" },
      { position: 6, code: "EVENT_EDITED" },
      { position: head - 1, code: "LOG_TRUNCATED" },
      ...(await verify()).filter(({ code }) => code === "DOCUMENT_CHANGED"),
    ]);
  });

  it("renumbering closes no gap, and two streams do not change places", async () => {
    await attack((database) => {
      database.exec("DELETE FROM events WHERE position = 5");
      for (let position = 6; position <= head; position++)
        database.exec(`UPDATE events SET position = ${position - 1} WHERE position = ${position}`);
    });
    expect((await verify())[0]).toEqual({ position: 5, code: "EVENT_EDITED" });
  });
});

const privateKey = async () => createPrivateKey(await readFile(world.path("stopgap.db.key")));
const lines = async () => (await readFile(world.path("logs/checkpoints.jsonl.good"), "utf8")).trimEnd().split("\n");
const signedBy = (key: KeyObject, position: number, hash: string) =>
  checkpointLine(signCheckpoint({ position, hash, time: null }, "2026-11-24T00:00:00.000Z", key));

describe("the file of checkpoints", () => {
  const place = async (text: string): Promise<void> => {
    expect(text).not.toBe(await readFile(world.path("logs/checkpoints.jsonl"), "utf8"));
    await writeFile(world.path("logs/checkpoints.jsonl"), text);
    await writeFile(world.path("given.jsonl"), text);
  };
  const both = async () => [await verify(), await verify("--checkpoint", world.path("given.jsonl"))];

  it("with a last line that is none is found", async () => {
    await place(`${(await lines()).join("\n")}\n{"position":1}\n`);
    for (const problems of await both()) expect(problems).toEqual([{ position: null, code: "CHECKPOINT_UNREADABLE" }]);
  });

  it("of nothing but garbage is found in the log folder, and refused where it is given", async () => {
    await place("\0\0\0\0");
    expect(await verify()).toEqual([{ position: null, code: "CHECKPOINT_UNREADABLE" }]);
    await rm(world.path("logs/checkpoints.jsonl"));
    await mkdir(world.path("logs/checkpoints.jsonl"));
    expect(await verify()).toEqual([{ position: null, code: "CHECKPOINT_UNREADABLE" }]);
    await rm(world.path("logs/checkpoints.jsonl"), { recursive: true });
    const given = await world.run("audit", "verify", "--checkpoint", world.path("given.jsonl"));
    expect(given).toMatchObject({ status: 2, out: "" });
  });

  it("cut short by a crash is no damage: the line before it counts, and the next cycle's line stands by itself", async () => {
    await place((await lines()).join("\n").slice(0, -40));
    for (const problems of await both()) expect(problems).toEqual([]);
    expect((await world.run("audit", "verify")).out).toContain("cut short");
    await world.run("check");
    expect(await verify()).toEqual([]);
    expect((await world.run("audit", "verify")).out).not.toContain("cut short");
  });

  it("edited, or signed with another key, or of another server, is found with its position", async () => {
    const all = await lines();
    const last = all.at(-1) ?? "";
    const { position, hash } = JSON.parse(last);
    const other = generateKeyPairSync("ed25519").privateKey;
    const bad = [
      last.replace(`:${position},`, `:${position - 1},`),
      last.replace("T", "t"),
      signedBy(other, position, hash),
    ];
    for (const line of bad) {
      await place(`${line}\n`);
      const at = JSON.parse(line).position;
      for (const problems of await both()) expect(problems).toEqual([{ position: at, code: "CHECKPOINT_SIGNATURE" }]);
    }
  });

  it("that says more than there is, or something else, is found with the position", async () => {
    const key = await privateKey();
    await place(`${signedBy(key, head + 3, "0".repeat(64))}\n`);
    for (const problems of await both()) expect(problems).toEqual([{ position: head + 1, code: "LOG_TRUNCATED" }]);
    await place(`${signedBy(key, 4, "0".repeat(64))}\n`);
    for (const problems of await both()) expect(problems).toEqual([{ position: 4, code: "CHECKPOINT_MISMATCH" }]);
  });

  it("still tells of a history that was rewritten by who has the key and signed its new end", async () => {
    const position = await positionOf("SettingsChanged");
    await attack((database) => rechain(database, position, (event) => ({ ...event, actor: "nobody" })));
    const { hash } = await sql((database) => rowsOf(database).at(-1) ?? { hash: "" });
    await place(`${(await lines()).join("\n")}\n${signedBy(await privateKey(), head, hash)}\n`);
    await rename(world.path("stopgap.db.key"), world.path("key"));
    const withoutKey = await verify("--checkpoint", world.path("given.jsonl"));
    await rename(world.path("key"), world.path("stopgap.db.key"));
    for (const problems of [...(await both()), withoutKey]) {
      expect(problems).toHaveLength(1);
      expect(problems[0]?.code).toBe("CHECKPOINT_MISMATCH");
      expect(problems[0]?.position).toBeGreaterThanOrEqual(position);
    }
    expect((await world.run("audit", "verify")).out).toContain("the newest before it that does is at");
  });

  it("with older lines of another key, or that are none, is as good as its last", async () => {
    const other = signedBy(generateKeyPairSync("ed25519").privateKey, 3, "0".repeat(64));
    await place([other, "garbage", ...(await lines()), ""].join("\n"));
    for (const problems of await both()) expect(problems).toEqual([]);
  });
});

describe("audit replay, where the chain was made good again", () => {
  const replay = async () => {
    const ran = await world.run("audit", "replay", "--json");
    const { ok, divergences } = JSON.parse(ran.out);
    expect({ ok, status: ran.status }).toEqual({
      ok: divergences.length === 0,
      status: divergences.length === 0 ? 0 : 1,
    });
    return divergences.map(({ position, code }: Problem) => `${position} ${code}`);
  };

  it("has nothing to tell of what was not changed", async () => {
    expect(await replay()).toEqual([]);
  });

  it.each([
    ["another decision", "Decided", '"decision":"apply"', '"decision":"keep"', "DECISION_DIFFERS"],
    ["another reason", "Decided", "not applied yet", "not yet applied", "DECISION_DIFFERS"],
    ["other facts", "Decided", '"product":"Exchange2019"', '"product":"Exchange2016"', "DECISION_DIFFERS"],
    ["facts of no form", "Decided", '"inspections":{', '"inspections":null,"x":{', "DECISION_DIFFERS"],
    ["another serial", "Verified", '"serial":1', '"serial":7', "FEED_DIFFERS"],
    ["another signer", "Verified", '"signer":"', '"signer":"CN=', "FEED_DIFFERS"],
    ["a time before the certificates", "Verified", '"checkedAt":"2', '"checkedAt":"1', "FEED_NOT_VERIFIED"],
  ])("tells of %s", async (_, type, from, to, code) => {
    const position = await positionOf(type);
    await attack((database) =>
      rechain(database, position, (event) => ({ ...event, data: event.data.replace(from, to) })),
    );
    expect(await replay()).toContain(`${position} ${code}`);
  });

  it("tells of a document that is another, or gone", async () => {
    const position = await positionOf("Verified");
    await attack((database) => database.exec("UPDATE documents SET bytes = CAST('<EOCS/>' AS BLOB)"));
    expect(await replay()).toContain(`${position} FEED_NOT_VERIFIED`);
    await sql((database) => database.exec("DELETE FROM documents"));
    expect(await replay()).toContain(`${position} DOCUMENT_MISSING`);
  });
});

describe("no false alarm", () => {
  it("on a log that is written while it is verified", async () => {
    const work = (async () => {
      for (let round = 0; round < 4; round++) await world.run("check");
    })();
    for (let round = 0; round < 4; round++) expect(await verify()).toEqual([]);
    await work;
    expect(await verify()).toEqual([]);
  });

  it("on a copy that was made while it was read, and on an import of its export", async () => {
    await Promise.all([world.run("audit", "backup", world.path("copy.db")), world.run("audit", "replay")]);
    await world.run("audit", "export", "--out", world.path("log.jsonl"), "--documents", world.path("documents"));
    await world.configure("store: { file: ./copy.db }");
    expect(await verify()).toEqual([]);
    await world.configure("store: { file: ./imported.db }");
    await world.run("audit", "import", world.path("log.jsonl"), "--documents", world.path("documents"));
    expect(await verify()).toEqual([]);
    await world.run("check");
    expect(await verify()).toEqual([]);
    await world.configure();
  });

  it("on sealed history; and a changed, missing or exchanged segment is found", async () => {
    const ran = JSON.parse((await world.run("audit", "archive", "--before", "0s", "--json")).out);
    expect(ran.events).toBeGreaterThan(5);
    expect(await verify()).toEqual([]);
    const folder = world.path("stopgap.db.archive");
    const [segment = ""] = (await readdir(folder)).filter((name) => name.endsWith(".jsonl.gz"));
    const good = await readFile(`${folder}/${segment}`);
    const text = gunzipSync(good).toString("utf8");
    const edited = text.replace('"tried', '"Tried');
    expect(edited).not.toBe(text);
    await writeFile(`${folder}/${segment}`, gzipSync(edited));
    expect((await verify())[0]).toMatchObject({ position: await lineOf(text, '"tried'), code: "EVENT_EDITED" });
    await writeFile(`${folder}/${segment}`, gzipSync(text.split("\n").slice(1).join("\n")));
    expect(await verify()).not.toEqual([]);
    await rm(`${folder}/${segment}`);
    expect((await verify())[0]).toMatchObject({ position: 1, code: "LOG_DAMAGED" });
    await writeFile(`${folder}/${segment}`, good);
    expect(await verify()).toEqual([]);
    for (const [column, value] of Object.entries({
      first: 2,
      previous: "x",
      hash: "x",
      time: "2000-01-01T00:00:00.000Z",
    })) {
      const before = await sql((database) => database.prepare("SELECT * FROM segments").get());
      await sql((database) => database.prepare(`UPDATE segments SET ${column} = ?`).run(value));
      expect(await sql((database) => database.prepare("SELECT * FROM segments").get())).not.toEqual(before);
      expect((await verify())[0]?.code).toBe("LOG_DAMAGED");
      const restore = "UPDATE segments SET first = @first, previous = @previous, hash = @hash, time = @time";
      await sql((database) => database.prepare(restore).run(before));
    }
    await sql((database) => database.exec("DELETE FROM segments"));
    expect((await verify())[0]).toEqual({ position: 1, code: "EVENT_MISSING" });
    expect(await world.run("get")).toMatchObject({ status: 5, out: "" });
  });
});

async function lineOf(text: string, part: string): Promise<number> {
  return text.split("\n").findIndex((line) => line.includes(part)) + 1;
}
