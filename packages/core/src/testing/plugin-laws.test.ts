import { describe, expect, it } from "vitest";
import { definePlugin } from "../plugin/define-plugin.js";
import type { Host } from "../plugin/host.js";
import type { Inspection, MitigationPlugin } from "../plugin/mitigation-plugin.js";
import { pluginLaws } from "./plugin-laws.js";

const file = "C:\\Windows\\System32\\drivers\\etc\\hosts";
const copy = "C:\\stopgap\\hosts.copy";
const flag = "C:\\stopgap\\hosts.done";

type Parameters = { readonly line: string };
type Undo = { readonly before: string | null };

async function text(host: Host, path = file): Promise<string | null> {
  const bytes = await host.readFile(path);
  return bytes === null ? null : Buffer.from(bytes).toString("utf8");
}

async function put(host: Host, content: string | null, path = file): Promise<void> {
  await host.writeFile(path, content === null ? null : new TextEncoder().encode(content));
}

async function look({ line }: Parameters, host: Host): Promise<Inspection> {
  const lines = (await text(host))?.split("\n") ?? [];
  return { state: lines.includes(line) ? "present" : "absent" };
}

/** Adds a line to the hosts file, by two effects so that there is something between them. */
const good: MitigationPlugin<Parameters, Undo> = definePlugin<Parameters, Undo>({
  apiVersion: 1,
  type: "HostsFile",
  parameters: {
    "~standard": {
      version: 1,
      vendor: "test",
      validate(value) {
        const [element] = (value as { elements: { name: string; attributes: Record<string, string> }[] }).elements;
        const name = element?.attributes.name;
        if (element?.name !== "block" || name === undefined || !/^[a-z.]+$/.test(name)) {
          return { issues: [{ message: "a block element with a name is asked for" }] };
        }
        return { value: { line: `0.0.0.0 ${name}` } };
      },
    },
  },
  inspect: look,
  async capture(_, host) {
    return { before: (await text(host, copy)) ?? (await text(host)) };
  },
  async apply(parameters, host) {
    if ((await look(parameters, host)).state === "present") return;
    const before = (await text(host)) ?? "";
    await put(host, `${before}${parameters.line}\n`);
  },
  async revert(_, undo, host) {
    await put(host, undo.before);
  },
});

const examples = {
  accepts: ['<block name="a.example"/>', '<Value>\n  <block name="b.example"/>\n</Value>'],
  refuses: ['<block name="a b"/>', "<block/>", "text", '<other name="a"/>'],
};

type Overrides = Partial<MitigationPlugin<Parameters, Undo>>;

async function broken(overrides: Overrides, options = {}, given = examples): Promise<string[]> {
  const laws = pluginLaws<Parameters>({ ...good, ...overrides }, given, options);
  const failed: string[] = [];
  for (const { name, run } of laws) {
    await run().catch((error: Error) => {
      expect(error.message).toContain(`"${name}"`);
      failed.push(name);
    });
  }
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
      { capture: async (_, host) => ({ before: await text(host), at: new Date() }) as unknown as Undo },
      "undo records survive JSON",
    ],
    [
      "whose revert needs what only memory has",
      (() => {
        const kept = new WeakMap<object, string | null>();
        return {
          capture: async (_: Parameters, host: Host) => {
            const undo = { before: null };
            kept.set(undo, await text(host));
            return undo;
          },
          revert: async (_: Parameters, undo: Undo, host: Host) => {
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
    expect(await broken(overrides, { deadline: 100 })).toContain(law);
  });

  it("that has nothing it accepts", async () => {
    expect(await broken({}, {}, { ...examples, accepts: [] })).toContain("accepts what it is meant for");
  });
});
