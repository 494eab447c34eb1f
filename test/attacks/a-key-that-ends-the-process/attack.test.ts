import { createPublicKey, generateKeyPairSync } from "node:crypto";
import { expect, it } from "vitest";
import { bitString, objectIdentifier, sequence } from "../../../packages/core/src/publish/der.js";
import {
  basicConstraints,
  type CertificateExtension,
  extendedKeyUsage,
  issueCertificate,
} from "../../../packages/core/src/publish/index.js";
import { plainFeed } from "../kit/feeds.js";
import { now, signAs } from "../kit/publisher.js";
import { policy, verdict } from "../kit/server.js";

const { privateKey: key } = generateKeyPairSync("ec", { namedCurve: "P-256" });
const publicKey = createPublicKey(key);
const point = publicKey.export({ type: "spki", format: "der" }).subarray(-65);
const issuer = { name: "CN=Stopgap Feed Signing CA", key };
const day = 86_400_000;

/** The public key of a P-256 certificate, written out: Node aborts, and no handler helps, on the one of a single zero octet. */
function spkiOf(octets: Uint8Array): typeof publicKey {
  const der = sequence(
    sequence(objectIdentifier("1.2.840.10045.2.1"), objectIdentifier("1.2.840.10045.3.1.7")),
    bitString(octets),
  );
  return { export: () => der } as unknown as typeof publicKey;
}

function issue(subject: string, key: typeof publicKey, extensions: readonly CertificateExtension[]): Uint8Array {
  const dates = { notBefore: new Date(now.getTime() - day), notAfter: new Date(now.getTime() + day) };
  return issueCertificate({ ...dates, subject, issuer, publicKey: key, extensions });
}

const rootWith = (key: typeof publicKey): Uint8Array => issue(issuer.name, key, [basicConstraints(true)]);
const leafWith = (key: typeof publicKey): Uint8Array =>
  issue("CN=Leaf", key, [extendedKeyUsage(["1.3.6.1.5.5.7.3.3"])]);
const verdictOn = (leaf: Uint8Array, root: Uint8Array): Promise<string> =>
  verdict(signAs(plainFeed, { by: { key, certificates: [leaf], root, keyType: "ec" } }), {
    policy: policy({ roots: [root] }),
  });

it.each([
  ["the point at infinity", Uint8Array.of(0)],
  ["a hybrid point", Uint8Array.from([6 | ((point[64] ?? 0) & 1), ...point.subarray(1)])],
  ["a compressed point", Uint8Array.from([2 | ((point[64] ?? 0) & 1), ...point.subarray(1, 33)])],
  ["a point that is too long", Uint8Array.from([...point, 0])],
])("%s is refused by its form, in the signer's certificate and in a root", async (_, octets) => {
  const odd = spkiOf(octets);
  expect(await verdictOn(leafWith(publicKey), rootWith(publicKey))).toBe("accepted");
  expect(await verdictOn(leafWith(odd), rootWith(publicKey))).toBe("CERTIFICATE_KEY_WEAK");
  expect(await verdictOn(leafWith(publicKey), rootWith(odd))).toBe("CERTIFICATE_KEY_WEAK");
});
