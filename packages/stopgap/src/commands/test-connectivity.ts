import {
  type ConnectivityReport,
  connectivityText,
  createFeedSource,
  type EventLog,
  keptDocument,
  loadPlugins,
  oneLine,
  type State,
  serverState,
  testConnectivity,
  verifyFeedInWorker,
} from "@stopgap/core";
import type { Command } from "commander";
import { pluginFolders } from "../composition/compose-runtime.js";
import { networkOptions } from "../composition/network-options.js";
import { withLog } from "../composition/open-log.js";
import { revocationFetcher, trustPolicyWith } from "../composition/trust-policy.js";
import type { Configuration } from "../configuration/configuration.js";
import { json } from "../output/json.js";
import type { Terminal } from "../output/terminal.js";
import { type CommandContext, configurationOf, globalOptions } from "./command-context.js";
import { refuseEdge } from "./open-runtime.js";

export async function connectivity({ terminal, now }: CommandContext, _: unknown, command: Command): Promise<void> {
  const configuration = await configurationOf(command);
  refuseEdge(configuration);
  await loadOnce(configuration);
  const report = await withLog(configuration, async ({ log, state }) =>
    tested(configuration, log, await state(), now()),
  );
  terminal.write(globalOptions(command).json === true ? json(document(report)) : text(report, terminal));
  if (report.error !== null) throw report.error;
}

/** Where a plugin does not load, no cycle runs. */
async function loadOnce(configuration: Configuration): Promise<void> {
  const plugins = await loadPlugins(configuration.plugins, pluginFolders(configuration));
  for (const { release } of plugins) await release?.();
}

/** Fetches and verifies exactly as a cycle would now; its clock is never earlier than the newest event. */
async function tested(
  configuration: Configuration,
  log: EventLog,
  state: State,
  now: Date,
): Promise<ConnectivityReport> {
  const { feed, server, trust } = configuration;
  const { accepted } = serverState(state, server.name);
  const crls = revocationFetcher(configuration);
  const policy = trustPolicyWith(configuration, crls);
  const { signal } = new AbortController();
  const time = new Date(Math.max(now.getTime(), Date.parse(state.time ?? "") || 0));
  return await testConnectivity({
    source: (onLayer) => createFeedSource(feed.url, { ...networkOptions(configuration), onLayer }),
    kept: await keptDocument({ recorder: { state }, server, source: feed, log }),
    verify: (fetched) =>
      verifyFeedInWorker(fetched, policy, { now: time, accepted, signal }, { deadline: trust.deadline }),
    revocation: { mode: trust.revocation.mode, attempts: crls.attempts },
    signal,
  });
}

function document({ ok, layers, error }: ConnectivityReport) {
  const [result, message] = connectivityText(ok);
  const plain = (line: string) => line.replace(/^\w+: /, "");
  return { ok, result: plain(result), message: plain(message), code: error?.code ?? null, layers };
}

function text({ ok, layers }: ConnectivityReport, { colours }: Terminal): string {
  const lines = layers.map(({ layer, ok: good, detail }) => {
    const mark = colours(good ? "ok    " : "failed", good ? "good" : "bad");
    return `${mark}  ${layer.padEnd(10)}  ${oneLine(detail)}\n`;
  });
  return `${connectivityText(ok).join("\n")}\n\n${lines.join("")}`;
}
