import { X509Certificate } from "node:crypto";
import type { TrustConfiguration } from "../configuration/configuration.js";
import type { TrustEnd } from "./health-facts.js";

/** When the configured roots end. */
export function trustEnds({ roots, timestampRoots }: TrustConfiguration): readonly TrustEnd[] {
  const of = (key: string) => (der: Uint8Array) => {
    const { subject, validTo } = new X509Certificate(der);
    return { key, subject: subject.replaceAll("\n", ", "), notAfter: new Date(validTo).toISOString() };
  };
  return [...roots.map(of("trust.roots")), ...timestampRoots.map(of("trust.timestampRoots"))];
}
