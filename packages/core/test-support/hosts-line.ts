import { definePlugin } from "../src/plugin/define-plugin.js";
import type { Host } from "../src/plugin/host.js";
import type { Inspection, MitigationPlugin } from "../src/plugin/mitigation-plugin.js";
import { pluginLaws } from "../src/testing/plugin-laws.js";

export const file = "C:\\Windows\\System32\\drivers\\etc\\hosts";
export const copy = "C:\\stopgap\\hosts.copy";
export const flag = "C:\\stopgap\\hosts.done";

export type Parameters = { readonly line: string };
export type Undo = { readonly before: string | null };

/** The file as text, or null. */
export async function text(host: Host, path = file): Promise<string | null> {
  const bytes = await host.readFile(path);
  return bytes === null ? null : Buffer.from(bytes).toString("utf8");
}

export async function put(host: Host, content: string | null, path = file): Promise<void> {
  await host.writeFile(path, content === null ? null : new TextEncoder().encode(content));
}

export async function look({ line }: Parameters, host: Host): Promise<Inspection> {
  const lines = (await text(host))?.split("\n") ?? [];
  return { state: lines.includes(line) ? "present" : "absent" };
}

/** Adds a line to the hosts file, by two effects so that there is something between them. */
export const good: MitigationPlugin<Parameters, Undo> = definePlugin<Parameters, Undo>({
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

export const examples = {
  accepts: ['<block name="a.example"/>', '<Value>\n  <block name="b.example"/>\n</Value>'],
  refuses: ['<block name="a b"/>', "<block/>", "text", '<other name="a"/>'],
};

export type Overrides = Partial<MitigationPlugin<Parameters, Undo>>;

/** The laws of that plugin, changed by the overrides. */
export function lawsOf(overrides: Overrides, options = {}, given = examples) {
  return pluginLaws<Parameters>({ ...good, ...overrides }, given, { deadline: 100, ...options });
}

/** Runs the one law of that name. */
export async function runLaw(name: string, overrides: Overrides, options = {}, given = examples): Promise<void> {
  const law = lawsOf(overrides, options, given).find((candidate) => candidate.name === name);
  if (law === undefined) throw new Error(`there is no law ${name}`);
  await law.run();
}
