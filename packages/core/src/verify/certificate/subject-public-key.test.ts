import { generateKeyPairSync } from "node:crypto";
import { expect, it } from "vitest";
import { bitString, der, integer, nothing, objectIdentifier, octetString, sequence } from "../../publish/der.js";
import { readWhole, TAG } from "./asn1/der-reader.js";
import { readSubjectPublicKey, type SubjectPublicKey } from "./subject-public-key.js";

const jwk = generateKeyPairSync("rsa", { modulusLength: 2048 }).publicKey.export({ format: "jwk" });
const modulus = Buffer.from(jwk.n ?? "", "base64url");
const even = Buffer.from(modulus);
even[255] = (even[255] ?? 0) & 0xfe;

function rsaKey(n: Uint8Array, e: Uint8Array, parameters: Uint8Array = nothing()): SubjectPublicKey {
  const key = sequence(der(0x02, n), der(0x02, e));
  const spki = sequence(sequence(objectIdentifier("1.2.840.113549.1.1.1"), parameters), bitString(key));
  return readSubjectPublicKey(readWhole(spki, TAG.sequence));
}

const positive = (digits: Uint8Array): Uint8Array => Uint8Array.from([0, ...digits]);
const f4 = integer(65_537).subarray(2);

it("an RSA key as it should be", () => {
  expect(rsaKey(positive(modulus), f4)).toMatchObject({ accepted: true, text: "RSA 2048" });
});

it.each([
  ["an exponent of 1", positive(modulus), Uint8Array.of(1), /exponent 1$/],
  ["an even exponent", positive(modulus), Uint8Array.of(2), /exponent 2$/],
  ["an exponent above 2^32", positive(modulus), Uint8Array.of(1, 0, 0, 0, 1), /exponent 4294967297$/],
  ["a negative exponent", positive(modulus), Uint8Array.of(0xfd), /none of RSA/],
  ["a negative modulus", modulus, f4, /none of RSA/],
  ["an even modulus", positive(even), f4, /none of RSA/],
  ["8,200 bits", positive(new Uint8Array(1025).fill(0xff)), f4, /more than 8192/],
])("refuses %s", (_, n, e, why) => {
  expect(rsaKey(n, e)).toEqual({ accepted: false, why: expect.stringMatching(why) });
});

it("refuses numbers and parameters that are not DER's", () => {
  expect(() => rsaKey(Uint8Array.from([0, 0, ...modulus]), f4)).toThrow(/not minimal/);
  expect(rsaKey(positive(modulus), f4, octetString(Uint8Array.of()))).toMatchObject({ accepted: false });
});
