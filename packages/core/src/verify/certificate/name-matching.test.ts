import { describe, expect, it } from "vitest";
import { der, objectIdentifier, sequence, set } from "../../publish/der.js";
import { Asn1Error } from "./asn1/asn1-error.js";
import { readWhole, TAG } from "./asn1/der-reader.js";
import { readName } from "./distinguished-name.js";
import { matchesSubtree } from "./name-matching.js";

const names = (form: "dns" | "email" | "uri", name: string, base: string): [boolean, boolean] => [
  matchesSubtree({ form, text: name }, { form, text: base }, "permitted"),
  matchesSubtree({ form, text: name }, { form, text: base }, "excluded"),
];

describe("inside", () => {
  it.each([
    ["dns", "contoso.example", "contoso.example"],
    ["dns", "a.B.contoso.example", "Contoso.example"],
    ["dns", "anything.example", ""],
    ["email", "a@contoso.example", "contoso.example"],
    ["email", "a@mail.contoso.example", ".contoso.example"],
    ["email", "a@contoso.example", "a@Contoso.example"],
    ["uri", "https://www.contoso.example:8443/x", "www.contoso.example"],
    ["uri", "https://user@www.contoso.example", ".contoso.example"],
  ] as const)("%s %s of %s", (form, name, base) => {
    expect(names(form, name, base)).toEqual([true, true]);
  });
});

describe("outside", () => {
  it.each([
    ["dns", "evilcontoso.example", "contoso.example"],
    ["dns", "contoso.example.evil", "contoso.example"],
    ["email", "a@mail.contoso.example", "contoso.example"],
    ["email", "a@contoso.example", ".contoso.example"],
    ["email", "b@contoso.example", "a@contoso.example"],
    ["uri", "https://contoso.example/", ".contoso.example"],
    ["uri", "https://evil.example/www.contoso.example", "www.contoso.example"],
  ] as const)("%s %s of %s", (form, name, base) => {
    expect(names(form, name, base)).toEqual([false, false]);
  });
});

describe("unclear: not permitted, and excluded", () => {
  it.each([
    ["dns", "*.contoso.example", "contoso.example"],
    ["dns", "contoso.example\0.evil", "contoso.example"],
    ["dns", "contoso.example.", "contoso.example"],
    ["email", "contoso.example", "contoso.example"],
    ["email", "a@evil.example@contoso.example", "contoso.example"],
    ["email", '"a@b"@contoso.example', "contoso.example"],
    ["uri", "mailto:a@contoso.example", "contoso.example"],
    ["uri", "https://10.0.0.1/", "contoso.example"],
    ["uri", "https://[::1]/", "contoso.example"],
    ["uri", "https://evil.example\\@contoso.example/", "contoso.example"],
  ] as const)("%s %j of %s", (form, name, base) => {
    expect(names(form, name, base)).toEqual([false, true]);
  });
});

it("addresses by prefix", () => {
  const base = { form: "ip", bytes: Uint8Array.of(10, 1, 0, 0, 255, 255, 0, 0) } as const;
  expect(matchesSubtree({ form: "ip", bytes: Uint8Array.of(10, 1, 2, 3) }, base, "permitted")).toBe(true);
  expect(matchesSubtree({ form: "ip", bytes: Uint8Array.of(10, 2, 2, 3) }, base, "excluded")).toBe(false);
  expect(matchesSubtree({ form: "ip", bytes: Uint8Array.of(10, 1) }, base, "excluded")).toBe(true);
});

describe("directory names", () => {
  const named = (...attributes: readonly Uint8Array[]) =>
    ({ form: "directory", name: readName(readWhole(sequence(set(...attributes)), TAG.sequence)) }) as const;
  const attribute = (tag: number, value: Uint8Array) => sequence(objectIdentifier("2.5.4.10"), der(tag, value));
  const organization = (tag: number, value: Uint8Array) => named(attribute(tag, value));
  const base = organization(0x0c, Buffer.from("Contoso"));

  it.each([
    ["PrintableString", 0x13, Buffer.from("CONTOSO ")],
    ["BMPString", 0x1e, Buffer.from("Contoso", "utf16le").swap16()],
    ["UniversalString", 0x1c, Buffer.from("Contoso", "utf16le").swap16().toString("latin1").replace(/../gs, "\0\0$&")],
    ["what is not seen", 0x0c, Buffer.from("Con\u00ad\u200btoso\u0001")],
  ] as const)("are the same however they are written: %s", (_, tag, value) => {
    const name = organization(tag, typeof value === "string" ? Buffer.from(value, "latin1") : value);
    expect(matchesSubtree(name, base, "permitted")).toBe(true);
  });

  it("that cannot be compared are not permitted, and excluded", () => {
    const name = organization(0x03, Buffer.from("\0Fabrikam"));
    expect([matchesSubtree(name, base, "permitted"), matchesSubtree(name, base, "excluded")]).toEqual([false, true]);
  });

  it("of values that are no strings, or of an attribute twice, are malformed", () => {
    for (const tag of [0x02, 0x04, 0x05, 0x2c, 0x30, 0x8c]) {
      expect(() => organization(tag, Buffer.from("Contoso"))).toThrow(Asn1Error);
    }
    const twice = attribute(0x0c, Buffer.from("Contoso"));
    expect(() => named(twice, twice)).toThrow(Asn1Error);
  });
});
