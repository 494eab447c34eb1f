import { createHash } from "node:crypto";
import { StopgapError } from "../errors/stopgap-error.js";
import type { FeedSource, KeptDocument } from "./feed-source.js";
import type { FetchedDocument } from "./fetched-document.js";
import { chooseProxy } from "./http/choose-proxy.js";
import { createHttpGetter } from "./http/http-get.js";
import type { NetworkOptions } from "./http/network-options.js";

export interface HttpFeedSourceOptions extends NetworkOptions {
  /** https:, without user name and password. */
  readonly url: string;
}

/**
 * A feed behind an https: URL, asked for conditionally where a document is kept. Throws CONFIGURATION_INVALID at once
 * for an unusable URL, proxy or CA; `fetch` rejects with the error of the layer that failed.
 */
export function createHttpFeedSource(options: HttpFeedSourceOptions): FeedSource {
  const url = feedUrl(options.url);
  const get = createHttpGetter(options);
  // A bad proxy is a bad configuration: said now and not in a cycle.
  chooseProxy(url, options.proxy ?? null, options.environment ?? process.env);
  return {
    url: options.url,
    async fetch(kept, signal) {
      const conditions = kept === null ? {} : conditionsOf(kept);
      const headers = {
        accept: "application/xml, text/xml;q=0.9, */*;q=0.1",
        "cache-control": "no-cache",
        ...conditions,
      };
      const conditional = Object.keys(conditions).length > 0;
      const answer = await get(url, { headers, redirects: "same-origin", conditional }, signal);
      const etag = sendable(answer.etag);
      const lastModified = sendable(answer.lastModified);
      if (answer.status === 304 && kept !== null) {
        const { bytes, sha256, validators } = kept;
        return {
          url: options.url,
          bytes,
          sha256,
          notModified: true,
          validators: { etag: etag ?? validators.etag, lastModified: lastModified ?? validators.lastModified },
        };
      }
      return fetched(options.url, answer.bytes, { etag, lastModified });
    },
  };
}

function feedUrl(text: string): URL {
  const invalid = (why: string) =>
    new StopgapError("CONFIGURATION_INVALID", `feed.url ${why}`, { remedy: "write https://host/path" });
  if (!URL.canParse(text)) throw invalid("is not a URL");
  const url = new URL(text);
  if (url.protocol !== "https:")
    throw invalid(`has the scheme ${url.protocol}, and only https: and file: are supported`);
  if (url.username !== "" || url.password !== "")
    throw invalid("carries a user name or password, which would stand in the log");
  return url;
}

function fetched(url: string, bytes: Uint8Array, validators: FetchedDocument["validators"]): FetchedDocument {
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  return { url, bytes, sha256, notModified: false, validators };
}

function conditionsOf({ validators }: KeptDocument): Record<string, string> {
  const etag = sendable(validators.etag);
  const lastModified = sendable(validators.lastModified);
  return {
    ...(etag === null ? {} : { "if-none-match": etag }),
    ...(lastModified === null ? {} : { "if-modified-since": lastModified }),
  };
}

/** A validator that can go back in a header; one that cannot must not make every later request fail. */
function sendable(validator: string | null): string | null {
  return validator !== null && /^[\x21-\x7e]([\x20-\x7e]{0,510}[\x21-\x7e])?$/.test(validator) ? validator : null;
}
