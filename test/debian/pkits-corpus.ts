import { X509Certificate } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const folder = "/usr/lib/python3/dist-packages/cryptography_vectors/x509/PKITS_data";

/** One end entity of NIST PKITS with every certificate that its chain could use. */
export interface PkitsCase {
  /** As NIST names it, without `EE`: `ValidCertificatePathTest1`. */
  readonly name: string;
  readonly valid: boolean;
  readonly certificates: readonly Uint8Array[];
}

export interface PkitsCorpus {
  readonly root: Uint8Array;
  readonly crls: readonly Uint8Array[];
  readonly cases: readonly PkitsCase[];
}

interface Entry {
  readonly file: string;
  readonly der: Uint8Array;
  readonly subject: string;
  readonly issuer: string;
}

/** Cases named neither Valid nor Invalid that NIST expects to fail with its default settings. */
const failing = new Set([
  "DifferentPoliciesTest4",
  "DifferentPoliciesTest5",
  "DifferentPoliciesTest7",
  "DifferentPoliciesTest8",
  "DifferentPoliciesTest9",
  "DifferentPoliciesTest12",
  "inhibitAnyPolicyTest3",
]);

/** Reads the corpus of Debian's python3-cryptography-vectors, or says how to get it. */
export function readPkits(): PkitsCorpus {
  if (!existsSync(folder)) {
    throw new Error(`NIST PKITS is not at ${folder}; apt-get install python3-cryptography-vectors`);
  }
  const read = (kind: "certs" | "crls"): { file: string; der: Uint8Array }[] =>
    readdirSync(join(folder, kind))
      .sort()
      .map((file) => ({ file, der: Uint8Array.from(readFileSync(join(folder, kind, file))) }));
  const entries = read("certs").map(({ file, der }): Entry => {
    const { subject, issuer } = new X509Certificate(der);
    return { file, der, subject: comparable(subject), issuer: comparable(issuer) };
  });
  const root = entries.find(({ file }) => file === "TrustAnchorRootCertificate.crt");
  if (root === undefined) throw new Error("PKITS has no trust anchor");
  return {
    root: root.der,
    crls: read("crls").map(({ der }) => der),
    cases: entries.filter(({ file }) => file.endsWith("EE.crt")).map((leaf) => toCase(leaf, entries, root)),
  };
}

function toCase(leaf: Entry, entries: readonly Entry[], root: Entry): PkitsCase {
  const authorities = entries.filter((entry) => entry !== root && !entry.file.endsWith("EE.crt"));
  const chain = [leaf];
  for (const child of chain) {
    chain.push(...authorities.filter((entry) => entry.subject === child.issuer && !chain.includes(entry)));
  }
  const name = leaf.file.replace(/EE\.crt$/, "");
  return {
    name,
    valid: !name.startsWith("Invalid") && !failing.has(name),
    certificates: chain.map(({ der }) => der),
  };
}

function comparable(name: string | undefined): string {
  return (name ?? "").toLowerCase().replace(/[ \\]+/g, "");
}
