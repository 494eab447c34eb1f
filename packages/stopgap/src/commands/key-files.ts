import { join } from "node:path";
import { StopgapError } from "@stopgap/core";
import type { CertifiedKey } from "@stopgap/core/publish";
import { readNamedFile } from "./named-files.js";

/** Names of the files `feed keygen` makes and `feed sign` reads. */
export const keyFiles = {
  root: "feed-root.pem",
  rootList: "feed-root.crl",
  rootKey: "feed-root.key.pem",
  issuer: "feed-issuer.pem",
  issuerList: "feed-issuer.crl",
  issuerKey: "feed-issuer.key.pem",
  signing: "feed-signing.pem",
  signingKey: "feed-signing.key.pem",
} as const;

/** A certificate of the folder with its key. Rejects with `FILE_UNREADABLE`. */
export async function readKeyPair(folder: string, certificate: string, key: string): Promise<CertifiedKey> {
  return { certificate: await readPem(join(folder, certificate)), key: await readPem(join(folder, key)) };
}

/** The text of a PEM file. Rejects with `FILE_UNREADABLE`. */
export async function readPem(file: string): Promise<string> {
  const text = (await readNamedFile(file)).toString("utf8");
  if (text.includes("-----BEGIN ")) return text;
  throw new StopgapError("FILE_UNREADABLE", `${file} is not a PEM file`, {
    remedy: "name the folder of feed keygen with --dir",
  });
}
