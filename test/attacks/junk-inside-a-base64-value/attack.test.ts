import { expect, it } from "vitest";
import { edit } from "../kit/edit.js";
import { verdict } from "../kit/server.js";
import { signedForms, verdictAfter } from "../kit/signed.js";

it.each(["\u2028", "\u0085", "\u00a0", "!", "&#65;", "=", "A", "<a/>"])("%j at the end", async (junk) => {
  for (const element of ["SignatureValue", "X509Certificate", "DigestValue"]) {
    const code = await verdictAfter(`</${element}>`, `${junk}</${element}>`);
    expect(code).toMatch(/^(SIGNATURE_BASE64|SIGNATURE_SHAPE)$/);
  }
});

it("text between the elements", async () => {
  expect(await verdictAfter("<KeyInfo>", "A<KeyInfo>")).toBe("SIGNATURE_SHAPE");
});

it("bits after the last octet", async () => {
  for (const document of signedForms) {
    const [, value = ""] = /<DigestValue>([^<]*)</.exec(Buffer.from(document).toString()) ?? [];
    const last = value.at(-2) ?? "";
    const odd = value.replace(`${last}=`, `${String.fromCharCode(last.charCodeAt(0) + 1)}=`);
    expect(Buffer.from(odd, "base64")).toEqual(Buffer.from(value, "base64"));
    expect(await verdict(edit(document, value, odd))).toBe("SIGNATURE_BASE64");
  }
});
