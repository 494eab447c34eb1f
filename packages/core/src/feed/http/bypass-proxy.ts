import { BlockList, isIP, isIPv6 } from "node:net";
import type { Endpoint } from "./endpoint.js";

/**
 * Whether a NO_PROXY list exempts the endpoint: entries separated by commas or blanks, each `*`, a domain (with or
 * without leading `.` or `*.`; it covers its subdomains), an address, or a CIDR range; a `:port` limits it to that port.
 */
export function bypassesProxy({ host, port }: Endpoint, list: string): boolean {
  const name = host.toLowerCase().replace(/\.$/, "");
  return list
    .split(/[\s,]+/)
    .filter((entry) => entry !== "")
    .some((entry) => matches(name, port, entry.toLowerCase()));
}

function matches(name: string, port: number, entry: string): boolean {
  if (entry === "*") return true;
  if (entry.includes("/")) return inRange(name, entry);
  const parts = /^(\[.*\]|[^:]*):(\d+)$/.exec(entry);
  const pattern = (parts?.[1] ?? entry).replace(/^\[(.*)\]$/, "$1");
  if (parts?.[2] !== undefined && Number(parts[2]) !== port) return false;
  if (isIP(name) !== 0) return name === pattern;
  const domain = pattern.replace(/^\*?\.+/, "").replace(/\.$/, "");
  return domain !== "" && (name === domain || name.endsWith(`.${domain}`));
}

function inRange(address: string, range: string): boolean {
  const [network = "", bits = ""] = range.split("/");
  const family = isIP(network);
  if (family === 0 || isIP(address) !== family || !/^\d{1,3}$/.test(bits) || Number(bits) > (family === 4 ? 32 : 128)) {
    return false;
  }
  const version = isIPv6(network) ? "ipv6" : "ipv4";
  const block = new BlockList();
  block.addSubnet(network, Number(bits), version);
  return block.check(address, version);
}
