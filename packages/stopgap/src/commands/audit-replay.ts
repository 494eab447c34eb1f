import { type Replay, type ReplayOptions, replayLog } from "@stopgap/core";
import type { Command } from "commander";
import { withLog } from "../composition/open-log.js";
import { documentReverifier } from "../composition/verify-document.js";
import { json } from "../output/json.js";
import { findServers } from "../views/find-servers.js";
import { type ServerSettings, serverSettings, serverSettingsText } from "../views/server-settings.js";
import { type CommandContext, configurationOf, globalOptions } from "./command-context.js";
import { described } from "./described.js";
import { exitStatus } from "./exit-status.js";
import { moment } from "./moment.js";

export function registerAuditReplay(audit: Command, { terminal, now, end }: CommandContext): void {
  described(audit.command("replay"), {
    summary: "Rebuild the state of then: verify each feed and run each decision again",
    examples: [
      ["audit replay", "the whole log"],
      ["audit replay --at 120", "up to that position"],
      ["audit replay --at 2026-11-21T18:00Z", "as it was at that time"],
    ],
  })
    .option("--at <position|time>", "a position of the log, or a time")
    .action(async ({ at }: { at?: string }, command: Command) => {
      const configuration = await configurationOf(command);
      const options = at === undefined ? {} : until(at, now());
      const replay = await withLog(configuration, ({ log }) =>
        replayLog(log, documentReverifier(configuration), options),
      );
      const names = Object.keys(replay.state.servers);
      const servers = names.length === 0 ? [] : findServers(replay.state, names[0] ?? "");
      const shown = servers.map((server) => serverSettings(replay.state, server));
      if (replay.divergences.length > 0) end(exitStatus.found);
      terminal.write(globalOptions(command).json === true ? json(replayDocument(replay, shown)) : text(replay, shown));
    });
}

function until(at: string, now: Date): ReplayOptions {
  return /^\d{1,15}$/.test(at.trim()) ? { to: Number(at) } : { until: moment("--at", at, now, "past") };
}

function replayDocument({ events, at, divergences }: Replay, servers: readonly ServerSettings[]) {
  return { ok: divergences.length === 0, events, at, servers, divergences };
}

function text({ events, at, divergences }: Replay, servers: readonly ServerSettings[]): string {
  const lines = divergences.map(({ position, code, message }) => `  ${position}: ${code}: ${message}\n`).join("");
  const verdict = divergences.length === 0 ? "no divergence" : `${divergences.length} divergences:\n${lines}`.trimEnd();
  const head = `Replayed ${events} events${at === null ? "" : `, up to ${at}`}: ${verdict}\n`;
  return servers.length === 0 ? head : `${head}\n${serverSettingsText(servers)}`;
}
