import { X509Certificate } from "node:crypto";
import { readFile } from "node:fs/promises";
import { StopgapError } from "@stopgap/core";

/** PEM text of a file that holds at least one certificate. Rejects with `CONFIGURATION_INVALID`, naming file and key. */
export async function readPemText(file: string, key: string): Promise<string> {
  const text = (await readNamed(file, key)).toString("utf8");
  certificates(text, file, key);
  return text;
}

/** DER of every certificate in the PEM files, in order. */
export async function readCertificates(files: readonly string[], key: string): Promise<readonly Uint8Array[]> {
  const found = files.map(async (file) => certificates((await readNamed(file, key)).toString("utf8"), file, key));
  return (await Promise.all(found)).flat();
}

/** DER of the certificate revocation lists in the files, each PEM or DER. */
export async function readRevocationLists(files: readonly string[], key: string): Promise<readonly Uint8Array[]> {
  const lists = files.map(async (file) => {
    const bytes = await readNamed(file, key);
    const found = blocks("X509 CRL", bytes.toString("latin1"));
    if (found.length > 0) return found;
    if (bytes[0] === 0x30) return [new Uint8Array(bytes)];
    throw invalid(key, `${file} is not a certificate revocation list`, "name a PEM or DER file of a CRL");
  });
  return (await Promise.all(lists)).flat();
}

async function readNamed(file: string, key: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? String(cause.code) : "unknown";
    const what = code === "ENOENT" ? `${file}, which does not exist` : `${file}, which cannot be read (${code})`;
    throw invalid(key, what, "put the file there or correct the path", cause);
  }
}

function certificates(text: string, file: string, key: string): readonly Uint8Array[] {
  const found = blocks("CERTIFICATE", text);
  const good = found.filter(isCertificate);
  if (found.length > 0 && good.length === found.length) return found;
  throw invalid(key, `${file}, which is not a PEM file of certificates`, "name a file with BEGIN CERTIFICATE blocks");
}

function isCertificate(der: Uint8Array): boolean {
  try {
    new X509Certificate(der);
    return true;
  } catch {
    return false;
  }
}

function blocks(label: string, text: string): Uint8Array[] {
  const form = new RegExp(`-----BEGIN ${label}-----([A-Za-z0-9+/=\\s]+)-----END ${label}-----`, "g");
  return [...text.matchAll(form)].map((block) => new Uint8Array(Buffer.from(block[1] ?? "", "base64")));
}

function invalid(key: string, what: string, remedy: string, cause?: unknown): StopgapError {
  return new StopgapError("CONFIGURATION_INVALID", `${key} names ${what}`, { remedy, details: { key }, cause });
}
