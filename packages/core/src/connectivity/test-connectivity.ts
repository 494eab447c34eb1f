import { StopgapError } from "../errors/stopgap-error.js";
import type { CrlAttempt } from "../feed/crl-fetcher.js";
import type { FeedSource, KeptDocument } from "../feed/feed-source.js";
import type { FetchedDocument } from "../feed/fetched-document.js";
import { type Layer, type LayerObserver, layers } from "../feed/http/layer.js";
import type { VerifiedFeed } from "../verify/verified-feed.js";
import { layerOfError } from "./layer-of-error.js";

export interface ConnectivityTest {
  /** The source a cycle would use, with an observer. */
  readonly source: (onLayer: LayerObserver) => FeedSource;
  /** What a cycle would have kept, or null: then its conditional request is tried too. */
  readonly kept: KeptDocument | null;
  /** The verification a cycle would do, freshness included. */
  readonly verify: (document: FetchedDocument) => Promise<VerifiedFeed>;
  readonly revocation: {
    readonly mode: "off" | "soft" | "required";
    /** What `verify` fetched so far. */
    readonly attempts: () => readonly CrlAttempt[];
  };
  readonly signal: AbortSignal;
}

/** One layer that was reached; those not reached are not listed. */
export interface LayerResult {
  readonly layer: Layer;
  readonly ok: boolean;
  /** One line. */
  readonly detail: string;
  /** Of the error, where it is not ok. */
  readonly code?: string;
}

export interface ConnectivityReport {
  /** True where a cycle now would fetch and accept the feed. */
  readonly ok: boolean;
  readonly layers: readonly LayerResult[];
  /** Why not, or null. Its stage decides the exit status as for a cycle. */
  readonly error: StopgapError | null;
}

/**
 * Fetches and verifies as a cycle does, and says layer by layer what was proven. Rejects only with what is not a
 * `StopgapError`.
 */
export async function testConnectivity(test: ConnectivityTest): Promise<ConnectivityReport> {
  const found = new Map<Layer, LayerResult>();
  const passed: LayerObserver = (layer, detail) => found.set(layer, { layer, ok: true, detail });
  const report = (error: StopgapError | null): ConnectivityReport => ({
    ok: error === null,
    layers: layers.flatMap((layer) => found.get(layer) ?? []),
    error,
  });
  try {
    const document = await test.source(passed).fetch(null, test.signal);
    reportVerified(await test.verify(document), test, passed);
    await tryConditionally(test);
    return report(null);
  } catch (error) {
    if (!(error instanceof StopgapError)) throw error;
    const layer = layerOfError(error);
    for (const above of layers.slice(layers.indexOf(layer))) found.delete(above);
    found.set(layer, { layer, ok: false, detail: error.message, code: error.code });
    return report(error);
  }
}

/** A server may answer the conditional request of a cycle otherwise than the one without conditions. */
async function tryConditionally({ source, kept, verify, signal }: ConnectivityTest): Promise<void> {
  if (kept !== null) await verify(await source(() => {}).fetch(kept, signal));
}

function reportVerified(feed: VerifiedFeed, { revocation }: ConnectivityTest, passed: LayerObserver): void {
  const ending = feed.warnings.map(({ subject, daysLeft }) => `; ${subject} ends in ${daysLeft} days`).join("");
  passed("signature", `made by ${feed.signer}`);
  passed("chain", `issued by ${feed.issuer}, judged at ${feed.trustedAt}${ending}`);
  passed("revocation", revocation.mode === "off" ? "not checked: trust.revocation.mode is off" : lists(revocation));
  const mark =
    feed.serial === null ? (feed.countersignedAt ?? "no serial and no countersignature") : `serial ${feed.serial}`;
  const until = feed.feed.expires === null ? "" : `, expires ${feed.feed.expires}`;
  passed("freshness", `${feed.profile}, ${mark}${until}`);
}

function lists({ mode, attempts }: ConnectivityTest["revocation"]): string {
  const tried = attempts();
  if (tried.length === 0) return `${mode}: no list had to be fetched`;
  const each = tried.map(({ url, failure }) => {
    return failure === null ? `${url} fetched` : `${url} out of reach (${failure.code}: ${failure.message})`;
  });
  return `${mode}: ${each.join("; ")}`;
}
