import { createHash, createPrivateKey, type KeyObject, sign } from "node:crypto";
import { fromPem, generateSigningChain, type KeyType } from "../../../packages/core/src/publish/index.js";
import { canonicalize } from "../../../packages/core/src/verify/signature/canonicalize.js";

export const ds = "http://www.w3.org/2000/09/xmldsig#";
export const inclusive = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315";
export const exclusive = "http://www.w3.org/2001/10/xml-exc-c14n#";

/** Who signs: a key, its chain in DER (leaf, issuer), the root to pin. */
export interface Publisher {
  readonly key: KeyObject;
  readonly certificates: readonly Uint8Array[];
  readonly root: Uint8Array;
  readonly keyType: KeyType;
}

export const now = new Date("2026-11-21T18:00:00Z");

function first(certificate: string): Uint8Array {
  const [der] = fromPem("CERTIFICATE", certificate);
  if (der === undefined) throw new Error("no certificate");
  return der;
}

export function newPublisher(keyType: KeyType = "ec"): Publisher {
  const chain = generateSigningChain({ keyType, now: new Date(now.getTime() - 86_400_000) });
  return {
    key: createPrivateKey(chain.leaf.key),
    certificates: [first(chain.leaf.certificate), first(chain.issuer.certificate)],
    root: first(chain.root.certificate),
    keyType,
  };
}

const shared = new Map<KeyType, Publisher>();

/** One publisher per key type for a whole test file. */
export function publisher(keyType: KeyType = "ec"): Publisher {
  const known = shared.get(keyType) ?? newPublisher(keyType);
  shared.set(keyType, known);
  return known;
}

export interface SigningForm {
  readonly transform?: string;
  readonly canonicalization?: string;
  readonly digest?: "sha256" | "sha384" | "sha512";
  /** Prefix of the signature's elements, none by default. */
  readonly prefix?: string;
  readonly by?: Publisher;
  /** Replaces parts of `SignedInfo` before it is signed: what a hostile signer would write. */
  readonly signedInfo?: (text: string) => string;
  /** Replaces `KeyInfo`'s content. */
  readonly keyInfo?: (text: string) => string;
  /** Stands after `KeyInfo`. */
  readonly object?: string;
}

const digestUris = {
  sha256: "http://www.w3.org/2001/04/xmlenc#sha256",
  sha384: "http://www.w3.org/2001/04/xmldsig-more#sha384",
  sha512: "http://www.w3.org/2001/04/xmlenc#sha512",
};

function method(uri: string) {
  return uri === inclusive ? ("inclusive" as const) : ("exclusive" as const);
}

/** A signed document in a form of choice. `xml` is the whole text up to, and without, the root's end tag; the rest follows it. */
export function signAs(xml: string, form: SigningForm = {}, rest = "</EOCS>"): Uint8Array {
  const { transform = exclusive, canonicalization = exclusive, digest = "sha256", by = publisher() } = form;
  const prefix = form.prefix === undefined ? "" : `${form.prefix}:`;
  const root = /<EOCS[\s\S]*/.exec(xml)?.[0] ?? "";
  const rootTag = /<EOCS(?:[^>"']|"[^"]*"|'[^']*')*>/.exec(xml)?.[0] ?? "";
  const lines = (text: string): string => text.replace(/\r\n?/g, "\n");
  const content = canonicalize(lines(root) + lines(rest).trimEnd(), method(transform));
  const startTag = `<${prefix}Signature xmlns${form.prefix === undefined ? "" : `:${form.prefix}`}="${ds}">`;
  const tag = (name: string, inner: string, attributes = ""): string =>
    `<${prefix}${name}${attributes}>${inner}</${prefix}${name}>`;
  const algorithm = (name: string, uri: string): string => tag(name, "", ` Algorithm="${uri}"`);
  const kind = by.keyType === "rsa" ? "rsa" : "ecdsa";
  const written = tag(
    "SignedInfo",
    algorithm("CanonicalizationMethod", canonicalization) +
      algorithm("SignatureMethod", `http://www.w3.org/2001/04/xmldsig-more#${kind}-${digest}`) +
      tag(
        "Reference",
        tag("Transforms", algorithm("Transform", `${ds}enveloped-signature`) + algorithm("Transform", transform)) +
          algorithm("DigestMethod", digestUris[digest]) +
          tag("DigestValue", createHash(digest).update(content).digest("base64")),
        ' URI=""',
      ),
  );
  const signedInfo = form.signedInfo?.(written) ?? written;
  const toSign = Buffer.from(canonicalize(signedInfo, method(canonicalization), [lines(rootTag), startTag]));
  const value = sign(digest, toSign, by.keyType === "rsa" ? by.key : { key: by.key, dsaEncoding: "ieee-p1363" });
  const certificates = by.certificates.map((der) => tag("X509Certificate", Buffer.from(der).toString("base64")));
  const keyInfo = tag("X509Data", certificates.join(""));
  return Buffer.from(
    xml +
      startTag +
      signedInfo +
      tag("SignatureValue", value.toString("base64")) +
      tag("KeyInfo", form.keyInfo?.(keyInfo) ?? keyInfo) +
      (form.object ?? "") +
      `</${prefix}Signature>${rest}`,
  );
}
