import { expect, it } from "vitest";
import { editBytes } from "../kit/edit.js";
import { verdict } from "../kit/server.js";
import { signedForms } from "../kit/signed.js";

it.each([
  ["a byte that lenient decoders read as U+FFFD", [0xff]],
  ["an overlong sequence", [0xc0, 0xaf]],
  ["half of a surrogate pair", [0xed, 0xa0, 0x80]],
  ["a code point beyond Unicode", [0xf4, 0x90, 0x80, 0x80]],
])("%s", async (_, octets) => {
  for (const document of signedForms) {
    const changed = editBytes(document, Buffer.from("\ufffd"), Uint8Array.from(octets));
    expect(await verdict(changed)).toBe("DOCUMENT_ENCODING");
  }
});

it.each([
  ["U+FFFE", [0xef, 0xbf, 0xbe]],
  ["NUL", [0]],
  ["a control character", [0x1b]],
])("a character outside XML 1.0: %s", async (_, octets) => {
  for (const document of signedForms) {
    const changed = editBytes(document, Buffer.from("\ufffd"), Uint8Array.from(octets));
    expect(await verdict(changed)).toBe("DOCUMENT_CHARACTER");
  }
});

it("the whole document in UTF-16", async () => {
  for (const document of signedForms) {
    const utf16 = Buffer.from(`\ufeff${Buffer.from(document).toString()}`, "utf16le");
    expect(await verdict(utf16)).toBe("DOCUMENT_ENCODING");
    expect(await verdict(Buffer.from(utf16).swap16())).toBe("DOCUMENT_ENCODING");
  }
});
