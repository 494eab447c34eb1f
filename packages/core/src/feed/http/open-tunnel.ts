import { request } from "node:http";
import type { Duplex } from "node:stream";
import type { StopgapError } from "../../errors/stopgap-error.js";
import type { HttpProxy } from "./choose-proxy.js";
import { authority, type Endpoint } from "./endpoint.js";
import { fetchError, systemCode } from "./fetch-error.js";
import { visibleText } from "./visible-text.js";

/** Asks the proxy at the other end of `socket` for a tunnel to the target (CONNECT, RFC 9110 9.3.6). */
export function openTunnel(target: Endpoint, proxy: HttpProxy, socket: Duplex, signal: AbortSignal): Promise<Duplex> {
  const place = authority(target);
  const via = proxyName(proxy);
  const authorization = proxy.authorization === null ? {} : { "proxy-authorization": proxy.authorization };
  return new Promise((resolve, reject) => {
    const connecting = request({
      method: "CONNECT",
      path: place,
      headers: { host: place, connection: "keep-alive", ...authorization },
      setHost: false,
      createConnection: () => socket,
      signal,
    });
    connecting.once("connect", ({ statusCode = 0, statusMessage = "", headers }, tunnel, early) => {
      const offered = [headers["proxy-authenticate"] ?? []].flat().join(", ");
      if (statusCode === 407) reject(notAuthenticated(proxy, offered));
      else if (statusCode < 200 || statusCode > 299) {
        const status = visibleText(`${statusCode} ${statusMessage}`);
        reject(fetchError("FETCH_PROXY_CONNECT_REFUSED", "proxy", `${via} answered ${status} to CONNECT ${place}`));
      } else if (early.length > 0) {
        reject(fetchError("FETCH_PROXY", "proxy", `${via} sent bytes of its own into the tunnel to ${place}`));
      } else resolve(tunnel);
    });
    connecting.on("error", (error) => {
      const why = visibleText(systemCode(error) ?? error.message);
      reject(fetchError("FETCH_PROXY", "proxy", `${via} did not answer CONNECT ${place} (${why})`, { cause: error }));
    });
    connecting.end();
  });
}

/** The proxy as messages name it: host, port and where it was set, never its credentials. */
export function proxyName(proxy: HttpProxy): string {
  return `the proxy ${authority(proxy.endpoint)} (${proxy.from})`;
}

/** 407: says which schemes the proxy takes, because only Basic is sent. */
export function notAuthenticated(proxy: HttpProxy, challenges: string | null): StopgapError {
  // Parts of one challenge have a "=" before any blank; its scheme does not (RFC 9110 11.6.1).
  const parts = (challenges ?? "").split(",").map((part) => /^\s*([A-Za-z][\w-]*)(?:\s|$)/.exec(part)?.[1]);
  const schemes = parts.filter((scheme) => scheme !== undefined);
  const takes =
    schemes.length === 0 ? "" : `; it takes ${visibleText(schemes.join(", "))}, and only Basic is supported`;
  const what =
    proxy.authorization === null ? "asks for a user name and password" : "refuses the user name and password";
  return fetchError("FETCH_PROXY_AUTHENTICATION", "proxy", `${proxyName(proxy)} ${what}${takes}`);
}
