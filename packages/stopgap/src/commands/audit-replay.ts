import { oneLine, type Replay, type ReplayOptions, replayLog } from "@stopgap/core";
import type { Command } from "commander";
import { type NotReplayed, notReplayed } from "../audit/not-replayed.js";
import { withOtherConfiguration } from "../audit/with-other-configuration.js";
import { withLog } from "../composition/open-log.js";
import { documentReverifier } from "../composition/verify-document.js";
import type { Configuration } from "../configuration/configuration.js";
import { json } from "../output/json.js";
import { differenceText } from "../views/difference-text.js";
import { findServers } from "../views/find-servers.js";
import { type ServerSettings, serverSettings, serverSettingsText } from "../views/server-settings.js";
import { type AsOf, asOf, positionAt } from "./as-of.js";
import { type CommandContext, configurationOf, globalOptions } from "./command-context.js";
import { exitStatus } from "./exit-status.js";

interface Options {
  readonly at?: string;
  readonly withConfig?: string;
}

/** A replay under another configuration: the one that was named, and what of it was left out. */
interface Supposed {
  readonly config: string;
  readonly notReplayed: readonly NotReplayed[];
}

interface Replayed {
  readonly replay: Replay;
  /** Null without another configuration. */
  readonly supposed: Supposed | null;
}

export async function auditReplay(
  { terminal, now, end }: CommandContext,
  { at, withConfig }: Options,
  command: Command,
): Promise<void> {
  const point = at === undefined ? undefined : asOf("--at", at, now());
  const configuration = await configurationOf(command);
  const { replay, supposed } =
    withConfig === undefined
      ? { replay: await replayed(configuration, point), supposed: null }
      : await suppose(configuration, point, withConfig);
  if (replay.divergences.length > 0) end(exitStatus.found);
  const shown = shownServers(replay);
  const isJson = globalOptions(command).json === true;
  terminal.write(isJson ? json(document(replay, shown, supposed)) : text(replay, shown, supposed));
}

async function replayed(
  configuration: Configuration,
  point: AsOf | undefined,
  options: ReplayOptions = {},
): Promise<Replay> {
  return await withLog(configuration, async ({ log }) => {
    const to = point === undefined ? {} : { to: await positionAt(log, point) };
    return await replayLog(log, documentReverifier(configuration), { ...options, ...to });
  });
}

async function suppose(configuration: Configuration, point: AsOf | undefined, config: string): Promise<Replayed> {
  return await withOtherConfiguration(config, async (whatIf, other) => {
    const replay = await replayed(configuration, point, { whatIf });
    return { replay, supposed: { config, notReplayed: notReplayed(configuration, other, replay.state) } };
  });
}

function shownServers({ state }: Replay): readonly ServerSettings[] {
  const [name] = Object.keys(state.servers);
  return name === undefined ? [] : findServers(state, name).map((server) => serverSettings(state, server));
}

function document(
  { events, at, divergences, differences }: Replay,
  servers: readonly ServerSettings[],
  supposed: Supposed | null,
) {
  const replayed = { ok: divergences.length === 0, events, at, servers, divergences };
  return supposed === null ? replayed : { ...replayed, whatIf: { ...supposed, differences } };
}

function text(replay: Replay, servers: readonly ServerSettings[], supposed: Supposed | null): string {
  const { events, at, divergences } = replay;
  const lines = divergences
    .map(({ position, code, message }) => `  ${oneLine(`${position}: ${code}: ${message}`)}\n`)
    .join("");
  const verdict = divergences.length === 0 ? "no divergence" : `${divergences.length} divergences:\n${lines}`.trimEnd();
  const hint = divergences.some(({ code }) => code === "FEED_NOT_VERIFIED") ? trustOfThen : "";
  const head = `Replayed ${events} events${at === null ? "" : `, up to ${oneLine(at)}`}: ${verdict}\n${hint}`;
  const whatIf = supposed === null ? "" : supposedText(replay, supposed);
  return servers.length === 0 ? `${head}${whatIf}` : `${head}${whatIf}\n${serverSettingsText(servers)}`;
}

const trustOfThen =
  "Feeds are verified with the trust of today; where it was another, name the one of then: --with-config FILE\n";

function supposedText({ differences }: Replay, { config, notReplayed: left }: Supposed): string {
  const head =
    differences.length === 0
      ? `Under ${config} every decision would be the same.\n`
      : `Otherwise under ${config}: ${differences.length} of the recorded decisions\n${differenceText(differences)}`;
  const lines = left.map(({ setting, why }) => `  ${setting}: ${why}\n`).join("");
  return `${head}${lines === "" ? "" : `\nNot replayed:\n${lines}`}`;
}
