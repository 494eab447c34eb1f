import type { NewPackage } from "./template.js";

export function pluginFile({ type, settings }: NewPackage): string {
  return `import { definePlugin, type Host, PluginError } from "@stopgap/core/plugin";
import { z } from "zod";

export { laws } from "./laws.js";

const blank = z.string().regex(/^\\s*$/, "text has no meaning here");

const setting = z.strictObject({
  name: z.literal("setting"),
  attributes: z.strictObject({ name: z.string().regex(/^[a-z0-9-]{1,64}$/, "is no setting's name") }),
  text: blank,
  elements: z.array(z.never()),
});

/** One or more \`<setting name="remote-access"/>\`, as the lines they become. Refuses everything else before any effect. */
const parameters = z
  .object({ text: blank, elements: z.array(setting).min(1) })
  .transform(({ elements }) => [...new Set(elements.map(({ attributes }) => \`\${attributes.name} = off\\n\`))]);

function pathOf({ kind }: Host): string {
  return kind === "linux" ? "/etc/${settings}/settings.conf" : "C:\\\\ProgramData\\\\${settings}\\\\settings.conf";
}

async function readLines(host: Host): Promise<readonly string[]> {
  const bytes = await host.readFile(pathOf(host));
  if (bytes === null) {
    throw new PluginError("SETTINGS_FILE_MISSING", \`there is no \${pathOf(host)}; install the program it belongs to\`);
  }
  // One character for each byte: what else stands in the file comes back as it was.
  return Buffer.from(bytes).toString("latin1").split(/(?<=\\n)/);
}

async function writeLines(host: Host, lines: readonly string[]): Promise<void> {
  await host.writeFile(pathOf(host), Buffer.from(lines.join(""), "latin1"));
}

/** Mitigation type ${type}: switches settings off, by lines at the top of the settings file. */
export default definePlugin<readonly string[], Record<string, boolean>>({
  apiVersion: 1,
  type: "${type}",
  parameters,

  async prerequisites(host) {
    return (await host.readFile(pathOf(host))) === null ? [\`there is no \${pathOf(host)}\`] : [];
  },

  async inspect(wanted, host) {
    const lines = await readLines(host);
    const missing = wanted.filter((line) => !lines.includes(line));
    if (missing.length === 0) return { state: "present" };
    return { state: missing.length === wanted.length ? "absent" : "altered", detail: \`missing: \${missing.join("")}\` };
  },

  // For each line, whether it was there: that is all revert needs, whatever else changes in the file.
  async capture(wanted, host) {
    const lines = await readLines(host);
    return Object.fromEntries(wanted.map((line) => [line, lines.includes(line)]));
  },

  async apply(wanted, host) {
    const lines = await readLines(host);
    const missing = wanted.filter((line) => !lines.includes(line));
    if (missing.length > 0) await writeLines(host, [...missing, ...lines]);
  },

  async revert(_, undo, host) {
    const lines = await readLines(host);
    const left = lines.filter((line) => undo[line] !== false);
    if (left.length < lines.length) await writeLines(host, left);
  },

  // The keys of the undo record: two actions that want the same line share it, and the last one gives it back.
  claims: (wanted) => wanted,

  describe: (wanted) => wanted.map((line) => \`+ \${line.trimEnd()}\`),
});
`;
}
