import {
  type EventData,
  type EventLog,
  failureOf,
  oneLine,
  type RecordedEvent,
  type Runtime,
  type RuntimeLogger,
  StopgapError,
} from "@stopgap/core";
import type { Configuration } from "../configuration/configuration.js";
import { postJson } from "../outlets/post-json.js";
import { recordTold } from "../outlets/record-told.js";
import { type DiagnosticData, diagnosticData } from "./diagnostic-data.js";
import { opaqueIds } from "./opaque-ids.js";

type Settings = Pick<Configuration, "organization" | "server" | "feed" | "store" | "diagnostics">;

/** Diagnostic data of one program: after each cycle, in the background. */
export interface Diagnostics {
  /** Takes what is recorded; a cycle that decided or failed makes a sending due. */
  recorded(event: RecordedEvent): void;
  /** A cycle ended: sends what is due. A sending that fails is logged, and the next cycle sends anew. */
  afterCycle(): void;
  /** Waits for a sending under way. */
  close(): Promise<void>;
}

export interface DiagnosticsOptions {
  readonly settings: Settings;
  readonly runtime: Pick<Runtime, "state" | "refresh">;
  readonly log: EventLog;
  readonly logger: RuntimeLogger;
  readonly now: () => Date;
  /** Milliseconds `close` waits at most. */
  readonly limit: number;
}

export function createDiagnostics(options: DiagnosticsOptions): Diagnostics {
  const { settings, logger, limit } = options;
  const stopping = new AbortController();
  let isDue = false;
  let sending: Promise<void> = Promise.resolve();
  return {
    recorded(event) {
      isDue ||= endsCycle(event);
    },
    afterCycle() {
      if (!isDue) return;
      isDue = false;
      if (settings.diagnostics.enabled) sending = sending.then(() => send(options, stopping.signal));
      else logger.info({}, "no diagnostic data sent: diagnostics.enabled is false");
    },
    async close() {
      const timer = setTimeout(() => stopping.abort(), limit);
      await sending;
      clearTimeout(timer);
    },
  };
}

/** What would be sent now. Rejects with `DIAGNOSTICS_FAILED` where the key of the opaque ids cannot be had. */
export async function previewDiagnostics(
  { server, organization, store }: Settings,
  state: Runtime["state"],
): Promise<DiagnosticData> {
  const ids = await opaqueIds(store.file, { server: server.name, organization });
  return diagnosticData(state, server, ids);
}

function endsCycle({ type, cycle, data }: RecordedEvent): boolean {
  if (cycle === null) return false;
  const isOfCycle = typeof data === "object" && data !== null && "mitigation" in data && data.mitigation === null;
  return type === "Decided" || (type === "Failed" && isOfCycle);
}

async function send({ settings, runtime, log, logger, now }: DiagnosticsOptions, signal: AbortSignal): Promise<void> {
  try {
    const url = settings.diagnostics.url ?? "";
    const sent = await previewDiagnostics(settings, runtime.state);
    const body = JSON.stringify(sent);
    const { proxy, ca } = settings.feed;
    const post = { url, body, contentType: "application/json; charset=utf-8", headers: {}, proxy, ca, signal };
    const status = await postJson(post);
    if (status < 200 || status > 299) throw new StopgapError("DIAGNOSTICS_FAILED", `the receiver answered ${status}`);
    const data: EventData["DiagnosticsSent"] = { url: withoutToken(url), sent };
    await recordTold({ log, server: settings.server.name, now: now() }, "DiagnosticsSent", data);
    await runtime.refresh();
    logger.info({ sent }, `diagnostic data sent to ${data.url}`);
  } catch (error) {
    const code = failureOf(error)?.code ?? "DIAGNOSTICS_FAILED";
    const why = oneLine(error instanceof Error ? error.message : String(error));
    logger.warn({ code }, `diagnostic data were not sent: ${why}`);
  }
}

/** A query could carry a key of the receiver. */
function withoutToken(url: string): string {
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname}`;
}
