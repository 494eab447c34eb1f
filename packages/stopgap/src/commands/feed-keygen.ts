import { X509Certificate } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { StopgapError } from "@stopgap/core";
import { generateSigningChain, type KeyType } from "@stopgap/core/publish";
import type { Command } from "commander";
import { json } from "../output/json.js";
import { type CommandContext, globalOptions } from "./command-context.js";
import { keyFiles } from "./key-files.js";
import { writeNamedFile } from "./named-files.js";
import { type Renewed, renewKeys } from "./renew-keys.js";

interface Options {
  readonly dir: string;
  readonly type?: KeyType;
  readonly renew?: "signing" | "issuer";
  readonly issuerName?: string;
  readonly extendedKeyUsage?: readonly string[];
}

/** What `feed keygen --json` prints. */
interface Made {
  readonly root: string;
  readonly key: string;
  readonly issuer: string;
  /** When the signing certificate ends, ISO 8601 UTC. */
  readonly notAfter: string;
  /** Where what was replaced is kept. */
  readonly kept: readonly string[];
}

export async function feedKeygen(context: CommandContext, options: Options, command: Command): Promise<void> {
  const { dir } = options;
  const renewed = options.renew === undefined ? await makeKeys(options) : await renew(options, context.now());
  const made: Made = { root: join(dir, keyFiles.root), key: join(dir, keyFiles.signingKey), ...renewed };
  if (globalOptions(command).json === true) context.terminal.write(json(made));
  else context.terminal.write(options.renew === undefined ? madeText(made, dir) : renewedText(made, dir));
}

async function makeKeys({ dir, type = "rsa", issuerName, extendedKeyUsage }: Options): Promise<Renewed> {
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
  const { validTo } = new X509Certificate(chain.leaf.certificate);
  return { issuer: issuerName ?? "CN=Stopgap Feed Signing CA", notAfter: new Date(validTo).toISOString(), kept: [] };
}

async function renew({ dir, renew: what, type, issuerName, extendedKeyUsage }: Options, now: Date): Promise<Renewed> {
  if (extendedKeyUsage !== undefined || (what === "signing" && issuerName !== undefined)) {
    const option = extendedKeyUsage === undefined ? "--issuer-name" : "--extended-key-usage";
    throw new StopgapError("USAGE", `${option} does not go with --renew${what === "signing" ? "" : " issuer"}`);
  }
  return await renewKeys(dir, { what: what ?? "signing", keyType: type ?? null, issuerName: issuerName ?? null, now });
}

function madeText({ root, issuer }: Made, dir: string): string {
  return `Keys are in ${dir}; take ${keyFiles.rootKey} offline.
For the servers: trust: { roots: [${root}], issuer: ${issuer} }
Next: stopgap feed sign feed.xml signed.xml --keys ${dir}\n`;
}

function renewedText({ issuer, notAfter, kept }: Made, dir: string): string {
  return `The signing certificate in ${dir} is new, issued by ${issuer}, and ends ${notAfter.slice(0, 10)}.
Kept: ${kept.join(", ")}
Next: stopgap feed sign feed.xml signed.xml --keys ${dir}\n`;
}
