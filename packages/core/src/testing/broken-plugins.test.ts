import { spawn } from "node:child_process";
import { createServer } from "node:net";
import { describe, expect, it } from "vitest";
import {
  copy,
  examples,
  file,
  good,
  type Overrides,
  type Parameters,
  put,
  runLaw,
  text,
  type Undo,
} from "../../test-support/hosts-line.js";
import type { Host, RunResult } from "../plugin/host.js";
import type { Inspection } from "../plugin/mitigation-plugin.js";

const agree = "capture, apply and inspect agree";
const json = "undo records survive JSON";
const exact = "revert restores exactly";
const looking = "inspecting and capturing change nothing";
const refuses = "refuses bad parameters before any effect";
const accepts = "accepts what it is meant for";
const running = "hooks leave nothing running";
const shell = "no shell is given what the feed says";

const schema = (validate: (value: unknown) => unknown) =>
  ({ parameters: { "~standard": { version: 1, vendor: "x", validate } } }) as unknown as Overrides;
const captures = (undo: () => unknown): Overrides => ({ capture: undo as () => Undo });
const throwing = (thrown: unknown) => () => {
  throw thrown;
};
/** Starts something while it describes. */
const starting = (start: () => unknown): Overrides => ({
  describe() {
    start();
    return [];
  },
});
const never = new Promise<never>(() => {});
const circle: { self?: unknown } = {};
circle.self = circle;

/** Keeps what revert needs in a variable of its module. */
function forgetful(): Overrides {
  let saved: string | null = null;
  return {
    async capture(_, host) {
      saved = await text(host);
      return { before: null };
    },
    revert: (_, __, host) => put(host, saved),
  };
}

/** Believes that there is one host. */
function believer(): Overrides {
  let isDone = false;
  return {
    inspect: () => ({ state: isDone ? "present" : "absent" }),
    async apply(parameters, host) {
      if (!isDone) await good.apply(parameters, host);
      isDone = true;
    },
    async revert(parameters, undo, host) {
      await good.revert(parameters, undo, host);
      isDone = false;
    },
  };
}

