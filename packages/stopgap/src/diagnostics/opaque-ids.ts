import { createHmac, randomBytes } from "node:crypto";
import { link, readFile, rm, writeFile } from "node:fs/promises";
import { StopgapError } from "@stopgap/core";

export interface OpaqueIds {
  readonly server: string;
  readonly organization: string;
}

export const diagnosticsKeyFile = (storeFile: string): string => `${storeFile}.diagnostics-key`;

const keyForm = /^[0-9a-f]{64}$/;

/**
 * Names nobody can turn back: HMAC-SHA256 with a random key that never leaves this machine. The same name gives the same id
 * as long as the key file stands. Rejects with `DIAGNOSTICS_FAILED`.
 */
export async function opaqueIds(
  storeFile: string,
  { server, organization }: { readonly server: string; readonly organization: string },
): Promise<OpaqueIds> {
  const key = await keyOf(diagnosticsKeyFile(storeFile));
  const opaque = (what: string, name: string) => createHmac("sha256", key).update(`${what}\0${name}`).digest("hex");
  return { server: opaque("server", server), organization: opaque("organization", organization) };
}

async function keyOf(file: string): Promise<Buffer> {
  const text = (await readKey(file)) ?? (await makeKey(file));
  if (!keyForm.test(text)) throw unusable(file, "is not a key of 64 hexadecimal digits");
  return Buffer.from(text, "hex");
}

async function readKey(file: string): Promise<string | null> {
  try {
    return await readFile(file, "utf8");
  } catch (cause) {
    if (codeOf(cause) === "ENOENT") return null;
    throw unusable(file, `cannot be read (${codeOf(cause)})`, cause);
  }
}

async function makeKey(file: string): Promise<string> {
  const made = randomBytes(32).toString("hex");
  const draft = `${file}.${process.pid}-${randomBytes(4).toString("hex")}`;
  try {
    await writeFile(draft, made, { mode: 0o600, flag: "wx" });
    // link fails where another process was first: then its key is the one.
    await link(draft, file);
    return made;
  } catch (cause) {
    const first = codeOf(cause) === "EEXIST" ? await readKey(file) : null;
    if (first !== null) return first;
    throw unusable(file, `cannot be written (${codeOf(cause)})`, cause);
  } finally {
    await rm(draft, { force: true });
  }
}

function codeOf(cause: unknown): string {
  return cause instanceof Error && "code" in cause ? String(cause.code) : "unknown";
}

function unusable(file: string, why: string, cause?: unknown): StopgapError {
  return new StopgapError("DIAGNOSTICS_FAILED", `${file} ${why}`, { cause });
}
