import type { SecureContext } from "node:tls";
import { StopgapError } from "../../errors/stopgap-error.js";
import { chooseProxy, type HttpProxy } from "./choose-proxy.js";
import { authority, endpointOf } from "./endpoint.js";
import { fetchError, systemCode } from "./fetch-error.js";
import { getOver, type HttpRequest, type HttpResponse } from "./http-client.js";
import type { NetworkOptions } from "./network-options.js";
import { openConnection } from "./open-connection.js";
import { notAuthenticated } from "./open-tunnel.js";
import { Progress } from "./progress.js";
import { readBody } from "./read-body.js";
import { type RedirectRule, redirectTarget } from "./redirect-target.js";
import { tlsContext } from "./tls-context.js";
import { visibleText } from "./visible-text.js";
import { type Deadline, withinDeadline } from "./within-deadline.js";

const mostRedirects = 3;
const defaultIdleMs = 10_000;

export interface HttpAnswer {
  readonly status: 200 | 304;
  readonly etag: string | null;
  readonly lastModified: string | null;
  /** Empty with 304. */
  readonly bytes: Uint8Array;
}

export interface HttpGet {
  readonly headers: Readonly<Record<string, string>>;
  readonly redirects: RedirectRule;
  /** True where the headers carry validators, so that 304 is an answer. */
  readonly conditional: boolean;
}

export type HttpGetter = (url: URL, get: HttpGet, signal: AbortSignal) => Promise<HttpAnswer>;

/** GET within the options' limits. Every failure is a `StopgapError`. Throws CONFIGURATION_INVALID for a bad proxy or CA. */
export function createHttpGetter(options: NetworkOptions): HttpGetter {
  const { proxy = null, ca = [], environment = process.env } = options;
  const context = tlsContext(ca);
  return async (start, get, signal) => {
    const progress = new Progress(options.onLayer ?? null);
    const place = authority(endpointOf(start));
    return withinDeadline(place, options.timeoutMs, progress, signal, async (deadline) => {
      let url = start;
      for (let hop = 0; hop <= mostRedirects; hop += 1) {
        const hopOf = { url, proxy: chooseProxy(url, proxy, environment), context, progress, deadline };
        const next = await oneHop(hopOf, get, options);
        if (!(next instanceof URL)) return next;
        url = next;
      }
      throw fetchError("FETCH_REDIRECT", "HTTP", `${place} redirects more than ${mostRedirects} times`);
    });
  };
}

interface Hop {
  readonly url: URL;
  readonly proxy: HttpProxy | null;
  readonly context: SecureContext | null;
  readonly progress: Progress;
  readonly deadline: Deadline;
}

async function oneHop(hop: Hop, get: HttpGet, options: NetworkOptions): Promise<HttpAnswer | URL> {
  const { url, proxy, context, progress, deadline } = hop;
  const place = authority(endpointOf(url));
  const connection = await openConnection(url, { proxy, context, progress, signal: deadline.signal });
  progress.enter("HTTP", `waiting for the answer of ${place}`);
  try {
    return await getOver(connection, requestFor(url, proxy, get.headers), deadline.signal, (response) =>
      answerOf(response, place, hop, get, options),
    );
  } catch (cause) {
    if (cause instanceof StopgapError) throw cause;
    const why = visibleText(systemCode(cause) ?? String(cause));
    throw fetchError("FETCH_HTTP", "HTTP", `${place} did not answer the request (${why})`, { cause });
  }
}

function requestFor(url: URL, proxy: HttpProxy | null, headers: HttpGet["headers"]): HttpRequest {
  const path = `${url.pathname}${url.search}`;
  const common = { host: url.host, "accept-encoding": "identity", "user-agent": "stopgap", ...headers };
  if (url.protocol === "https:" || proxy === null) return { origin: url.origin, path, headers: common };
  // A proxy is asked for http: with the whole URL (RFC 9112 3.2.2).
  const authorization = proxy.authorization === null ? {} : { "proxy-authorization": proxy.authorization };
  return { origin: url.origin, path: `${url.origin}${path}`, headers: { ...common, ...authorization } };
}

async function answerOf(
  response: HttpResponse,
  place: string,
  { url, proxy, progress, deadline }: Hop,
  get: HttpGet,
  { maxBytes, idleMs = defaultIdleMs }: NetworkOptions,
): Promise<HttpAnswer | URL> {
  const { status } = response;
  if ([301, 302, 303, 307, 308].includes(status)) {
    return redirectTarget(url, response.header("location"), status, get.redirects);
  }
  if (status === 407 && proxy !== null && url.protocol === "http:") {
    throw notAuthenticated(proxy, response.header("proxy-authenticate"));
  }
  const etag = response.header("etag");
  const lastModified = response.header("last-modified");
  if (status === 304 && get.conditional) {
    progress.passed("HTTP", `${place} answered 304: unchanged`);
    return { status, etag, lastModified, bytes: new Uint8Array() };
  }
  if (status !== 200) {
    const but = status === 304 ? " (unchanged) although no document was kept" : "";
    throw fetchError("FETCH_HTTP_STATUS", "HTTP", `${place} answered ${status}${but} for ${url.pathname}`, {
      details: { status },
    });
  }
  progress.passed("HTTP", `${place} answered 200`);
  progress.enter("body", `reading the document of ${place}`);
  const bytes = await readBody(response, place, { maxBytes, idleMs, stop: deadline.stop });
  const type = visibleText(response.header("content-type") ?? "no content type");
  progress.passed("body", `${bytes.length} bytes, ${type}`);
  return { status, etag, lastModified, bytes };
}
