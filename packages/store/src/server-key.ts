import { createPrivateKey, generateKeyPairSync, type KeyObject } from "node:crypto";
import { link, readFile, rm, writeFile } from "node:fs/promises";
import { StopgapError } from "@stopgap/core/log";

/** The server's Ed25519 key, PKCS #8 PEM beside the event log, readable by its owner only; made at first use. */
export async function serverKey(storeFile: string): Promise<KeyObject> {
  const file = keyFile(storeFile);
  const kept = await readKey(file);
  if (kept !== null) return kept;
  const { privateKey } = generateKeyPairSync("ed25519");
  const draft = `${file}.${process.pid}`;
  await writeFile(draft, privateKey.export({ type: "pkcs8", format: "pem" }), { mode: 0o600, flag: "wx" });
  try {
    // link fails where another process was first: then its key is the one.
    await link(draft, file);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
  } finally {
    await rm(draft, { force: true });
  }
  return (await readKey(file)) ?? privateKey;
}

/** The same where it was made already; null where it was not. */
export async function existingServerKey(storeFile: string): Promise<KeyObject | null> {
  return await readKey(keyFile(storeFile));
}

function keyFile(storeFile: string): string {
  return `${storeFile}.key`;
}

async function readKey(file: string): Promise<KeyObject | null> {
  const pem = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw new StopgapError("LOG_UNWRITABLE", `the server's key ${file} cannot be read (${error.code})`, {
      cause: error,
    });
  });
  if (pem === null) return null;
  try {
    const key = createPrivateKey(pem);
    if (key.asymmetricKeyType === "ed25519") return key;
  } catch {
    // said below
  }
  throw new StopgapError("LOG_DAMAGED", `${file} is not an Ed25519 private key`);
}
