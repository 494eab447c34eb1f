import { expect, it } from "vitest";
import { edit, editBytes, signatureOf } from "../kit/edit.js";
import { plainFeed } from "../kit/feeds.js";
import { exclusive, inclusive, signAs } from "../kit/publisher.js";
import { verdict } from "../kit/server.js";

const feed = plainFeed.replace("<Value>DoNothing</Value>", "<Value>deny \ufffd &amp;foo; line\nline</Value>");
const forms = [inclusive, exclusive].map((transform) => signAs(feed, { transform, canonicalization: transform }));

it("accepts what was signed", async () => {
  for (const document of forms) expect(await verdict(document)).toBe("accepted");
});

it.each([
  ["DOCUMENT_PROCESSING_INSTRUCTION", "deny ", "<?p den?>y "],
  ["DOCUMENT_PROCESSING_INSTRUCTION", /$/, "<?p?>"],
  ["DOCUMENT_PROCESSING_INSTRUCTION", "<EOCS", "<?xml-stylesheet href='a'?><EOCS"],
  ["DOCUMENT_COMMENT", "deny ", "de<!-- -->ny "],
  ["DOCUMENT_COMMENT", "<DigestValue>", "<DigestValue><!-- -->"],
  ["DOCUMENT_COMMENT", "<SignatureValue>", "<SignatureValue><!-- -->"],
  ["DOCUMENT_CDATA", "deny ", "<![CDATA[deny]]> "],
  ["DOCUMENT_DOCTYPE", "<EOCS", "<!DOCTYPE EOCS><EOCS"],
  ["DOCUMENT_DOCTYPE", "<EOCS", '<!DOCTYPE EOCS [<!ENTITY foo "bar">]><EOCS'],
  ["DOCUMENT_DOCTYPE", "<EOCS", '<!DOCTYPE EOCS [<!ATTLIST Action extra CDATA "allow">]><EOCS'],
  ["DOCUMENT_NOT_WELL_FORMED", "&amp;foo;", "&foo;"],
  ["DOCUMENT_NAMESPACE", 'desc="deny"', 'desc="deny" xmlnsaction="allow"'],
  ["DOCUMENT_NAMESPACE", 'desc="deny"', 'desc="deny" XMLNSaction="allow"'],
  ["DOCUMENT_NOT_WELL_FORMED", /$/, "<EOCS/>"],
  ["DOCUMENT_NOT_WELL_FORMED", /$/, "allow"],
  ["DOCUMENT_NOT_WELL_FORMED", /$/, "<a ".repeat(5000)],
  ["DOCUMENT_NOT_WELL_FORMED", 'name="a"', "name=a"],
  ["DOCUMENT_ENCODING", 'encoding="utf-8"', 'encoding="iso-8859-1"'],
  ["DOCUMENT_ENCODING", 'encoding="utf-8"', 'encoding="utf-7"'],
  ["SIGNATURE_DIGEST_MISMATCH", "line\nline", "line\u2028line"],
  ["SIGNATURE_DIGEST_MISMATCH", "line\nline", "line\u0085line"],
] as const)("refuses with %s: %s to %.40s", async (code, from, to) => {
  for (const document of forms) {
    expect(await verdict(edit(document, from as string, to))).toBe(code);
  }
});

it("refuses bytes that decode to the same character with a lenient decoder", async () => {
  for (const document of forms) {
    expect(await verdict(editBytes(document, Buffer.from("\ufffd"), Uint8Array.of(0xff)))).toBe("DOCUMENT_ENCODING");
  }
});

it.each(["\u2028", "\u0085", "!", "&#65;", "=", "A"])("refuses %j in a base64 value", async (junk) => {
  for (const document of forms) {
    for (const element of ["SignatureValue", "X509Certificate"]) {
      const code = await verdict(edit(document, `</${element}>`, `${junk}</${element}>`));
      expect(code).toMatch(/^(SIGNATURE_BASE64|CERTIFICATE_MALFORMED|SIGNATURE_INVALID)$/);
    }
    expect(
      await verdict(
        edit(document, signatureOf(document), signatureOf(document).replace("<KeyInfo>", `${junk}<KeyInfo>`)),
      ),
    ).toBe("SIGNATURE_SHAPE");
  }
});
