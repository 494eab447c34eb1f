import { beforeEach, describe, expect, it } from "vitest";
import type { CyclePolicy, VerifyDocument } from "./cycle/cycle-context.js";
import { StopgapError } from "./errors/stopgap-error.js";
import type { Action, Feed } from "./feed/feed.js";
import type { FeedSource } from "./feed/feed-source.js";
import type { RecordedEvent } from "./log/event.js";
import type { EventLog } from "./log/event-log.js";
import { MemoryEventLog } from "./log/memory-event-log.js";
import { definePlugin } from "./plugin/define-plugin.js";
import type { Host } from "./plugin/host.js";
import { PluginError } from "./plugin/plugin-error.js";
import { fold } from "./project/fold.js";
import { serverState } from "./project/state.js";
import { replayLog } from "./replay/replay-log.js";
import { createRuntime, type Runtime } from "./runtime.js";
import type { VerifiedFeed } from "./verify/verified-feed.js";

/** A mitigation type over one table of switches: `Value` is the names that must be off. */
const files = new Map<string, string>();
let crashAfterWrites = Number.POSITIVE_INFINITY;

const read = async (host: Host, name: string) => Buffer.from((await host.readFile(name)) ?? "on").toString();
const switches = definePlugin<readonly string[], Record<string, string>>({
  apiVersion: 1,
  type: "Switch",
  parameters: {
    "~standard": {
      version: 1,
      vendor: "test",
      validate: (value: unknown) => {
        const text = (value as { text: string }).text;
        return text === "bad" ? { issues: [{ message: "bad is not a switch" }] } : { value: text.split(" ") };
      },
    },
  },
  async inspect(names, host) {
    const off = await Promise.all(names.map(async (name) => (await read(host, name)) === "off"));
    return { state: off.every(Boolean) ? "present" : off.some(Boolean) ? "altered" : "absent" };
  },
  async capture(names, host) {
    return Object.fromEntries(await Promise.all(names.map(async (name) => [name, await read(host, name)])));
  },
  async apply(names, host) {
    for (const name of names) await host.writeFile(name, Buffer.from("off"));
  },
  async revert(_, undo, host) {
    for (const [name, was] of Object.entries(undo)) await host.writeFile(name, Buffer.from(was));
  },
  claims: (names) => names,
});

const conflicted = definePlugin({
  ...switches,
  type: "Conflict",
  apply() {
    throw new PluginError("RULE_CONFLICT", "another rule has\nthat name");
  },
});

const openHost = ({ now, log, signal }: { now: () => Date; log: Host["log"]; signal: AbortSignal }): Host => ({
  kind: "sandbox",
  readFile: async (path) => (files.has(path) ? Buffer.from(files.get(path) ?? "") : null),
  async writeFile(path, bytes) {
    if (crashAfterWrites-- <= 0) throw new Error("the power went");
    if (bytes === null) files.delete(path);
    else files.set(path, Buffer.from(bytes).toString());
  },
  run: async () => ({ code: 0, stdout: "", stderr: "" }),
  now,
  log,
  signal,
});

const action = (id: string, text: string, version = 0, type = "Switch", change: Partial<Action> = {}): Action => ({
  mitigation: id.split(".")[0] ?? id,
  appliedId: `${id}.${version}`,
  actionId: id,
  version,
  type,
  description: "",
  value: { text, elements: [], scope: "Server" },
  appliesTo: [],
  problem: null,
  ...change,
});

let published: Action[] = [];
let clock = new Date("2026-11-21T18:00:00.000Z");
let log: EventLog;
let runtime: Runtime;

const feedOf = (actions: readonly Action[]): Feed => ({
  profile: "EOCS 1.1",
  version: "1.1.0",
  serial: 1,
  issued: null,
  expires: null,
  mitigations: actions.map((own) => ({
    id: own.mitigation,
    description: "",
    actions: [own],
    sideEffects: [],
    testVectors: [],
  })),
});

/** The document's bytes are the actions as JSON; "forged" is refused. */
const trust: VerifyDocument = async (document) => {
  const text = Buffer.from(document.bytes).toString();
  if (text === "forged") throw new StopgapError("DOCUMENT_TOO_LARGE", "refused");
  const about = {
    sha256: document.sha256,
    contentSha256: document.sha256,
    serial: 1,
    signer: "CN=s",
    issuer: "CN=i",
    countersignedAt: null,
    warnings: [],
  };
  const checked = { ...about, profile: "EOCS 1.1", trustedAt: clock.toISOString(), feed: feedOf(JSON.parse(text)) };
  return checked as unknown as VerifiedFeed;
};
let forged = false;
const source: FeedSource = {
  url: "https://feed.example/",
  async fetch() {
    const bytes = Buffer.from(forged ? "forged" : JSON.stringify(published));
    const { createHash } = await import("node:crypto");
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    return { url: this.url, bytes, sha256, notModified: false, validators: { etag: null, lastModified: null } };
  },
};

