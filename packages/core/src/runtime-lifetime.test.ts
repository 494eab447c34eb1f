import { createHash } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { FeedSource } from "./feed/feed-source.js";
import type { RecordedEvent } from "./log/event.js";
import { MemoryEventLog } from "./log/memory-event-log.js";
import { definePlugin } from "./plugin/define-plugin.js";
import type { LoadedPlugin } from "./plugin/loaded-plugin.js";
import { createRuntime, type RuntimeOptions } from "./runtime.js";
import { createMemoryHost } from "./testing/memory-host.js";
import type { VerifiedFeed } from "./verify/verified-feed.js";

const path = "C:\\switch";

const plugin = definePlugin<unknown, boolean>({
  apiVersion: 1,
  type: "Switch",
  parameters: { "~standard": { version: 1, vendor: "test", validate: (value) => ({ value }) } },
  inspect: async (_, host) => ({ state: (await host.readFile(path)) === null ? "absent" : "present" }),
  capture: async (_, host) => (await host.readFile(path)) === null,
  apply: (_, host) => host.writeFile(path, new Uint8Array(1)),
  revert: (_, __, host) => host.writeFile(path, null),
});

const bytes = Buffer.from("document");
const sha256 = createHash("sha256").update(bytes).digest("hex");

const source: FeedSource = {
  url: "https://feed.example/",
  fetch: async () => ({
    url: "https://feed.example/",
    bytes,
    sha256,
    notModified: false,
    validators: { etag: null, lastModified: null },
  }),
};

const actions = [
  {
    mitigation: "M1",
    appliedId: "M1.1.0",
    actionId: "M1.1",
    version: 0,
    type: "Switch",
    description: "",
    value: { text: "", elements: [], scope: "Server" },
    appliesTo: [],
    problem: null,
  },
];
const feed = {
  profile: "EOCS 1.1",
  version: "1",
  serial: 1,
  issued: null,
  expires: null,
  mitigations: [{ id: "M1", description: "", actions, sideEffects: [], testVectors: [] }],
};
const accepted = {
  sha256,
  contentSha256: sha256,
  profile: "EOCS 1.1",
  serial: 1,
  signer: "CN=s",
  issuer: "CN=i",
  countersignedAt: null,
  trustedAt: "2026-01-01T00:00:00.000Z",
  warnings: [],
  feed,
} as unknown as VerifiedFeed;

function open(name: string, more: Partial<RuntimeOptions> = {}) {
  const memory = createMemoryHost();
  const log = new MemoryEventLog();
  const options: RuntimeOptions = {
    server: { name, product: "Exchange2019", build: "15.2.1118.12", roles: ["Mailbox"] },
    log,
    source,
    trust: async () => accepted,
    openHost: (context) => memory.open({ signal: context.signal, log: context.log }),
    plugins: [plugin],
    ...more,
  };
  return { memory, log, runtime: createRuntime(options) };
}

async function typesIn(log: MemoryEventLog): Promise<string[]> {
  const types: string[] = [];
  for await (const page of log.read()) types.push(...page.map(({ type }) => type));
  return types;
}

function leftovers(): Record<string, number> {
  const left: Record<string, number> = {};
  for (const name of process.getActiveResourcesInfo()) left[name] = (left[name] ?? 0) + 1;
  for (const name of process.eventNames()) left[`on ${String(name)}`] = process.listenerCount(name);
  return left;
}

/** What is there now beyond what was there before. */
function more(before: Record<string, number>): string[] {
  const counts = Object.entries(leftovers());
  return counts.filter(([name, count]) => count > (before[name] ?? 0)).map(([name]) => name);
}

describe("a runtime that ends", () => {
  it("leaves no listener, timer or handle", async () => {
    const before = leftovers();
    const { runtime, log } = open("Server1", { schedule: { startupDelay: 3_600_000, expression: "0 0 1 1 *" } });
    const own = await runtime;
    await own.start("test");
    expect(more(before)).toContain("Timeout");
    await own.check();
    await own.stop("over");
    // The test runner has timers of its own that come and go; those of a runtime would stay.
    await vi.waitFor(() => expect(more(before)).toEqual([]));
    expect((await typesIn(log)).at(-1)).toBe("ServiceStopped");
  });

  it("may be stopped twice at once, before it was started, and while it starts", async () => {
    const before = leftovers();
    const [twice, unstarted, starting] = [open("Server1"), open("Server2"), open("Server3")];
    const own = await twice.runtime;
    await own.start("test");
    const cycle = own.check();
    await Promise.all([own.stop("over"), own.stop("over and over")]);
    expect((await cycle).mitigations).toHaveLength(1);
    expect((await typesIn(twice.log)).filter((type) => type === "ServiceStopped")).toHaveLength(1);

    const idle = await unstarted.runtime;
    await idle.stop("over");
    await expect(idle.start("test")).rejects.toMatchObject({ code: "RUNTIME_STOPPED" });
    await expect(idle.plan()).rejects.toMatchObject({ code: "RUNTIME_STOPPED" });
    expect(await typesIn(unstarted.log)).toEqual([]);

    const early = await starting.runtime;
    await Promise.all([early.start("test"), early.stop("over")]);
    expect(await typesIn(starting.log)).toEqual(["ServiceStarted", "ServiceStopped"]);
    await vi.waitFor(() => expect(more(before)).toEqual([]));
  });

  it("waits for the work it was given, records its end after that, and takes no more", async () => {
    const { runtime, log } = open("Server1");
    const own = await runtime;
    await own.start("test");
    const working = [own.check(), own.setEnabled(null, false, { actor: "a", reason: null }), own.check()];
    await own.stop("over");
    await Promise.all(working);
    expect((await typesIn(log)).at(-1)).toBe("ServiceStopped");
    await expect(own.check()).rejects.toMatchObject({ code: "RUNTIME_STOPPED" });
    await own.stop("again");
    expect((await typesIn(log)).filter((type) => type === "ServiceStopped")).toHaveLength(1);
  });
});

