import { X509Certificate } from "node:crypto";
import { rename } from "node:fs/promises";
import { join } from "node:path";
import { type CertifiedKey, type KeyType, renewSigningIssuer, renewSigningLeaf } from "@stopgap/core/publish";
import { keyFiles, readKeyPair, readPem } from "./key-files.js";
import { writeNamedFile } from "./named-files.js";

export interface Renewal {
  readonly what: "signing" | "issuer";
  /** Null: as before. */
  readonly keyType: KeyType | null;
  /** Null: as before. */
  readonly issuerName: string | null;
  readonly now: Date;
}

export interface Renewed {
  /** Subject of the issuing authority. */
  readonly issuer: string;
  /** When the signing certificate ends, ISO 8601 UTC. */
  readonly notAfter: string;
  /** Where what was replaced is kept. */
  readonly kept: readonly string[];
}

/** Renews the keys of a folder made by `feed keygen`. Nothing is overwritten: what was there goes by another name. */
export async function renewKeys(folder: string, { what, keyType, issuerName, now }: Renewal): Promise<Renewed> {
  const options = { now, ...(keyType === null ? {} : { keyType }) };
  const files: [name: string, text: string, mode: number][] = [];
  let issuer: CertifiedKey;
  if (what === "issuer") {
    const root = await readKeyPair(folder, keyFiles.root, keyFiles.rootKey);
    const before = await readPem(join(folder, keyFiles.issuer));
    issuer = renewSigningIssuer(root, before, issuerName === null ? options : { ...options, name: issuerName });
    files.push([keyFiles.issuerKey, issuer.key, 0o600], [keyFiles.issuer, issuer.certificate, 0o644]);
  } else {
    issuer = await readKeyPair(folder, keyFiles.issuer, keyFiles.issuerKey);
  }
  const leaf = renewSigningLeaf(issuer, await readPem(join(folder, keyFiles.signing)), options);
  files.push([keyFiles.signingKey, leaf.key, 0o600], [keyFiles.signing, leaf.certificate + issuer.certificate, 0o644]);
  for (const [name, text, mode] of files) {
    await writeNamedFile(join(folder, `${name}.new`), text, { fresh: true, mode });
  }
  const until = now
    .toISOString()
    .replace(/\.\d+Z$/, "Z")
    .replaceAll(":", "-");
  const kept = files.map(([name]) => name.replace(/\.pem$/, `.until-${until}.pem`));
  for (const [index, [name]] of files.entries()) {
    await rename(join(folder, name), join(folder, kept[index] ?? `${name}.old`));
    await rename(join(folder, `${name}.new`), join(folder, name));
  }
  return {
    issuer: new X509Certificate(leaf.certificate).issuer.split("\n").reverse().join(", "),
    notAfter: new Date(new X509Certificate(leaf.certificate).validTo).toISOString(),
    kept,
  };
}