const broken: readonly [string, string, Overrides][] = [
  ["whose inspect says nothing", agree, { inspect: () => undefined as unknown as Inspection }],
  ["whose inspect says null", agree, { inspect: () => null as unknown as Inspection }],
  ["whose inspect rejects with null", agree, { inspect: () => Promise.reject(null) }],
  ["whose inspect throws an object without a prototype", agree, { inspect: throwing(Object.create(null)) }],
  ["whose detail is no text", agree, { inspect: () => ({ state: "absent", detail: 1 }) as unknown as Inspection }],
  ["whose capture says nothing", json, captures(() => undefined)],
  ["whose undo has a date", json, captures(() => ({ at: new Date() }))],
  ["whose undo has a map", json, captures(() => ({ files: new Map() }))],
  ["whose undo has a bigint", json, captures(() => ({ size: 1n }))],
  ["whose undo is a circle", json, captures(() => circle)],
  ["whose undo has a field that is undefined", json, captures(() => ({ before: undefined }))],
  ["whose undo has no number", json, captures(() => ({ size: Number.NaN }))],
  ["whose undo is bytes", json, captures(() => new Uint8Array(3))],
  ["whose undo is a function", json, captures(() => () => {})],
  ["whose capture never settles", json, captures(() => never)],
  ["that does half of it", agree, { apply: (_, host) => put(host, "0.0.0.0") }],
  [
    "that writes and then fails",
    agree,
    {
      async apply({ line }, host) {
        await put(host, line);
        throw new Error("and then no more");
      },
    },
  ],
  ["whose apply never settles", agree, { apply: () => never }],
  ["whose revert never settles", exact, { revert: () => never }],
  ["whose prerequisites never settle", looking, { prerequisites: () => never }],
  ["whose revert leaves a byte", exact, { revert: (_, { before }, host) => put(host, `${before ?? ""}\n`) }],
  ["whose revert does not read its undo", exact, { revert: (_, __, host) => put(host, "127.0.0.1 localhost") }],
  ["whose revert does nothing", exact, { revert: () => {} }],
  ["whose prerequisites write", looking, { prerequisites: (host) => put(host, "1", copy).then(() => []) }],
  ["whose prerequisites are no lines", looking, { prerequisites: () => "none" as unknown as string[] }],
  ["whose description is no list", looking, { describe: () => "a line" as unknown as string[] }],
  ["whose description throws", looking, { describe: throwing(new Error("no")) }],
  ["whose claims are empty texts", looking, { claims: () => [""] }],
  ["whose claims count on", looking, ((n) => ({ claims: () => [`c${n++}`] }))(0)],
  ["whose schema throws", refuses, schema(throwing(new Error("no")))],
  ["whose schema refuses without a word", refuses, schema(() => ({ issues: [] }))],
  ["whose schema says nothing", accepts, schema(() => undefined)],
  [
    "whose schema is right once",
    accepts,
    ((n) => schema(() => (n++ > 0 ? { issues: [{ message: "" }] } : { value: 1 })))(0),
  ],
  [
    "that puts what it made of its parameters into them",
    "hooks leave their parameters alone",
    {
      async apply(parameters, host) {
        await good.apply(parameters, host);
        Object.assign(parameters, { line: "" });
      },
    },
  ],
  ["that keeps its undo in memory", "the undo record is all that is remembered", forgetful()],
  ["that believes there is one host", "two hosts do not know of each other", believer()],
  [
    "that reads the clock past its host",
    "apply does the same on the same host",
    { apply: async ({ line }, host) => put(host, `${line}\n# ${performance.now()}\n`) },
  ],
  ["whose interval goes on", running, starting(() => setInterval(() => {}, 1000))],
  ["whose timer is still to come", running, starting(() => setTimeout(() => {}, 60_000))],
  ["whose server listens", running, starting(() => createServer().listen(0, "127.0.0.1"))],
  ["whose program runs on", running, starting(() => spawn("sleep", ["1"]))],
  [
    "that leaks a rejection once it has ended",
    running,
    {
      apply: async (parameters, host) => {
        await good.apply(parameters, host);
        setImmediate(() => setImmediate(() => void Promise.reject(new Error("late"))));
      },
    },
  ],
  [
    "that names what it holds, and takes the others' lines with its own",
    "two actions come off in any order",
    { claims: ({ line }) => [line] },
  ],
  [
    "that adds its line beside that of another, and takes one of them",
    "what two actions hold comes back when the last one goes",
    {
      claims: ({ line }) => [line],
      capture: async ({ line }, host) => ({ before: null, [line]: (await text(host))?.includes(line) ?? false }),
      apply: async ({ line }, host) => put(host, `${(await text(host)) ?? ""}${line}\n`),
      revert: async ({ line }, _, host) => put(host, ((await text(host)) ?? "").replace(`${line}\n`, "")),
    },
  ],
];

describe("a broken plugin is caught by the law that names what is broken", () => {
  it.each(broken)("%s: %s", async (_, law, overrides) => {
    await expect(runLaw(law, overrides, { files: { [file]: "127.0.0.1 localhost\n" } })).rejects.toThrow(
      `the law "${law}" does not hold for HostsFile`,
    );
  });

  it("that accepts everything, though no example says what it should refuse", async () => {
    const all = schema((value) => ({ value }));
    await expect(runLaw(refuses, all, {}, { ...examples, refuses: [] })).rejects.toThrow("its parameters are accepted");
    await expect(runLaw(refuses, {}, {}, { ...examples, refuses: [] })).resolves.toBeUndefined();
  });

  it.each([
    ["sh", "-c"],
    ["/bin/bash", "-ec"],
    ["C:\\Windows\\System32\\cmd.exe", "/c"],
    ["powershell.exe", "-Command"],
  ])("that makes a script for %s out of what the feed says", async (program, flag) => {
    const run = (): RunResult => ({ code: 0, stdout: "", stderr: "" });
    const apply = (script: (line: string) => readonly string[]) => ({
      apply: async (parameters: Parameters, host: Host) => {
        await host.run(program, script(parameters.line));
        await good.apply(parameters, host);
      },
    });
    const scripted = apply((line) => [flag, `echo ${line}`]);
    await expect(runLaw(shell, scripted, { run })).rejects.toThrow("a.example");
    await expect(
      runLaw(
        shell,
        apply(() => [flag, "echo off"]),
        { run },
      ),
    ).resolves.toBeUndefined();
  });
});
