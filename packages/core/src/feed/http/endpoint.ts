import { isIPv6 } from "node:net";

/** A host and port to connect to. `host` is a name or a bare address, without brackets. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

/** Host and port of an http: or https: URL. */
export function endpointOf(url: URL): Endpoint {
  const host = url.hostname.replace(/^\[(.*)\]$/, "$1");
  const standard = url.protocol === "https:" ? 443 : 80;
  return { host, port: url.port === "" ? standard : Number(url.port) };
}

/** `host:port`, with brackets around an IPv6 address. */
export function authority({ host, port }: Endpoint): string {
  return `${isIPv6(host) ? `[${host}]` : host}:${port}`;
}
