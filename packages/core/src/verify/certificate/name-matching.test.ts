import { describe, expect, it } from "vitest";
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
