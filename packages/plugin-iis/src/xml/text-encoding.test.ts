import { describe, expect, it } from "vitest";
import { decodeText, EncodingRefused, encodeText } from "./text-encoding.js";

const highBytes = Uint8Array.from({ length: 128 }, (_none, index) => index + 128);
const declared = (label: string) =>
  Buffer.concat([Buffer.from(`<?xml version="1.0" encoding="${label}"?><a>`), highBytes, Buffer.from("</a>")]);

describe("decodeText", () => {
  it.each([
    ["ISO-8859-1", "é", 0xe9],
    ["windows-1252", "é", 0xe9],
    ["Windows-1251", "я", 0xff],
    ["windows-1253", "ω", 0xf9],
    ["iso-8859-15", "€", 0xa4],
    ["koi8-r", "а", 0xc1],
  ])("reads %s as its characters and writes every byte back", (label, character, byte) => {
    const { text, encoding } = decodeText(declared(label));
    expect(text.at(byte - 128 - 128 - "</a>".length)).toBe(character);
    expect(Buffer.from(encodeText(text, encoding))).toEqual(declared(label));
  });

  it.each(["us-ascii", "gb2312", "shift_jis", "Big5", "iso-8859-8"])("writes every byte of %s back", (label) => {
    const { text, encoding } = decodeText(declared(label));
    expect(Buffer.from(encodeText(text, encoding))).toEqual(declared(label));
  });

  it.each([
    ["bytes that are no UTF-8", declared("utf-8")],
    ["an encoding that nobody knows", declared("iso-8859-12")],
    ["UTF-32", Buffer.from([0xff, 0xfe, 0, 0])],
    ["half a character of UTF-16", Buffer.from([0xff, 0xfe, 0x3c])],
  ])("refuses %s", (_what, bytes) => {
    expect(() => decodeText(bytes)).toThrow(EncodingRefused);
  });
});
