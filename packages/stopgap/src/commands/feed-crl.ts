import { rename } from "node:fs/promises";
import { join } from "node:path";
import { StopgapError } from "@stopgap/core";
import { renewRevocationList } from "@stopgap/core/publish";
import type { Command } from "commander";
import { json } from "../output/json.js";
import { type CommandContext, globalOptions } from "./command-context.js";
import { keyFiles, readKeyPair, readPem } from "./key-files.js";
import { moment } from "./moment.js";
import { isThere, readNamedFile, writeNamedFile } from "./named-files.js";

interface Options {
  readonly dir: string;
  readonly of: "issuer" | "root";
  readonly until: string;
}

/** What `feed crl --json` prints. */
interface Listed {
  readonly file: string;
  /** ISO 8601 UTC. */
  readonly nextUpdate: string;
  /** Serial numbers, upper-case hex. */
  readonly revoked: readonly string[];
}

const files = {
  issuer: { certificate: keyFiles.issuer, key: keyFiles.issuerKey, list: keyFiles.issuerList },
  root: { certificate: keyFiles.root, key: keyFiles.rootKey, list: keyFiles.rootList },
} as const;

export async function feedCrl(
  { terminal, now }: CommandContext,
  certificates: readonly string[],
  { dir, of, until }: Options,
  command: Command,
): Promise<void> {
  const authority = await readKeyPair(dir, files[of].certificate, files[of].key);
  const file = join(dir, files[of].list);
  const before = (await isThere(file)) ? await readNamedFile(file) : null;
  const time = now();
  const nextUpdate = moment("--until", until, time, "future");
  if (Date.parse(nextUpdate) <= time.getTime()) {
    throw new StopgapError("USAGE", `--until ${until} is not in the future`, { remedy: "give a time to come" });
  }
  const revoked = await Promise.all(certificates.map(readPem));
  const list = renewRevocationList(authority, before, revoked, { now: time, nextUpdate: new Date(nextUpdate) });
  await writeNamedFile(`${file}.new`, list.der);
  await rename(`${file}.new`, file);
  const listed: Listed = { file, nextUpdate, revoked: list.serials };
  terminal.write(globalOptions(command).json === true ? json(listed) : text(listed));
}

function text({ file, nextUpdate, revoked }: Listed): string {
  return `${file} revokes ${revoked.length === 0 ? "nothing" : revoked.join(", ")}, and is good until ${nextUpdate.slice(0, 16)}Z.
For the servers: its path under trust.revocation.crls; mode required wants the list of every authority.\n`;
}
