import { StopgapError } from "../../errors/stopgap-error.js";
import { bypassesProxy } from "./bypass-proxy.js";
import { type Endpoint, endpointOf } from "./endpoint.js";

/** An HTTP proxy. Whoever prints one prints `endpoint` and `from`, never `authorization`. */
export interface HttpProxy {
  readonly endpoint: Endpoint;
  /** True where the connection to the proxy itself is TLS. */
  readonly secure: boolean;
  /** The value of `Proxy-Authorization`, or null. A secret. */
  readonly authorization: string | null;
  /** Where it was named: `feed.proxy` or an environment variable. */
  readonly from: string;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The proxy for a URL: the configured one, else the environment's (`https_proxy` or `http_proxy` by scheme, then
 * `all_proxy`, lower case before upper, unless `no_proxy` exempts the host), else null for a direct connection.
 * Throws CONFIGURATION_INVALID where it is not a usable proxy URL, without repeating it.
 */
export function chooseProxy(url: URL, configured: string | null, environment: Environment): HttpProxy | null {
  if (configured !== null && configured.trim() !== "") return parseProxy(configured.trim(), "feed.proxy");
  const first = (...names: string[]) => names.find((name) => (environment[name] ?? "").trim() !== "");
  const scheme = url.protocol === "https:" ? "https" : "http";
  const variable = first(`${scheme}_proxy`, `${scheme.toUpperCase()}_PROXY`, "all_proxy", "ALL_PROXY");
  const value = variable === undefined ? undefined : environment[variable];
  if (variable === undefined || value === undefined) return null;
  const exempt = environment[first("no_proxy", "NO_PROXY") ?? ""] ?? "";
  return bypassesProxy(endpointOf(url), exempt) ? null : parseProxy(value.trim(), variable);
}

/** `http://user:password@host:port`, or without a scheme `host:port`, as the Exchange setting InternetWebProxy takes it. */
function parseProxy(text: string, from: string): HttpProxy {
  const full = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`;
  if (!URL.canParse(full)) throw unusable(from, "is not a URL");
  const url = new URL(full);
  if (url.protocol !== "http:" && url.protocol !== "https:") {
    throw unusable(from, `has the scheme ${url.protocol}, and only http: and https: proxies are supported`);
  }
  if (url.pathname !== "/" || url.search !== "" || url.hash !== "")
    throw unusable(from, "has more than a host and port");
  return {
    endpoint: endpointOf(url),
    secure: url.protocol === "https:",
    authorization: basic(url),
    from,
  };
}

function basic({ username, password }: URL): string | null {
  if (username === "" && password === "") return null;
  return `Basic ${Buffer.from(`${decoded(username)}:${decoded(password)}`).toString("base64")}`;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function unusable(from: string, why: string): StopgapError {
  return new StopgapError("CONFIGURATION_INVALID", `the proxy in ${from} ${why}`, {
    remedy: "write http://host:port or http://user:password@host:port, special characters percent-encoded",
    details: { layer: "proxy" },
  });
}
