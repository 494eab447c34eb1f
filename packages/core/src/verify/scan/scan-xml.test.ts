import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { StopgapError } from "../../errors/stopgap-error.js";
import { scanXml } from "./scan-xml.js";

function verdict(document: string | Uint8Array): string {
  try {
    scanXml(typeof document === "string" ? Buffer.from(document) : document);
    return "accepted";
  } catch (error) {
    if (error instanceof StopgapError && error.stage === "verify") return error.code;
    throw error;
  }
}

describe("scanXml", () => {
  it.each([
    ["<EOCS/>"],
    ["\ufeff<EOCS/>"],
    ['<?xml version="1.0" encoding="UTF-8"?>\r\n<EOCS></EOCS>\n'],
    ["<?xml version='1.0' standalone='yes'?><EOCS/>"],
    ["<EOCS a = '\"' b=\"'\" >]] > \u0085\u2028 &lt;&#x10FFFF;&#9;</EOCS >"],
    ['<EOCS xmlns:Aa="urn:a" Aa:x="1" x="2"><Aa:é·-.x/></EOCS>'],
    ["<EOCS>\u{10000}\ud7ff\ue000\ufffd\u007f</EOCS>"],
  ])("accepts %j", (document) => {
    expect(verdict(document)).toBe("accepted");
  });

  it.each([
    ["DOCUMENT_TRUNCATED", ""],
    ["DOCUMENT_TRUNCATED", "<EOCS>"],
    ["DOCUMENT_TRUNCATED", "<EOCS><a></a"],
    ["DOCUMENT_TRUNCATED", "<EOCS a='"],
    ["DOCUMENT_TRUNCATED", "<EOCS>&am"],
    ["DOCUMENT_TRUNCATED", "<EOCS>&#12"],
    ["DOCUMENT_TRUNCATED", "<?xml version='1.0'"],
    ["DOCUMENT_TRUNCATED", new Uint8Array([0x3c, 0x61, 0x3e, 0xe2, 0x82])],
    ["DOCUMENT_ENCODING", new Uint8Array([0x3c, 0x61, 0x3e, 0xff, 0x3c])],
    ["DOCUMENT_ENCODING", new Uint8Array([0x3c, 0x61, 0x3e, 0xed, 0xa0, 0x80, 0x3c])],
    ["DOCUMENT_ENCODING", Buffer.from("\ufeff<EOCS/>", "utf16le")],
    ["DOCUMENT_ENCODING", '<?xml version="1.0" encoding="iso-8859-1"?><EOCS/>'],
    ["DOCUMENT_NOT_WELL_FORMED", '<?xml version="1.1"?><EOCS/>'],
    ["DOCUMENT_NOT_WELL_FORMED", "<?xml encoding='utf-8'?><EOCS/>"],
    ["DOCUMENT_PROCESSING_INSTRUCTION", " <?xml version='1.0'?><EOCS/>"],
    ["DOCUMENT_PROCESSING_INSTRUCTION", "<?xml-stylesheet href='a'?><EOCS/>"],
    ["DOCUMENT_PROCESSING_INSTRUCTION", "<EOCS><?p den?>y</EOCS>"],
    ["DOCUMENT_PROCESSING_INSTRUCTION", "<EOCS/><?p?>"],
    ["DOCUMENT_DOCTYPE", "<!DOCTYPE EOCS><EOCS/>"],
    ["DOCUMENT_DOCTYPE", "<!DOCTYPE EOCS [<!ENTITY a 'b'>]><EOCS>&a;</EOCS>"],
    ["DOCUMENT_COMMENT", "<!-- a --><EOCS/>"],
    ["DOCUMENT_COMMENT", "<EOCS/><!-- a -->"],
    ["DOCUMENT_CDATA", "<EOCS><![CDATA[a]]></EOCS>"],
    ["DOCUMENT_CHARACTER", "<EOCS>\u0000</EOCS>"],
    ["DOCUMENT_CHARACTER", "<EOCS a='\u0001'/>"],
    ["DOCUMENT_CHARACTER", "<EOCS>\ufffe</EOCS>"],
    ["DOCUMENT_CHARACTER", "<EOCS a='\uffff'/>"],
    ["DOCUMENT_CHARACTER", "<EOCS>&#0;</EOCS>"],
    ["DOCUMENT_CHARACTER", "<EOCS>&#xD800;</EOCS>"],
    ["DOCUMENT_CHARACTER", "<EOCS>&#x110000;</EOCS>"],
    ["DOCUMENT_CHARACTER", "<EOCS>&#99999999999999999999;</EOCS>"],
    ["DOCUMENT_NOT_WELL_FORMED", "{}"],
    ["DOCUMENT_NOT_WELL_FORMED", "<EOCS/><EOCS/>"],
    ["DOCUMENT_NOT_WELL_FORMED", "<EOCS/>text"],
    ["DOCUMENT_NOT_WELL_FORMED", "<EOCS></EOC></EOCS>"],
    ["DOCUMENT_NOT_WELL_FORMED", "<EOCS></EOCSx>"],
    ["DOCUMENT_NOT_WELL_FORMED", "<EOCS a=b></EOCS>"],
    ["DOCUMENT_NOT_WELL_FORMED", "<EOCS a></EOCS>"],
    ["DOCUMENT_NOT_WELL_FORMED", "<EOCS a='1'b='2'/>"],
    ["DOCUMENT_NOT_WELL_FORMED", "<EOCS a='1' a='2'/>"],
    ["DOCUMENT_NOT_WELL_FORMED", "<EOCS a='<'/>"],
    ["DOCUMENT_NOT_WELL_FORMED", "<EOCS>]]></EOCS>"],
    ["DOCUMENT_NOT_WELL_FORMED", "<EOCS>&nbsp;</EOCS>"],
    ["DOCUMENT_NOT_WELL_FORMED", "<EOCS>& a</EOCS>"],
    ["DOCUMENT_NOT_WELL_FORMED", "<EOCS>&#X41;</EOCS>"],
    ["DOCUMENT_NOT_WELL_FORMED", "<EOCS>&#x;</EOCS>"],
    ["DOCUMENT_NOT_WELL_FORMED", "< EOCS/>"],
    ["DOCUMENT_NOT_WELL_FORMED", "<1/>"],
    ["DOCUMENT_NOT_WELL_FORMED", "<EOCS / >"],
    ["DOCUMENT_NOT_WELL_FORMED", "<a:b:c xmlns:a='urn:a'/>"],
    ["DOCUMENT_NOT_WELL_FORMED", "<EOCS xmlns:a='urn:a' xmlns:b='urn:a' a:x='1' b:x='2'/>"],
    ["DOCUMENT_NAMESPACE", "<EOCS><a:b/></EOCS>"],
    ["DOCUMENT_NAMESPACE", "<EOCS a:b='1'/>"],
    ["DOCUMENT_NAMESPACE", "<EOCS xmlns:a=''/>"],
    ["DOCUMENT_NAMESPACE", "<EOCS xmlns:xml='urn:a'/>"],
    ["DOCUMENT_NAMESPACE", "<EOCS xmlns:xmlns='urn:a'/>"],
    ["DOCUMENT_NAMESPACE", "<EOCS xmlns='relative/path'/>"],
    ["DOCUMENT_NAMESPACE", "<EOCS xmlnsaction='allow'/>"],
    ["DOCUMENT_NAMESPACE", "<EOCS XMLNS='urn:a'/>"],
    ["DOCUMENT_TOO_DEEP", "<EOCS>".repeat(65)],
    ["DOCUMENT_TOO_COMPLEX", `<EOCS ${Array.from({ length: 65 }, (_, index) => `a${index}='1'`).join(" ")}/>`],
    ["DOCUMENT_TOO_COMPLEX", `<${"a".repeat(600)}/>`],
    ["DOCUMENT_TOO_COMPLEX", `<EOCS>${"<a/>".repeat(200_000)}</EOCS>`],
    [
      "DOCUMENT_TOO_COMPLEX",
      `<EOCS ${Array.from({ length: 33 }, (_, index) => `xmlns:a${index}='urn:a'`).join(" ")}/>`,
    ],
  ])("refuses with %s: %.60j", (code, document) => {
    expect(verdict(document)).toBe(code);
  });

  it("finds signatures, the last child and namespaces nothing uses", () => {
    const text =
      '<EOCS xmlns:u="urn:u"><a/><Signature/><s:Signature xmlns:s="http://www.w3.org/2000/09/xmldsig#"></s:Signature></EOCS>';
    const scanned = scanXml(Buffer.from(text));
    const start = text.indexOf("<s:");
    expect(scanned.signatures).toEqual([{ start, end: text.indexOf("</EOCS>"), depth: 1 }]);
    expect(scanned.lastChild).toBe(start);
    expect(scanned.unusedNamespaces).toEqual([text.indexOf("xmlns:u")]);
    expect(scanned.root).toMatchObject({ start: 0, end: text.length, startTagEnd: text.indexOf("<a/>"), name: "EOCS" });
  });

  it("ends with a verdict on any bytes, and refuses every prefix of a document", () => {
    const pieces = [
      "<EOCS>",
      "</EOCS>",
      "<a b='",
      "'>",
      "&lt;",
      "&#",
      "]]>",
      "<!",
      "<?",
      "é",
      "\ufffe",
      ">",
      "/",
      " ",
      "x:",
    ];
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.constantFrom(...pieces), fc.string({ unit: "binary" })), { maxLength: 12 }),
        (parts) => {
          expect(verdict(parts.join(""))).toMatch(/^(accepted|DOCUMENT_[A-Z_]+)$/);
        },
      ),
    );
    const whole = Buffer.from('<?xml version="1.0"?><EOCS é="&lt;ü"><a:b xmlns:a="urn:a">&#x41;</a:b></EOCS>');
    expect(verdict(whole)).toBe("accepted");
    for (let length = 0; length < whole.length; length += 1) {
      expect(verdict(whole.subarray(0, length))).toMatch(/^DOCUMENT_/);
    }
  });
});
