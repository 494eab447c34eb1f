import type { LookupAddress } from "node:dns";
import { lookup } from "node:dns/promises";
import { connect, isIP, type LookupFunction, type Socket } from "node:net";
import type { Endpoint } from "./endpoint.js";

/** Milliseconds given to one address before the next is tried, where a name has several (RFC 8305). */
const attemptMs = 2000;

/** Every address of a name, in the resolver's order; an address stands for itself. Rejects with the system's error. */
export async function resolveName(host: string): Promise<readonly LookupAddress[]> {
  const family = isIP(host);
  return family === 0 ? lookup(host, { all: true, order: "verbatim" }) : [{ address: host, family }];
}

/** A TCP connection to the first address that answers. Rejects with the system's error; the signal ends the connection. */
export function openTcp(
  { host, port }: Endpoint,
  addresses: readonly LookupAddress[],
  signal: AbortSignal,
): Promise<Socket> {
  const known: LookupFunction = (_host, _options, callback) => callback(null, [...addresses]);
  return new Promise((resolve, reject) => {
    const socket = connect({
      host,
      port,
      lookup: known,
      autoSelectFamily: true,
      autoSelectFamilyAttemptTimeout: attemptMs,
      signal,
    });
    socket.setNoDelay(true);
    // Stays for the life of the socket: an error between two owners must not end the process.
    socket.on("error", reject);
    socket.once("connect", () => resolve(socket));
  });
}
