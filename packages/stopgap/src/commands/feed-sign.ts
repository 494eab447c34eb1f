import { createHash, createPrivateKey, type KeyObject } from "node:crypto";
import { join } from "node:path";
import { StopgapError } from "@stopgap/core";
import { fromPem, signFeed } from "@stopgap/core/publish";
import type { Command } from "commander";
import { json } from "../output/json.js";
import { type CommandContext, globalOptions } from "./command-context.js";
import { keyFiles } from "./key-files.js";
import { readNamedFile, writeNamedFile } from "./named-files.js";

interface Options {
  readonly keys: string;
  readonly key?: string;
  readonly certificates?: string;
}

export async function feedSign(
  { terminal }: CommandContext,
  source: string,
  target: string,
  options: Options,
  command: Command,
): Promise<void> {
  const keyFile = options.key ?? join(options.keys, keyFiles.signingKey);
  const chainFile = options.certificates ?? join(options.keys, keyFiles.signing);
  const key = privateKey(await readNamedFile(keyFile), keyFile);
  const certificates = fromPem("CERTIFICATE", (await readNamedFile(chainFile)).toString("utf8"));
  const signed = signFeed(await readNamedFile(source), { key, certificates });
  await writeNamedFile(target, signed);
  const made = { file: target, bytes: signed.length, sha256: createHash("sha256").update(signed).digest("hex") };
  if (globalOptions(command).json === true) terminal.write(json(made));
  else terminal.write(`${target} is signed: ${made.bytes} bytes, SHA-256 ${made.sha256}\n`);
}

function privateKey(pem: Buffer, file: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch (cause) {
    const remedy = "name a PEM private key without a passphrase";
    throw new StopgapError("FILE_UNREADABLE", `${file} is not a private key`, { cause, remedy });
  }
}
