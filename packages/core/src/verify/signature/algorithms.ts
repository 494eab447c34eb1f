import type { C14nMethod } from "./canonicalize.js";

export type HashName = "sha256" | "sha384" | "sha512";

export interface SignatureMethod {
  readonly keyType: "rsa" | "ec";
  readonly hash: HashName;
}

/** The algorithms of the signature profile by their URIs; nothing else is accepted. */
export const c14nMethods: ReadonlyMap<string, C14nMethod> = new Map([
  ["http://www.w3.org/TR/2001/REC-xml-c14n-20010315", "inclusive"],
  ["http://www.w3.org/2001/10/xml-exc-c14n#", "exclusive"],
]);

export const envelopedSignature = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";

export const digestMethods: ReadonlyMap<string, HashName> = new Map([
  ["http://www.w3.org/2001/04/xmlenc#sha256", "sha256"],
  ["http://www.w3.org/2001/04/xmldsig-more#sha384", "sha384"],
  ["http://www.w3.org/2001/04/xmlenc#sha512", "sha512"],
]);

export const signatureMethods: ReadonlyMap<string, SignatureMethod> = new Map([
  ["http://www.w3.org/2001/04/xmldsig-more#rsa-sha256", { keyType: "rsa", hash: "sha256" }],
  ["http://www.w3.org/2001/04/xmldsig-more#rsa-sha384", { keyType: "rsa", hash: "sha384" }],
  ["http://www.w3.org/2001/04/xmldsig-more#rsa-sha512", { keyType: "rsa", hash: "sha512" }],
  ["http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256", { keyType: "ec", hash: "sha256" }],
  ["http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha384", { keyType: "ec", hash: "sha384" }],
  ["http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha512", { keyType: "ec", hash: "sha512" }],
]);

/** The URI of an algorithm of a table above. Throws `RangeError` where it has none. */
export function uriOf<T>(table: ReadonlyMap<string, T>, algorithm: T): string {
  const wanted = JSON.stringify(algorithm);
  for (const [uri, entry] of table) if (JSON.stringify(entry) === wanted) return uri;
  throw new RangeError("not an algorithm of the profile");
}
