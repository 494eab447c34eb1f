import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { generateSigningChain, type KeyType } from "@stopgap/core/publish";
import type { Command } from "commander";
import { json } from "../output/json.js";
import { type CommandContext, globalOptions } from "./command-context.js";
import { writeNamedFile } from "./named-files.js";

interface Options {
  readonly dir: string;
  readonly type: KeyType;
  readonly issuerName?: string;
  readonly extendedKeyUsage?: readonly string[];
}

/** Names of the files `feed keygen` makes and `feed sign` reads. */
export const keyFiles = {
  root: "feed-root.pem",
  rootKey: "feed-root.key.pem",
  issuer: "feed-issuer.pem",
  issuerKey: "feed-issuer.key.pem",
  signing: "feed-signing.pem",
  signingKey: "feed-signing.key.pem",
} as const;

export async function feedKeygen(
  { terminal }: CommandContext,
  { dir, type, issuerName, extendedKeyUsage }: Options,
  command: Command,
): Promise<void> {
  const chain = generateSigningChain({
    keyType: type,
    ...(issuerName === undefined ? {} : { issuerName }),
    ...(extendedKeyUsage === undefined ? {} : { extendedKeyUsage }),
  });
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const files: readonly (readonly [name: string, text: string, secret: boolean])[] = [
    [keyFiles.root, chain.root.certificate, false],
    [keyFiles.issuer, chain.issuer.certificate, false],
    [keyFiles.signing, chain.leaf.certificate + chain.issuer.certificate, false],
    [keyFiles.rootKey, chain.root.key, true],
    [keyFiles.issuerKey, chain.issuer.key, true],
    [keyFiles.signingKey, chain.leaf.key, true],
  ];
  for (const [name, text, secret] of files) {
    await writeNamedFile(join(dir, name), text, { fresh: true, mode: secret ? 0o600 : 0o644 });
  }
  const made = {
    root: join(dir, keyFiles.root),
    key: join(dir, keyFiles.signingKey),
    issuer: issuerName ?? "CN=Stopgap Feed Signing CA",
  };
  if (globalOptions(command).json === true) return terminal.write(json(made));
  terminal.write(`Keys are in ${dir}; take ${keyFiles.rootKey} offline.
For the servers: trust: { roots: [${made.root}], issuer: ${made.issuer} }
Next: stopgap feed sign feed.xml signed.xml --keys ${dir}\n`);
}
