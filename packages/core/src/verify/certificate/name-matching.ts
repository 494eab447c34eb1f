import { isWithin } from "./distinguished-name.js";
import type { GeneralName } from "./general-name.js";

type Side = "permitted" | "excluded";

/**
 * Whether `name` lies in the subtree `base` of the same form (RFC 5280 4.2.1.10).
 * A name that cannot be compared is outside what is permitted and inside what is excluded.
 */
export function matchesSubtree(name: GeneralName, base: GeneralName, side: Side): boolean {
  const unclear = side === "excluded";
  if (name.form === "directory" && base.form === "directory") {
    const isComparable = name.name.rdns.flat().every(({ text }) => text !== null);
    return isWithin(name.name, base.name) || (unclear && !isComparable);
  }
  if (name.form === "ip" && base.form === "ip") return matchesAddress(name.bytes, base.bytes, unclear);
  if (name.form === "dns" && base.form === "dns") return matchesDomain(name.text, base.text, unclear);
  if (name.form === "email" && base.form === "email") return matchesMailbox(name.text, base.text, unclear);
  if (name.form === "uri" && base.form === "uri") return matchesUri(name.text, base.text, unclear);
  return unclear;
}

const host = /^[a-z0-9_-]+(?:\.[a-z0-9_-]+)*$/;

function matchesDomain(text: string, base: string, unclear: boolean): boolean {
  const name = text.toLowerCase();
  const domain = base.toLowerCase();
  if (!host.test(name)) return unclear; // wildcards included
  return domain === "" || name === domain || name.endsWith(`.${domain}`);
}

/** `domain` with a leading period: every host below it; without: that host alone. */
function matchesHost(text: string, base: string): boolean {
  const domain = base.toLowerCase();
  return domain.startsWith(".") ? text.endsWith(domain) : text === domain;
}

function matchesMailbox(text: string, base: string, unclear: boolean): boolean {
  const [, local, written] = /^([^\s"@]+)@([^@]+)$/.exec(text) ?? [];
  const domain = written?.toLowerCase() ?? "";
  if (local === undefined || !host.test(domain)) return unclear;
  if (!base.includes("@")) return matchesHost(domain, base);
  const baseAt = base.lastIndexOf("@");
  const baseLocal = base.slice(0, baseAt);
  const sameLocal = unclear ? local.toLowerCase() === baseLocal.toLowerCase() : local === baseLocal;
  return sameLocal && domain === base.slice(baseAt + 1).toLowerCase();
}

function matchesUri(text: string, base: string, unclear: boolean): boolean {
  const authority = /^[a-z][a-z0-9+.-]*:\/\/(?:[^@/?#\\]*@)?([^:/?#@\\]+)(?::\d*)?(?:[/?#]|$)/i
    .exec(text)?.[1]
    ?.toLowerCase();
  // A host that is missing, an address, or anything but a domain name cannot be compared.
  if (authority === undefined || !host.test(authority) || /^[\d.]+$/.test(authority)) return unclear;
  return matchesHost(authority, base);
}

function matchesAddress(address: Uint8Array, base: Uint8Array, unclear: boolean): boolean {
  if (address.length !== 4 && address.length !== 16) return unclear;
  if (base.length !== address.length * 2) return false;
  return address.every((octet, index) => {
    const mask = base[address.length + index] ?? 0;
    return (octet & mask) === ((base[index] ?? 0) & mask);
  });
}
