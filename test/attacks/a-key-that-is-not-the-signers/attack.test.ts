import { createPublicKey, generateKeyPairSync } from "node:crypto";
import { expect, it } from "vitest";
import {
  basicConstraints,
  extendedKeyUsage,
  issueCertificate,
  keyUsage,
  subjectKeyIdentifier,
} from "../../../packages/core/src/publish/index.js";
import { plainFeed } from "../kit/feeds.js";
import { newPublisher, now, type Publisher, publisher, signAs } from "../kit/publisher.js";
import { policy, verdict } from "../kit/server.js";

const year = 365 * 86_400_000;

/** A root that signs feeds' leaves directly, with a leaf key of choice. */
function publisherWith(
  leaf: { readonly privateKey: Publisher["key"]; readonly publicKey: Publisher["key"] },
  keyType: "rsa" | "ec",
): Publisher {
  const { privateKey: key } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const publicKey = createPublicKey(key);
  const dates = { notBefore: new Date(now.getTime() - year), notAfter: new Date(now.getTime() + year) };
  const issuer = { name: "CN=Stopgap Feed Signing CA", key };
  const root = issueCertificate({
    ...dates,
    subject: issuer.name,
    issuer,
    publicKey,
    extensions: [basicConstraints(true), keyUsage(["keyCertSign"]), subjectKeyIdentifier(publicKey)],
  });
  const certificate = issueCertificate({
    ...dates,
    subject: "CN=Leaf",
    issuer,
    publicKey: leaf.publicKey,
    extensions: [basicConstraints(false), keyUsage(["digitalSignature"]), extendedKeyUsage(["1.3.6.1.5.5.7.3.3"])],
  });
  return { key: leaf.privateKey, certificates: [certificate], root, keyType };
}

async function verdictOn(by: Publisher): Promise<string> {
  return verdict(signAs(plainFeed, { by }), { policy: policy({ roots: [by.root] }) });
}

it("accepts RSA from 2048 bits and the three curves", async () => {
  expect(await verdictOn(publisherWith(generateKeyPairSync("rsa", { modulusLength: 2048 }), "rsa"))).toBe("accepted");
  for (const namedCurve of ["P-256", "P-384", "P-521"]) {
    expect(await verdictOn(publisherWith(generateKeyPairSync("ec", { namedCurve }), "ec"))).toBe("accepted");
  }
});

it("refuses RSA of 1024 bits, another curve, and a key of the other kind", async () => {
  expect(await verdictOn(publisherWith(generateKeyPairSync("rsa", { modulusLength: 1024 }), "rsa"))).toBe(
    "CERTIFICATE_KEY_WEAK",
  );
  expect(await verdictOn(publisherWith(generateKeyPairSync("ec", { namedCurve: "secp256k1" }), "ec"))).toBe(
    "CERTIFICATE_KEY_WEAK",
  );
  const signed = signAs(plainFeed, { signedInfo: (text) => text.replace("#ecdsa-sha256", "#rsa-sha256") });
  expect(await verdict(signed)).toBe("SIGNATURE_KEY_MISMATCH");
});

it("never takes the key from a KeyValue, wherever it stands", async () => {
  const stranger = newPublisher("rsa");
  const jwk = stranger.key.export({ format: "jwk" });
  const base64 = (text = ""): string => Buffer.from(text, "base64url").toString("base64");
  const keyValue = `<KeyValue><RSAKeyValue><Modulus>${base64(jwk.n)}</Modulus><Exponent>${base64(jwk.e)}</Exponent></RSAKeyValue></KeyValue>`;
  for (const keyInfo of [(own: string) => keyValue + own, (own: string) => own + keyValue]) {
    expect(await verdict(signAs(plainFeed, { keyInfo }))).toBe("accepted");
    const impostor = signAs(plainFeed, { by: { ...stranger, certificates: publisher().certificates }, keyInfo });
    expect(await verdict(impostor)).toBe("SIGNATURE_KEY_MISMATCH");
  }
  expect(await verdict(signAs(plainFeed, { by: stranger, keyInfo: () => keyValue }))).toBe("CERTIFICATE_MISSING");
});

it("accepts the certificate's text as Java and others wrap it", async () => {
  const wrap = (text: string): string => text.replace(/([A-Za-z0-9+/=]{76})/g, "$1&#13;\n");
  expect(await verdict(signAs(plainFeed, { keyInfo: wrap }))).toBe("accepted");
});
