import type { Environment } from "./choose-proxy.js";
import type { LayerObserver } from "./layer.js";

/** How this server reaches out: shared by feed and CRLs. */
export interface NetworkOptions {
  /** `http://[user:password@]host:port`; null or absent: the environment's. */
  readonly proxy?: string | null;
  /** PEM certificates trusted for TLS besides those Node trusts. */
  readonly ca?: readonly string[];
  /** Milliseconds from connecting to the last byte. */
  readonly timeoutMs: number;
  /** Milliseconds without a byte in the middle of a body. Default 10,000. */
  readonly idleMs?: number;
  /** Cap on the body, in bytes. */
  readonly maxBytes: number;
  /** Where HTTPS_PROXY and its like are looked up. Default `process.env`. */
  readonly environment?: Environment;
  readonly onLayer?: LayerObserver;
}