const open = async (policy: Partial<CyclePolicy> = {}) => {
  const server = { name: "Server1", product: "Exchange2019", build: "15.2.1118.12", roles: ["Mailbox"] };
  const plugins = [switches, conflicted] as never;
  runtime = await createRuntime({ server, log, source, trust, openHost, plugins, clock: () => clock, policy });
};
const events = async (): Promise<RecordedEvent[]> => {
  const all: RecordedEvent[] = [];
  for await (const page of log.read()) all.push(...page);
  return all;
};
const types = async () => (await events()).map(({ type }) => type);
const applied = () => Object.keys(serverState(runtime.state, "Server1").applied);
const act = { actor: "admin", reason: null };
const decisions = async () =>
  (await runtime.check()).mitigations.map(({ decision, status }) => `${decision} ${status}`);

beforeEach(async () => {
  files.clear();
  crashAfterWrites = Number.POSITIVE_INFINITY;
  forged = false;
  clock = new Date("2026-11-21T18:00:00.000Z");
  published = [action("PING1", "", 0, "DoNothing"), action("M1.1", "a b")];
  log = new MemoryEventLog();
  await open();
});

describe("a cycle", () => {
  it("records every step in order, the intent before the host is touched", async () => {
    expect(await decisions()).toEqual(["apply Applied", "apply Applied"]);
    expect(await types()).toEqual(["Fetched", "Verified", "Decided", "Applied", "Applying", "Applied"]);
    expect([...files]).toEqual([
      ["a", "off"],
      ["b", "off"],
    ]);
    expect(applied()).toEqual(["PING1.0", "M1.1.0"]);
  });

  it("keeps what stands, and records no second application", async () => {
    await runtime.check();
    expect(await decisions()).toEqual(["keep Applied", "keep Applied"]);
    expect((await types()).slice(6)).toEqual(["Fetched", "Verified", "Decided"]);
  });

  it("repairs drift and keeps the first undo record", async () => {
    await runtime.check();
    files.set("a", "on again");
    expect((await decisions())[1]).toBe("reapply Applied");
    await runtime.revert("M1", act);
    expect(files.get("a")).toBe("on");
  });

  it("reports drift where that is the policy", async () => {
    await runtime.check();
    await open({ drift: { Switch: "report" } });
    files.set("a", "on again");
    expect((await decisions())[1]).toBe("reapply Failed");
    expect(files.get("a")).toBe("on again");
  });

  it("fails an action of an unknown type, with refused parameters or with a conflict by itself alone", async () => {
    published = [
      action("M1.1", "a", 0, "Unheard"),
      action("M2.1", "bad"),
      action("M3.1", "c", 0, "Conflict"),
      action("M4.1", "d"),
    ];
    const { mitigations } = await runtime.check();
    expect(mitigations.map(({ status }) => status)).toEqual(["Failed", "Failed", "Failed", "Applied"]);
    expect(mitigations[2]?.reason).toBe("another rule has that name");
    const codes = (await events())
      .filter(({ type }) => type === "Failed")
      .map(({ data }) => (data as { code: string }).code);
    expect(codes).toEqual(["TYPE_UNKNOWN", "PARAMETERS_REFUSED", "RULE_CONFLICT"]);
    expect(applied()).toEqual(["M4.1.0"]);
  });

  it("records a refused feed, leaves what is applied and raises one alarm after a day", async () => {
    await runtime.check();
    forged = true;
    await expect(runtime.check()).rejects.toMatchObject({ code: "DOCUMENT_TOO_LARGE" });
    clock = new Date("2026-11-22T18:00:01.000Z");
    await expect(runtime.check()).rejects.toThrow();
    await expect(runtime.check()).rejects.toThrow();
    expect(applied()).toEqual(["PING1.0", "M1.1.0"]);
    expect((await types()).filter((type) => type === "AlarmRaised")).toHaveLength(1);
    forged = false;
    await runtime.check();
    expect(await types()).toContain("AlarmCleared");
    expect(serverState(runtime.state, "Server1").alarm).toBe(false);
  });

  it("never lets the clock count as earlier than the newest event", async () => {
    await runtime.check();
    clock = new Date("2020-01-01T00:00:00.000Z");
    await runtime.check();
    const times = (await events()).map(({ time }) => time);
    expect(times).toEqual(times.toSorted());
  });
});

describe("versions and retirement", () => {
  it("upgrades: new in place, what only the old one named given back, the undo of the first version kept", async () => {
    await runtime.check();
    published = [action("M1.1", "b c", 1)];
    const { mitigations } = await runtime.check();
    expect(mitigations.map(({ decision, replaces }) => [decision, replaces])).toEqual([
      ["upgrade", "M1.1.0"],
      ["retire", null],
    ]);
    expect(Object.fromEntries(files)).toEqual({ a: "on", b: "off", c: "off" });
    expect(applied()).toEqual(["M1.1.1"]);
    await runtime.revert("M1", act);
    expect(Object.fromEntries(files)).toEqual({ a: "on", b: "on", c: "on" });
  });

  it("retires what left the feed and leaves the host, from where revert still takes it off", async () => {
    await runtime.check();
    published = [];
    expect(await decisions()).toEqual(["retire NotApplicable", "retire NotApplicable"]);
    expect(applied()).toEqual([]);
    expect(files.get("a")).toBe("off");
    await runtime.revert("M1.1", act);
    expect(files.get("a")).toBe("on");
  });

  it("takes a retired one off the host with onRetired: revert", async () => {
    await runtime.check();
    await open({ onRetired: "revert" });
    published = [];
    await runtime.check();
    expect(Object.fromEntries(files)).toEqual({ a: "on", b: "on" });
    expect((await types()).slice(-3)).toEqual(["Reverting", "Reverted", "Retired"]);
  });
});

