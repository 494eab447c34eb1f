import { describe, expect, it } from "vitest";
import {
  copy,
  examples,
  file,
  flag,
  good,
  lawsOf,
  look,
  type Overrides,
  put,
  runLaw,
  text,
} from "../../test-support/hosts-line.js";
import type { Host } from "../plugin/host.js";
import type { Inspection } from "../plugin/mitigation-plugin.js";

/** The names of the laws that do not hold. */
async function broken(overrides: Overrides, options = {}): Promise<string[]> {
  const failed: string[] = [];
  for (const { name, run } of lawsOf(overrides, { deadline: 5_000, ...options }))
    await run().catch(() => failed.push(name));
  return failed;
}

describe("a good plugin", () => {
  it.each([
    ["an empty host", {}],
    ["a host with files", { files: { [file]: "127.0.0.1 localhost\n", "services.json": "{}" } }],
    ["where it is done already", { files: { [file]: "0.0.0.0 a.example\n0.0.0.0 b.example\n" } }],
  ])("keeps every law on %s", async (_, options) => {
    expect(await broken({}, options)).toEqual([]);
  });

  it("may run programs on a host that has a double for them", async () => {
    const run = (
      program: string,
      args: readonly string[],
      host: { write(path: string, bytes: string | null): void },
    ) => {
      host.write("/state", args[0] === "on" ? program : null);
      return { code: 0, stdout: "", stderr: "" };
    };
    const plugin: Overrides = {
      inspect: async (_, host) => ({ state: (await host.readFile("/state")) === null ? "absent" : "present" }),
      capture: () => ({ before: null }),
      apply: async (_, host) => void (await host.run("switch", ["on"])),
      revert: async (_, __, host) => void (await host.run("switch", ["off"])),
    };
    expect(await broken(plugin, { kind: "linux", run })).toEqual([]);
  });
});

const never = new Promise<never>(() => {});

describe("a broken plugin is caught by the law that names what is broken", () => {
  const cases: readonly [string, Overrides, string][] = [
    ["of another apiVersion", { apiVersion: 2 } as unknown as Overrides, "has the form of a plugin"],
    ["without a hook", { revert: "none" } as unknown as Overrides, "has the form of a plugin"],
    [
      "that accepts anything",
      { parameters: { "~standard": { version: 1, vendor: "x", validate: () => ({ value: { line: "x" } }) } } },
      "refuses bad parameters before any effect",
    ],
    [
      "that refuses everything",
      { parameters: { "~standard": { version: 1, vendor: "x", validate: () => ({ issues: [{ message: "no" }] }) } } },
      "accepts what it is meant for",
    ],
    [
      "whose schema never settles",
      { parameters: { "~standard": { version: 1, vendor: "x", validate: () => never } } },
      "accepts what it is meant for",
    ],
    [
      "whose inspect writes",
      {
        inspect: async (parameters, host) => {
          await put(host, "seen", flag);
          return look(parameters, host);
        },
      },
      "inspecting and capturing change nothing",
    ],
    [
      "whose capture writes a backup",
      {
        capture: async (_, host) => {
          await put(host, await text(host), copy);
          return { before: await text(host) };
        },
      },
      "inspecting and capturing change nothing",
    ],
    [
      "whose claims differ each time",
      { claims: () => [`hosts:${Math.random()}`] },
      "inspecting and capturing change nothing",
    ],
    ["that does nothing", { apply: () => {} }, "capture, apply and inspect agree"],
    ["that always says present", { inspect: () => ({ state: "present" }) }, "capture, apply and inspect agree"],
    [
      "whose inspection is nonsense",
      { inspect: () => ({ state: "fine" }) as unknown as Inspection },
      "capture, apply and inspect agree",
    ],
    ["whose inspect never settles", { inspect: () => never }, "capture, apply and inspect agree"],
    [
      "that adds its line each time",
      { apply: async ({ line }, host) => put(host, `${(await text(host)) ?? ""}${line}\n`) },
      "apply twice is apply once",
    ],
    [
      "that leaves an empty file where there was none",
      { revert: async (_, undo, host) => put(host, undo.before ?? "") },
      "revert restores exactly",
    ],
    [
      "that leaves a backup behind",
      {
        apply: async (parameters, host) => {
          await put(host, (await text(host)) ?? "", copy);
          await good.apply(parameters, host);
        },
        capture: async (_, host) => ({ before: await text(host) }),
      },
      "revert restores exactly",
    ],
    [
      "whose undo is no JSON",
      { capture: async (_, host) => ({ before: await text(host), at: new Date() }) as unknown as { before: null } },
      "undo records survive JSON",
    ],
    [
      "whose revert needs what only memory has",
      (() => {
        const kept = new WeakMap<object, string | null>();
        return {
          capture: async (_: unknown, host: Host) => {
            const undo = { before: null };
            kept.set(undo, await text(host));
            return undo;
          },
          revert: async (_: unknown, undo: { before: string | null }, host: Host) => {
            if (!kept.has(undo)) throw new Error("who are you?");
            await put(host, kept.get(undo) ?? null);
          },
        };
      })(),
      "undo records survive JSON",
    ],
    [
      "that goes on when its signal fires",
      { apply: async (parameters, host) => Promise.resolve(good.apply(parameters, host)).catch(() => {}) },
      "abort is honoured",
    ],
    [
      "that waits for ever when its signal fires",
      {
        revert: async (parameters, undo, host) =>
          await Promise.resolve(good.revert(parameters, undo, host)).catch(() => never),
      },
      "abort is honoured",
    ],
    [
      "that takes its own half for a stranger's work",
      {
        apply: async (parameters, host) => {
          if ((await look(parameters, host)).state === "present" && (await text(host, flag)) !== null) return;
          if ((await text(host, flag)) !== null) throw new Error("somebody else is at it");
          await put(host, "started", flag);
          await good.apply(parameters, host);
        },
        revert: async (parameters, undo, host) => {
          await good.revert(parameters, undo, host);
          await put(host, null, flag);
        },
      },
      "a crash after any effect of apply can be recovered",
    ],
    [
      "whose revert cannot be repeated",
      {
        revert: async (parameters, undo, host) => {
          if ((await look(parameters, host)).state === "absent") throw new Error("nothing to revert");
          await good.revert(parameters, undo, host);
        },
      },
      "a crash after any effect of revert can be recovered",
    ],
  ];

  it.each(cases)("%s", async (_, overrides, law) => {
    await expect(runLaw(law, overrides)).rejects.toThrow(`the law "${law}" does not hold`);
  });

  it("that has nothing it accepts", async () => {
    const law = "accepts what it is meant for";
    await expect(runLaw(law, {}, {}, { ...examples, accepts: [] })).rejects.toThrow(law);
  });
});
