import { type Replay, replayLog } from "@stopgap/core";
import type { Command } from "commander";
import { withLog } from "../composition/open-log.js";
import { documentReverifier } from "../composition/verify-document.js";
import { json } from "../output/json.js";
import { findServers } from "../views/find-servers.js";
import { type ServerSettings, serverSettings, serverSettingsText } from "../views/server-settings.js";
import { asOf } from "./as-of.js";
import { type CommandContext, configurationOf, globalOptions } from "./command-context.js";
import { exitStatus } from "./exit-status.js";

export async function auditReplay(
  { terminal, now, end }: CommandContext,
  { at }: { at?: string },
  command: Command,
): Promise<void> {
  const configuration = await configurationOf(command);
  const options = at === undefined ? {} : asOf("--at", at, now());
  const replay = await withLog(configuration, ({ log }) => replayLog(log, documentReverifier(configuration), options));
  const names = Object.keys(replay.state.servers);
  const servers = names.length === 0 ? [] : findServers(replay.state, names[0] ?? "");
  const shown = servers.map((server) => serverSettings(replay.state, server));
  if (replay.divergences.length > 0) end(exitStatus.found);
  terminal.write(globalOptions(command).json === true ? json(replayDocument(replay, shown)) : text(replay, shown));
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
