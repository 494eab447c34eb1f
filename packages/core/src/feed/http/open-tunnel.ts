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
      headers: { host: place, ...authorization },
      setHost: false,
      agent: false,
      createConnection: () => socket,
      signal,
    });
    connecting.once("connect", ({ statusCode = 0, statusMessage = "", headers }, tunnel, early) => {
      const offered = headers["proxy-authenticate"];
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

/** 407: says which schemes the proxy would take, because only Basic is sent. */
export function notAuthenticated(proxy: HttpProxy, offered: string | readonly string[] | undefined): StopgapError {
  const schemes = [offered ?? []].flat().map((challenge) => challenge.split(" ")[0] ?? "");
  const asks =
    schemes.length === 0 ? "" : `; it offers ${visibleText(schemes.join(", "))}, and Basic is what is supported`;
  const what =
    proxy.authorization === null ? "asks for a user name and password" : "refuses the user name and password";
  return fetchError("FETCH_PROXY_AUTHENTICATION", "proxy", `${proxyName(proxy)} ${what}${asks}`);
}
