import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { generateSigningChain, type KeyType, type SigningChain } from "../../packages/core/src/publish/index.js";

/** A folder of a test's own, with a signing chain that is valid on the machine's clock. */
export interface Bench {
  readonly folder: string;
  readonly chain: SigningChain;
  path(name: string): string;
  write(name: string, content: Uint8Array | string): string;
  read(name: string): Uint8Array;
  remove(): void;
}

export function newBench(keyType: KeyType): Bench {
  const folder = mkdtempSync(join(tmpdir(), "stopgap-second-opinion-"));
  const path = (name: string): string => join(folder, name);
  const bench: Bench = {
    folder,
    chain: generateSigningChain({ keyType }),
    path,
    write(name, content) {
      writeFileSync(path(name), content);
      return path(name);
    },
    read: (name) => readFileSync(path(name)),
    remove: () => rmSync(folder, { recursive: true }),
  };
  bench.write("root.pem", bench.chain.root.certificate);
  bench.write("issuer.pem", bench.chain.issuer.certificate);
  bench.write("leaf.pem", bench.chain.leaf.certificate);
  bench.write("key.pem", bench.chain.leaf.key);
  return bench;
}

/** True where xmlsec1 verifies the file with the key of a certificate that chains to the bench's root. */
export function xmlsecVerifies(bench: Bench, file: string): boolean {
  const options = ["--verify", "--enabled-key-data", "x509", "--trusted-pem", bench.path("root.pem"), file];
  return spawnSync("xmlsec1", options).status === 0;
}

/** xmlsec1 fills in a template with the bench's key. */
export function xmlsecSigns(bench: Bench, template: string, output: string): Uint8Array {
  const key = ["key.pem", "leaf.pem", "issuer.pem"].map((name) => bench.path(name)).join(",");
  execFileSync("xmlsec1", [
    "--sign",
    "--privkey-pem",
    key,
    "--output",
    bench.path(output),
    bench.write("template.xml", template),
  ]);
  return bench.read(output);
}

/** Runs XmlSignature.java, which signs or verifies with javax.xml.crypto; returns its standard output. */
export function java(...options: readonly string[]): string {
  return execFileSync("java", [join(import.meta.dirname, "XmlSignature.java"), ...options]).toString();
}
