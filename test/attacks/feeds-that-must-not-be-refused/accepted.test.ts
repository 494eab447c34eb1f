import { expect, it } from "vitest";
import { signFeed } from "../../../packages/core/src/publish/index.js";
import { edit } from "../kit/edit.js";
import { plainFeed, wholePlainFeed } from "../kit/feeds.js";
import { exclusive, inclusive, publisher, signAs } from "../kit/publisher.js";
import { accept, policy, verdict } from "../kit/server.js";

const forms = [inclusive, exclusive].flatMap((transform) =>
  [inclusive, exclusive].map((canonicalization) => ({ transform, canonicalization })),
);

it.each(forms)("$transform with $canonicalization", async (form) => {
  const namespaces = '<EOCS xmlns:B="urn:b" xmlns:a="urn:z" xmlns:A="urn:a" ';
  const odd = plainFeed
    .replace("<EOCS ", namespaces)
    .replace("<Value>DoNothing", '<Value B:x="1" A:x="2" a:x="3" x="4">\u2028\u0085&#xD;\u{1F600}&quot;DoNothing');
  for (const by of [publisher(), publisher("rsa")]) {
    for (const digest of ["sha256", "sha384", "sha512"] as const) {
      for (const prefix of [undefined, "ds", "Ds"]) {
        const signed = signAs(
          odd,
          { ...form, by, digest, ...(prefix === undefined ? {} : { prefix }) },
          "\r\n</EOCS>\r\n",
        );
        const verified = await accept(signed, { policy: policy({ roots: [by.root] }) });
        expect(verified.feed.mitigations[0]?.actions[0]?.value.text).toBe('\u2028\u0085\r\u{1F600}"DoNothing');
      }
    }
  }
});

it.each(forms)("other spellings of the same document: $transform", async (form) => {
  const signed = signAs(plainFeed, form);
  const before = await accept(signed);
  for (const [from, to] of [
    ['<?xml version="1.0" encoding="utf-8"?>\n', ""],
    ['<?xml version="1.0" encoding="utf-8"?>', "\ufeff<?xml version='1.0' encoding='UTF-8' standalone='no' ?>"],
    ['serial="42"', "\n serial = '42'\t"],
    [">deny<", ">de&#110;y<"],
    ["\n", "\r\n"],
    ["<Value><entry", "<Value ><entry"],
  ] as const) {
    const other = await accept(edit(signed, from, to));
    expect(other.feed).toEqual(before.feed);
    expect(other.contentSha256).toBe(before.contentSha256);
  }
});

it("what feed sign writes, signed again, with keys of both kinds", async () => {
  for (const digest of ["sha256", "sha384", "sha512"] as const) {
    for (const by of [publisher(), publisher("rsa")]) {
      const once = signFeed(wholePlainFeed, { ...by, digest });
      const twice = signFeed(once, { ...by, digest });
      expect(await verdict(once, { policy: policy({ roots: [by.root] }) })).toBe("accepted");
      const [first, second] = [
        await accept(once, { policy: policy({ roots: [by.root] }) }),
        await accept(twice, { policy: policy({ roots: [by.root] }) }),
      ];
      expect(second.contentSha256).toBe(first.contentSha256);
    }
  }
});

it.each([
  "<KeyName>Contoso &amp; keys</KeyName>$&",
  "$&<KeyName/>",
  "<X509Data><X509IssuerSerial/><X509SKI/><X509SubjectName/></X509Data>$&",
  "$&<X509Data><X509IssuerSerial><X509IssuerName>CN=a</X509IssuerName><X509SerialNumber>1</X509SerialNumber></X509IssuerSerial></X509Data>",
])("hints beside the certificates, which are not looked at: %s", async (hints) => {
  const document = signAs(plainFeed, { keyInfo: (text) => text.replace(/^[\s\S]*$/, hints) });
  expect(await verdict(document)).toBe("accepted");
});
