import { expect, it } from "vitest";
import { der, sequence, unsigned } from "../../../packages/core/src/publish/der.js";
import { edit } from "../kit/edit.js";
import { plainFeed } from "../kit/feeds.js";
import { publisher, signAs } from "../kit/publisher.js";
import { policy, verdict } from "../kit/server.js";

const order = Buffer.from("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", "hex");
const zero = Buffer.alloc(32);
const one = Buffer.concat([Buffer.alloc(31), Uint8Array.of(1)]);

/** What a server says of a good feed whose value of the signature was written otherwise. */
async function verdictOnValue(keyType: "rsa" | "ec", rewrite: (value: Buffer) => Uint8Array): Promise<string> {
  const by = publisher(keyType);
  const signed = signAs(plainFeed, { by });
  const [, value = ""] = /<SignatureValue>([^<]*)</.exec(Buffer.from(signed).toString()) ?? [];
  const other = Buffer.from(rewrite(Buffer.from(value, "base64"))).toString("base64");
  return verdict(edit(signed, value, other), { policy: policy({ roots: [by.root] }) });
}

it.each<[string, (value: Buffer) => Uint8Array]>([
  ["DER", (value) => sequence(unsigned(value.subarray(0, 32)), unsigned(value.subarray(32)))],
  ["DER of nothing", () => der(0x30)],
  ["zero and zero", () => Buffer.concat([zero, zero])],
  ["one and zero", () => Buffer.concat([one, zero])],
  ["the order twice", () => Buffer.concat([order, order])],
  ["one octet more", (value) => Buffer.concat([value, Uint8Array.of(0)])],
  ["one octet less", (value) => value.subarray(1)],
  ["r and s exchanged", (value) => Buffer.concat([value.subarray(32), value.subarray(0, 32)])],
])("ECDSA: %s", async (_, rewrite) => {
  expect(await verdictOnValue("ec", rewrite)).toBe("SIGNATURE_INVALID");
});

it.each<[string, (value: Buffer) => Uint8Array]>([
  ["zero", (value) => Buffer.alloc(value.length)],
  ["one", (value) => Buffer.concat([Buffer.alloc(value.length - 1), Uint8Array.of(1)])],
  ["one octet more", (value) => Buffer.concat([value, Uint8Array.of(0)])],
  ["a zero before it", (value) => Buffer.concat([Uint8Array.of(0), value])],
])("RSA: %s", async (_, rewrite) => {
  expect(await verdictOnValue("rsa", rewrite)).toBe("SIGNATURE_INVALID");
});
