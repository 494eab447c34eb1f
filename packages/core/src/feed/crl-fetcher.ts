import { StopgapError } from "../errors/stopgap-error.js";
import { fetchError } from "./http/fetch-error.js";
import { createHttpGetter } from "./http/http-get.js";
import type { NetworkOptions } from "./http/network-options.js";
import { visibleText } from "./http/visible-text.js";

/** One CRL that was asked for over the network. */
export interface CrlAttempt {
  /** One line. */
  readonly url: string;
  readonly failure: StopgapError | null;
}

export interface CrlFetcher {
  /** The CRL at an http: or https: URL; from memory where it was fetched before. Rejects with the error of the layer that failed. */
  readonly fetchCrl: (url: string, signal: AbortSignal) => Promise<Uint8Array>;
  /** The newest attempt over the network of each URL since `forget`. */
  readonly attempts: () => readonly CrlAttempt[];
  /** Drops what is in memory, so that the next call fetches anew. */
  forget(): void;
}

const defaultMaxBytes = 8 * 1024 * 1024;

/** Fetches CRLs on the same way out as the feed, each URL once until told to forget. `maxBytes` is 8 MiB by default. */
export function createCrlFetcher(
  options: Omit<NetworkOptions, "maxBytes" | "onLayer"> & { readonly maxBytes?: number },
): CrlFetcher {
  const get = createHttpGetter({ ...options, maxBytes: options.maxBytes ?? defaultMaxBytes });
  const fetched = new Map<string, Uint8Array>();
  const attempts = new Map<string, CrlAttempt>();

  const overNetwork = async (text: string, signal: AbortSignal): Promise<Uint8Array> => {
    const headers = { accept: "application/pkix-crl, */*;q=0.1" };
    const { bytes } = await get(crlUrl(text), { headers, redirects: "same-scheme", conditional: false }, signal);
    fetched.set(text, bytes);
    return bytes;
  };

  return {
    async fetchCrl(text, signal) {
      const kept = fetched.get(text);
      if (kept !== undefined) return kept;
      const url = visibleText(text);
      try {
        const bytes = await overNetwork(text, signal);
        attempts.set(url, { url, failure: null });
        return bytes;
      } catch (error) {
        if (error instanceof StopgapError) attempts.set(url, { url, failure: error });
        throw error;
      }
    },
    attempts: () => [...attempts.values()],
    forget() {
      fetched.clear();
      attempts.clear();
    },
  };
}

function crlUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url?.protocol === "http:" || url?.protocol === "https:") return url;
  throw fetchError("FETCH_CONNECT", "revocation", "a revocation list's address is neither http: nor https:", {
    remedy: "configure the list's file under trust.revocation.crls",
  });
}