describe("a rejection that a plugin leaks when no hook of it runs", () => {
  let others: NodeJS.UnhandledRejectionListener[] = [];
  beforeEach(() => {
    others = process.listeners("unhandledRejection");
    process.removeAllListeners("unhandledRejection");
  });
  afterEach(() => {
    for (const listener of others) process.on("unhandledRejection", listener);
  });

  it("is logged, and nothing ends because of it", async () => {
    const leaky = definePlugin({
      ...plugin,
      apply: async (parameters, host) => {
        await plugin.apply(parameters, host);
        setTimeout(() => void Promise.reject(new Error("late")), 20);
      },
    });
    let tell: (message: string) => void = () => {};
    const told = new Promise<string>((resolve) => {
      tell = resolve;
    });
    const logger = { warn: () => {}, error: () => {}, info: (_: object, message: string) => tell(message) };
    const own = await open("Server1", { plugins: [leaky], logger }).runtime;
    expect((await own.check()).mitigations.map(({ status }) => status)).toEqual(["Applied"]);
    expect(await told).toBe("the apply hook of Switch left a rejection unhandled after it had ended");
    await own.stop("over");
    expect(process.listenerCount("unhandledRejection")).toBe(0);
  });
});

describe("events as an async iterator", () => {
  it("are what the runtime records from then on, until it stops", async () => {
    const own = await open("Server1").runtime;
    const seen: string[] = [];
    const reading = (async () => {
      for await (const event of own) seen.push(event.type);
    })();
    await own.check();
    await own.stop("over");
    await reading;
    expect(seen).toEqual(["Fetched", "Verified", "Decided", "Applying", "Applied"]);
  });

  it("may be left at any time, and read by several", async () => {
    const own = await open("Server1").runtime;
    const firstOf = async (): Promise<RecordedEvent | null> => {
      for await (const event of own) return event;
      return null;
    };
    const both = Promise.all([firstOf(), firstOf()]);
    await own.check();
    expect((await both).map((event) => event?.type)).toEqual(["Fetched", "Fetched"]);
    await own.stop("over");
  });
});

describe("two runtimes in one process", () => {
  it("know nothing of each other, though they share a plugin", async () => {
    const [one, other] = [open("One"), open("Other")];
    const [first, second] = [await one.runtime, await other.runtime];
    await Promise.all([first.check(), second.block("M1", null, { actor: "a", reason: null })]);
    await second.check();
    expect(one.memory.read(path)).not.toBeNull();
    expect(other.memory.read(path)).toBeNull();
    expect(Object.keys(first.state.servers)).toEqual(["One"]);
    expect(await typesIn(other.log)).toContain("Blocked");
    await first.stop("over");
    await second.check();
    await second.stop("over");
  });

  it("may write one log, a stream each", async () => {
    const log = new MemoryEventLog();
    const [first, second] = [await open("One", { log }).runtime, await open("Other", { log }).runtime];
    await Promise.all([first.check(), second.check()]);
    await first.refresh();
    expect(Object.keys(first.state.servers).toSorted()).toEqual(["One", "Other"]);
    await Promise.all([first.stop("over"), second.stop("over")]);
  });
});

describe("a plugin's package that changed", () => {
  const packaged = (hash: string, version = "1.0.0"): LoadedPlugin =>
    ({ plugin, package: "stopgap-plugin-switch", version, sha256: hash }) as LoadedPlugin;

  it("is an alarm, once: an event and a line of the log", async () => {
    const log = new MemoryEventLog();
    const warnings: string[] = [];
    const logger = { info: () => {}, error: () => {}, warn: (_: object, message: string) => warnings.push(message) };
    for (const hash of ["a", "a", "b", "b"]) {
      const own = await open("Server1", { log, logger, plugins: [packaged(hash.repeat(64))] }).runtime;
      await own.start("test");
      await own.stop("over");
    }
    expect((await typesIn(log)).filter((type) => type === "PluginChanged")).toHaveLength(1);
    expect(warnings).toEqual([expect.stringContaining("under the same version")]);
  });

  it("is seen by a single check too", async () => {
    const log = new MemoryEventLog();
    const first = await open("Server1", { log, plugins: [packaged("a".repeat(64))] }).runtime;
    await first.start("test");
    await first.stop("over");
    const changed = await open("Server1", { log, plugins: [packaged("b".repeat(64), "1.1.0")] }).runtime;
    await changed.check();
    await changed.check();
    await changed.stop("over");
    expect((await typesIn(log)).filter((type) => type === "PluginChanged")).toHaveLength(1);
  });
});
