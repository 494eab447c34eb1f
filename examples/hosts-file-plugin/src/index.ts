import { definePlugin, type Host, PluginError } from "@stopgap/core/plugin";
import { z } from "zod";

const host = z.string().regex(/^(?=.{1,253}$)[a-z0-9-]+(\.[a-z0-9-]+)+$/);
const block = z.object({ name: z.literal("block"), attributes: z.strictObject({ host }) });
const parameters = z.object({ elements: z.tuple([block]) }).transform(({ elements }) => elements[0].attributes.host);
const pathOf = ({ kind }: Host) => (kind === "linux" ? "/etc/hosts" : "C:\\Windows\\System32\\drivers\\etc\\hosts");
const lineOf = (name: string) => `0.0.0.0 ${name} # stopgap\n`;

async function readLines(host: Host): Promise<readonly string[]> {
  const bytes = await host.readFile(pathOf(host));
  if (bytes === null) throw new PluginError("HOSTS_FILE_MISSING", "there is no hosts file; make an empty one");
  return Buffer.from(bytes)
    .toString("latin1")
    .split(/(?<=\n)/); // latin1 gives every byte back
}

const without = (name: string, lines: readonly string[]) => lines.filter((line) => line !== lineOf(name));
const writeLines = (host: Host, lines: readonly string[]) =>
  host.writeFile(pathOf(host), Buffer.from(lines.join(""), "latin1"));

export default definePlugin({
  apiVersion: 1,
  type: "HostsFile",
  parameters,
  async inspect(name, host) {
    return { state: (await readLines(host)).includes(lineOf(name)) ? "present" : "absent" };
  },
  async capture(name, host) {
    return { [name]: (await readLines(host)).includes(lineOf(name)) };
  },
  async apply(name, host) {
    await writeLines(host, [lineOf(name), ...without(name, await readLines(host))]);
  },
  async revert(name, undo, host) {
    if (undo[name] === false) await writeLines(host, without(name, await readLines(host)));
  },
  claims: (name) => [name],
});
