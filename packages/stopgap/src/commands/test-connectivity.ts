import {
  type ConnectivityReport,
  connectivityText,
  createCrlFetcher,
  createFeedSource,
  type EventLog,
  type KeptDocument,
  oneLine,
  type ServerState,
  serverState,
  testConnectivity,
  verifyFeed,
} from "@stopgap/core";
import type { Command } from "commander";
import { networkOptions } from "../composition/network-options.js";
import { withLog } from "../composition/open-log.js";
import { trustPolicy } from "../composition/trust-policy.js";
import type { Configuration } from "../configuration/configuration.js";
import { json } from "../output/json.js";
import type { Terminal } from "../output/terminal.js";
import { type CommandContext, configurationOf, globalOptions } from "./command-context.js";
import { described } from "./described.js";

export function registerTestConnectivity(program: Command, { terminal, now }: CommandContext): void {
  described(program.command("test-connectivity"), {
    summary: "Prove the whole path to the feed: name, proxy, TCP, TLS, HTTP, signature, freshness",
    examples: [["test-connectivity", "the two lines of Test-MitigationServiceConnectivity, then each layer"]],
  }).action(async (_, command: Command) => {
    const configuration = await configurationOf(command);
    const report = await withLog(configuration, async ({ log, state }) => {
      const server = serverState(state, configuration.server.name);
      return await tested(configuration, server, await keptDocument(configuration, server, log), now());
    });
    terminal.write(globalOptions(command).json === true ? json(document(report)) : text(report, terminal));
    if (report.error !== null) throw report.error;
  });
}

/** Fetches and verifies exactly as a cycle would now. */
function tested(
  configuration: Configuration,
  { accepted }: ServerState,
  kept: KeptDocument | null,
  now: Date,
): Promise<ConnectivityReport> {
  const network = networkOptions(configuration);
  const { maxBytes: _, ...way } = network;
  const crls = createCrlFetcher(way);
  const policy = trustPolicy(configuration);
  const { mode, fetchCrl } = policy.revocation;
  const revocation = { ...policy.revocation, fetchCrl: fetchCrl === null ? null : crls.fetchCrl };
  const { signal } = new AbortController();
  return testConnectivity({
    source: (onLayer) => createFeedSource(configuration.feed.url, { ...network, onLayer }),
    kept,
    verify: (fetched) => verifyFeed(fetched, { ...policy, revocation }, { now, accepted, signal }),
    revocation: { mode, attempts: crls.attempts },
    signal,
  });
}

/** What a cycle would send with its request. */
async function keptDocument(
  { feed }: Configuration,
  { lastFetched }: ServerState,
  log: EventLog,
): Promise<KeptDocument | null> {
  if (lastFetched === null || lastFetched.url !== feed.url) return null;
  const { sha256, etag, lastModified } = lastFetched;
  const bytes = etag === null && lastModified === null ? null : await log.document(sha256);
  return bytes === null ? null : { bytes, sha256, validators: { etag, lastModified } };
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
