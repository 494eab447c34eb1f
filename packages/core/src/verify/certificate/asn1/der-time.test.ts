import { describe, expect, it } from "vitest";
import { Asn1Error } from "./asn1-error.js";
import type { DerElement } from "./der-reader.js";
import { readGeneralizedTime, readTime } from "./der-time.js";

const element = (tag: number, text: string): DerElement => {
  const content = Uint8Array.from(Buffer.from(text, "latin1"));
  return { tag, content, bytes: content };
};

describe("a time of validity", () => {
  it.each([
    [0x17, "500101000000Z", "1950-01-01T00:00:00.000Z"],
    [0x17, "491231235959Z", "2049-12-31T23:59:59.000Z"],
    [0x18, "20500101000000Z", "2050-01-01T00:00:00.000Z"],
    [0x18, "99991231235959Z", "9999-12-31T23:59:59.000Z"],
    [0x17, "240229000000Z", "2024-02-29T00:00:00.000Z"],
  ])("%i %s is %s", (tag, text, expected) => {
    expect(readTime(element(tag, text)).toISOString()).toBe(expected);
  });

  it.each([
    [0x17, "2401010000Z"],
    [0x17, "240101000000"],
    [0x17, "240101000000+0100"],
    [0x17, "230229000000Z"],
    [0x17, "241301000000Z"],
    [0x17, "240101240000Z"],
    [0x17, "240101000060Z"],
    [0x17, "20240101000000Z"],
    [0x18, "20490101000000Z"],
    [0x18, "20500101000000.5Z"],
    [0x18, "2050010100Z"],
    [0x16, "500101000000Z"],
  ])("%i %s is none", (tag, text) => {
    expect(() => readTime(element(tag, text))).toThrow(Asn1Error);
  });
});

it("a timestamp's time has a fraction without trailing zeros", () => {
  expect(readGeneralizedTime(element(0x18, "20210915164208.621Z")).toISOString()).toBe("2021-09-15T16:42:08.621Z");
  expect(readGeneralizedTime(element(0x18, "20210915164208.5Z")).getUTCMilliseconds()).toBe(500);
  expect(() => readGeneralizedTime(element(0x18, "20210915164208.620Z"))).toThrow(Asn1Error);
  expect(() => readGeneralizedTime(element(0x18, "20210915164208.Z"))).toThrow(Asn1Error);
});
