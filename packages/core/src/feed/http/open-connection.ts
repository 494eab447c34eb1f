import type { LookupAddress } from "node:dns";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { SecureContext } from "node:tls";
import type { HttpProxy } from "./choose-proxy.js";
import { authority, type Endpoint, endpointOf } from "./endpoint.js";
import { fetchError, systemCode } from "./fetch-error.js";
import { openTcp, resolveName } from "./open-tcp.js";
import { openTls } from "./open-tls.js";
import { openTunnel, proxyName } from "./open-tunnel.js";
import type { Progress } from "./progress.js";

export interface ConnectionOptions {
  readonly proxy: HttpProxy | null;
  /** Roots for TLS, null for Node's own. */
  readonly context: SecureContext | null;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/**
 * A connection on which HTTP to the URL's origin can be spoken, layer by layer; each failure is the `StopgapError` of
 * its layer. https: is always end to end, through a proxy by CONNECT; http: ends at the proxy where there is one.
 */
export async function openConnection(url: URL, options: ConnectionOptions): Promise<Duplex> {
  const target = endpointOf(url);
  const { proxy, context, progress, signal } = options;
  const raw =
    proxy === null ? await connectDirectly(target, options) : await connectByProxy(target, url, proxy, options);
  if (url.protocol !== "https:") return raw;
  progress.enter("TLS", `agreeing on TLS with ${authority(target)}`);
  const { socket, detail } = await openTls(target, raw, context, signal);
  progress.passed("TLS", detail);
  return socket;
}

async function connectDirectly(target: Endpoint, { progress, signal }: ConnectionOptions): Promise<Socket> {
  const { host } = target;
  const place = authority(target);
  progress.enter("DNS", `resolving ${host}`);
  const addresses = await resolveName(host).catch((cause: unknown) => {
    throw fetchError("FETCH_DNS", "DNS", `the name ${host} (for ${place}) does not resolve (${systemCode(cause)})`, {
      cause,
    });
  });
  progress.passed("DNS", `${host} is ${list(addresses)}`);
  progress.passed("proxy", "none");
  progress.enter("TCP", `connecting to ${place}`);
  const socket = await openTcp(target, addresses, signal).catch((cause: unknown) => {
    throw fetchError("FETCH_CONNECT", "TCP", `${place} does not take connections (${systemCode(cause)})`, { cause });
  });
  progress.passed("TCP", `connected to ${socket.remoteAddress}, port ${target.port}`);
  return socket;
}

async function connectByProxy(
  target: Endpoint,
  url: URL,
  proxy: HttpProxy,
  { progress, context, signal }: ConnectionOptions,
): Promise<Duplex> {
  const via = proxyName(proxy);
  const { endpoint } = proxy;
  progress.enter("proxy", `connecting to ${via}`);
  const unreachable = (cause: unknown): never => {
    throw fetchError("FETCH_PROXY", "proxy", `${via} cannot be reached (${systemCode(cause)})`, { cause });
  };
  const addresses = await resolveName(endpoint.host).catch(unreachable);
  progress.passed("DNS", `${target.host} is resolved by the proxy; ${endpoint.host} is ${list(addresses)}`);
  const plain = await openTcp(endpoint, addresses, signal).catch(unreachable);
  const socket = proxy.secure ? (await openTls(endpoint, plain, context, signal)).socket : plain;
  if (url.protocol === "http:") {
    progress.passed("proxy", `${via} is connected`);
    return socket;
  }
  progress.enter("proxy", `waiting for ${via} to reach ${authority(target)}`);
  const tunnel = await openTunnel(target, proxy, socket, signal);
  progress.passed("proxy", `${via} opened a tunnel`);
  progress.passed("TCP", `connected to ${authority(target)} through the tunnel`);
  return tunnel;
}

function list(addresses: readonly LookupAddress[]): string {
  return addresses.map(({ address }) => address).join(", ");
}
