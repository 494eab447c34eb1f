import { fetchError } from "./http/fetch-error.js";
import { createHttpGetter } from "./http/http-get.js";
import type { NetworkOptions } from "./http/network-options.js";

export interface CrlFetcher {
  /** The CRL at an http: or https: URL; from memory where it was fetched before. Rejects with the error of the layer that failed. */
  readonly fetchCrl: (url: string, signal: AbortSignal) => Promise<Uint8Array>;
  /** Drops what is in memory, so that the next call fetches anew. */
  forget(): void;
}

const defaultMaxBytes = 8 * 1024 * 1024;

/** Fetches CRLs on the same way out as the feed, each URL once until told to forget. `maxBytes` is 8 MiB by default. */
export function createCrlFetcher(
  options: Omit<NetworkOptions, "maxBytes"> & { readonly maxBytes?: number },
): CrlFetcher {
  const get = createHttpGetter({ ...options, maxBytes: options.maxBytes ?? defaultMaxBytes });
  const fetched = new Map<string, Uint8Array>();
  return {
    async fetchCrl(text, signal) {
      const kept = fetched.get(text);
      if (kept !== undefined) return kept;
      const url = URL.canParse(text) ? new URL(text) : null;
      if (url === null || (url.protocol !== "http:" && url.protocol !== "https:")) {
        throw fetchError("FETCH_CONNECT", "revocation", "a revocation list's address is neither http: nor https:", {
          remedy: "configure the list's file under trust.revocation.crls",
        });
      }
      const headers = { accept: "application/pkix-crl, */*;q=0.1" };
      const { bytes } = await get(url, { headers, redirects: "same-scheme", conditional: false }, signal);
      fetched.set(text, bytes);
      return bytes;
    },
    forget: () => fetched.clear(),
  };
}
