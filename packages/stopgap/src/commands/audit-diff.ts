import type { State } from "@stopgap/core";
import type { Command } from "commander";
import { withLog } from "../composition/open-log.js";
import { json } from "../output/json.js";
import { findServers } from "../views/find-servers.js";
import { type ServerSettings, serverSettings } from "../views/server-settings.js";
import { asOf, stateAt } from "./as-of.js";
import { type CommandContext, configurationOf, globalOptions } from "./command-context.js";

/** What is otherwise for one server between two points of the log. */
interface Difference {
  readonly server: string;
  readonly property: "MitigationsEnabled" | "MitigationsApplied" | "MitigationsBlocked";
  readonly from: boolean | readonly string[];
  readonly to: boolean | readonly string[];
}

const properties = ["MitigationsEnabled", "MitigationsApplied", "MitigationsBlocked"] as const;

export async function auditDiff(
  { terminal, now }: CommandContext,
  from: string,
  to: string,
  _: unknown,
  command: Command,
): Promise<void> {
  const points = [asOf("FROM", from, now()), asOf("TO", to, now())] as const;
  const configuration = await configurationOf(command);
  const found = await withLog(configuration, async ({ log }) => {
    const before = await stateAt(log, points[0]);
    return differences(before, await stateAt(log, points[1]), configuration.server.name);
  });
  if (globalOptions(command).json === true) terminal.write(json(found));
  else if (found.length === 0) terminal.note("Nothing is otherwise.\n");
  else terminal.write(found.map(lines).join(""));
}

function differences(before: State, after: State, configured: string): readonly Difference[] {
  const names = new Set([before, after].flatMap((state) => findServers(state, configured).map(({ name }) => name)));
  return [...names].flatMap((server) => {
    const [old, current] = [before, after].map((state) => settingsOf(state, server, configured));
    if (old === undefined || current === undefined) return [];
    return properties.flatMap((property): Difference[] =>
      String(old[property]) === String(current[property])
        ? []
        : [{ server, property, from: old[property], to: current[property] }],
    );
  });
}

/** A server that is not in the log yet has what every server begins with. */
function settingsOf(state: State, server: string, configured: string): ServerSettings | undefined {
  const found = findServers(state, configured).find(({ name }) => name === server);
  return found === undefined ? { ...empty, Name: server } : serverSettings(state, found);
}

const empty = { MitigationsEnabled: true, MitigationsApplied: [], MitigationsBlocked: [] };

function lines({ server, property, from, to }: Difference): string {
  if (typeof from === "boolean" || typeof to === "boolean")
    return `${server}  ${property}: ${String(from)} -> ${String(to)}\n`;
  const gone = from.filter((id) => !to.includes(id)).map((id) => `- ${server}  ${property}: ${id}\n`);
  const come = to.filter((id) => !from.includes(id)).map((id) => `+ ${server}  ${property}: ${id}\n`);
  return [...gone, ...come].join("");
}