describe("administrators", () => {
  it("block: held back once, still listed while on the host, Removed when gone", async () => {
    await runtime.check();
    await runtime.block("m1", null, act);
    expect((await decisions())[1]).toBe("skip-blocked Blocked");
    await runtime.check();
    expect((await types()).filter((type) => type === "Blocked")).toHaveLength(1);
    expect(applied()).toContain("M1.1.0");
    files.set("a", "on").set("b", "on");
    await runtime.check();
    expect(applied()).not.toContain("M1.1.0");
    expect(files.get("a")).toBe("on");
    expect(await runtime.unblock("M1", act)).toBe(true);
    expect((await decisions())[1]).toBe("apply Applied");
  });

  it("a block with an end expires by itself, once, by nobody", async () => {
    await runtime.block("M1", "2026-11-21T19:00:00.000Z", act);
    await runtime.check();
    expect(applied()).toEqual(["PING1.0"]);
    clock = new Date("2026-11-21T19:00:00.000Z");
    await runtime.check();
    await runtime.check();
    const changes = (await events()).filter(({ type }) => type === "SettingsChanged");
    expect(changes.map(({ actor }) => actor)).toEqual(["admin", null]);
    expect(applied()).toContain("M1.1.0");
  });

  it("the organization's switch wins over the server's", async () => {
    await runtime.setEnabled(null, false, act);
    expect(await decisions()).toEqual(["skip-disabled Disabled", "skip-disabled Disabled"]);
    expect(await types()).toEqual(["SettingsChanged", "Fetched", "Verified", "Decided"]);
  });

  it("two actions that hold one thing: it comes back when the last one goes, in either order", async () => {
    for (const order of [
      ["M1", "M2"],
      ["M2", "M1"],
    ]) {
      files.clear();
      log = new MemoryEventLog();
      published = [action("M1.1", "a s"), action("M2.1", "s z")];
      await open();
      await runtime.check();
      await runtime.revert(order[0] ?? "", act);
      expect(files.get("s")).toBe("off");
      await runtime.revert(order[1] ?? "", act);
      expect(Object.fromEntries(files)).toEqual({ a: "on", s: "on", z: "on" });
    }
  });

  it("a revert refuses where the host has changed, leaves it and stays listed", async () => {
    await runtime.check();
    files.set("a", "somebody's");
    expect(await runtime.revert("M1.1.0", act)).toMatchObject([{ ok: false, appliedId: "M1.1.0" }]);
    expect(Object.fromEntries(files)).toEqual({ a: "somebody's", b: "off" });
    expect(applied()).toContain("M1.1.0");
    await expect(runtime.revert("M9", act)).rejects.toMatchObject({ code: "NOT_APPLIED" });
  });
});

describe("a crash between intent and end", () => {
  it.each([0, 1])(
    "after %i effects: the next cycle converges and the undo is that of the untouched host",
    async (effects) => {
      crashAfterWrites = effects;
      await runtime.check();
      crashAfterWrites = Number.POSITIVE_INFINITY;
      expect(applied()).toEqual(["PING1.0"]);
      await open();
      await runtime.check();
      expect(applied()).toContain("M1.1.0");
      await runtime.revert("M1", act);
      expect([files.get("a"), files.get("b")]).toEqual(["on", "on"]);
    },
  );
});

describe("plan, fold and replay", () => {
  it("plan says what check would do, touches nothing and records nothing", async () => {
    const plan = await runtime.plan();
    expect(plan.mitigations.map(({ decision }) => decision)).toEqual(["apply", "apply"]);
    expect(plan.changes["M1.1.0"]?.files.map(({ path }) => path)).toEqual(["a", "b"]);
    expect(files.size).toBe(0);
    expect(await types()).toEqual([]);
  });

  it("the state is the fold of the log, and every decision runs again to the same", async () => {
    await runtime.check();
    await runtime.block("M1", null, act);
    published = [action("M1.1", "a b"), action("M5.1", "e")];
    await runtime.check();
    expect(await fold(log)).toEqual(runtime.state);
    const reverify = (bytes: Uint8Array, sha256: string, now: Date) => {
      const document = { url: "", bytes, sha256, notModified: false, validators: { etag: null, lastModified: null } };
      return trust(document, { now, accepted: null, signal: new AbortController().signal });
    };
    const replay = await replayLog(log, reverify);
    expect(replay.divergences).toEqual([]);
    expect(replay.state).toEqual(runtime.state);
  });
});
