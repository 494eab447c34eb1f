import { createPrivateKey, generateKeyPairSync } from "node:crypto";
import {
  basicConstraints,
  fromPem,
  generateSigningChain,
  issueCertificate,
  keyUsage,
  signFeed,
} from "../packages/core/dist/publish/index.js";

const day = 86_400_000;

/** Documents for measuring, signed by a publisher made for the run, and the trust they verify under. Needs a build. */
export function newDocuments() {
  const now = new Date();
  const chain = generateSigningChain({ keyType: "rsa", now: new Date(now.getTime() - day) });
  const signer = {
    key: createPrivateKey(chain.leaf.key),
    certificates: fromPem("CERTIFICATE", chain.leaf.certificate + chain.issuer.certificate),
  };
  const [root] = fromPem("CERTIFICATE", chain.root.certificate);
  const time = (offset) => `${new Date(now.getTime() + offset).toISOString().slice(0, 19)}Z`;
  const head = `<EOCS version="1.1.0" serial="7" issued="${time(-day)}" expires="${time(10 * day)}">`;
  const published = (bytes) => {
    let body = "";
    for (let index = 1; body.length + 6_000 < bytes; index += 1) body += config(index);
    return Buffer.from(signFeed(`${head}${body}</EOCS>`, signer));
  };
  const policy = {
    roots: [root],
    issuers: ["CN=Stopgap Feed Signing CA"],
    extendedKeyUsage: ["1.3.6.1.5.5.7.3.3"],
    timestampRoots: [root],
    revocation: { mode: "off", crls: [], fetchCrl: null },
    freshness: { requireSerial: false },
    maxBytes: 5 * 1024 * 1024,
  };
  return {
    policy,
    chain,
    /** About that many bytes in publication form. */
    published,
    /** The same with an XML declaration: another form, which is canonicalised. */
    general: (bytes) => Buffer.concat([Buffer.from('<?xml version="1.0" encoding="utf-8"?>\n'), published(bytes)]),
    ...nastyDocuments(published(7_000).toString("utf8")),
  };
}

function config(index) {
  return (
    `<Config id="M${index}" desc="Blocks &amp; logs requests, number ${index}"><AppliesTo product="Exchange2019" lowest="15.2.986.5" highest="15.2.1118.40"></AppliesTo>` +
    `<ActionList><Action id="M${index}.1" version="0" type="UrlRewrite" scope="Site" desc="Adds a rule"><Value><rewrite path="Default Web Site/owa"><rules>` +
    `<rule name="Stopgap M${index}" patternSyntax="ECMAScript" stopProcessing="true"><match url=".*"></match><conditions><add input="{REQUEST_URI}" pattern=".*autodiscover\\.json.*${index}.*"></add></conditions>` +
    `<action type="AbortRequest"></action></rule></rules></rewrite></Value></Action></ActionList></Config>`
  );
}

/** Documents made to cost: junk that the signature does not cover, in front of an authentic signature or inside it. */
function nastyDocuments(valid) {
  const into = (mark, junk) => Buffer.from(valid.replace(mark, () => junk + mark));
  const content = (junk) => into("</Config>", junk);
  const fill = (piece, bytes) => piece.repeat(Math.floor(bytes / Buffer.byteLength(piece)));
  const elements = (piece, bytes, each = 1) =>
    piece.repeat(Math.min(Math.floor(190_000 / each), Math.floor(bytes / Buffer.byteLength(piece))));
  const attributes = (count, name) => Array.from({ length: count }, (_, index) => ` ${name(index)}=""`).join("");
  const prefixes = Array.from({ length: 30 }, (_, index) => `p${index}`);
  const declared = prefixes.map((prefix) => ` xmlns:${prefix}="urn:${prefix}"`).join("");
  const used = prefixes.map((prefix) => ` ${prefix}:u=""`).join("");
  const long = "n".repeat(500);
  /** By name: a document of about that many bytes. */
  const nasty = {
    "elements as deep as may be": (bytes) => content(elements("<a>".repeat(60) + "</a>".repeat(60), bytes, 60)),
    "empty elements": (bytes) => content(elements("<a/>", bytes)),
    "elements with white space in their tags": (bytes) => content(elements("<a ></a >", bytes)),
    "tags of white space": (bytes) => content(fill(`<a${" ".repeat(2_000)}></a>`, bytes)),
    "many short attributes": (bytes) => content(elements(`<a${attributes(64, (index) => `a${index}`)}/>`, bytes)),
    "long names that differ at their end": (bytes) =>
      content(elements(`<a${attributes(64, (index) => `${long}${10 + index}`)}/>`, bytes)),
    "attributes of thirty namespaces": (bytes) => content(`<r${declared}${used}>${elements(`<a${used}/>`, bytes)}</r>`),
    "elements of thirty namespaces in turn": (bytes) =>
      content(`<r${declared}${used}>${elements(prefixes.map((p) => `<${p}:a/>`).join(""), bytes, 30)}</r>`),
    "a namespace declared on each element": (bytes) => content(elements('<a:a xmlns:a="urn:a"/>', bytes)),
    "a long namespace that each element needs": (bytes) =>
      content(`<r xmlns:b="urn:${"x".repeat(500)}">${elements("<b:a/>", bytes)}</r>`),
    "predefined references": (bytes) => content(`<a>${fill("&lt;&quot;", bytes)}</a>`),
    "character references": (bytes) => content(`<a>${fill("&#x0041;", bytes)}</a>`),
    "references in an attribute": (bytes) => content(`<a b="${fill("&#9;&gt;", bytes)}"/>`),
    "text that is escaped": (bytes) => content(`<a>${fill(">]", bytes)}</a>`),
    "an attribute that is escaped": (bytes) => content(`<a b='${fill('"', bytes)}'/>`),
    "names outside ASCII": (bytes) => content(elements(`<${"\u00e9".repeat(200)}/>`, bytes)),
    "text outside the first plane": (bytes) => content(`<a>${fill("\u{1F600}", bytes)}</a>`),
    "text of short lines": (bytes) => content(`<a>${fill("\r\n", bytes)}</a>`),
    comments: (bytes) => content(fill("<!---->", bytes)),
    "signatures without end": (bytes) =>
      content(elements('<Signature xmlns="http://www.w3.org/2000/09/xmldsig#"/>', bytes)),
    "unclosed tags": (bytes) => Buffer.from(valid + fill("<a ", bytes)),
    "white space in the signature's value": (bytes) => into("</SignatureValue>", fill(" \n", bytes)),
    "references in the signature's value": (bytes) => into("</SignatureValue>", fill("&#13;", bytes)),
    "a certificate of any length": (bytes) =>
      into("</X509Data>", `<X509Certificate>${fill("AAAA", bytes)}</X509Certificate>`),
    "elements in the signature": (bytes) => into("</X509Data>", elements("<X509SKI>AAAA</X509SKI>", bytes)),
  };
  return { nasty, nastyOnce: nastyCertificates(into) };
}

/** Documents whose size is given by what they hold: certificates and tokens have bounds of their own. */
function nastyCertificates(into) {
  const base64 = (bytes) => Buffer.from(bytes).toString("base64");
  const keys = generateKeyPairSync("rsa", { modulusLength: 4096 });
  const issue = (subject, extensions, serial) =>
    issueCertificate({
      subject,
      publicKey: keys.publicKey,
      issuer: { name: "CN=Stopgap Feed Signing CA", key: keys.privateKey },
      extensions,
      serial: Uint8Array.of(serial),
      notBefore: new Date(0),
      notAfter: new Date("2049-01-01T00:00:00Z"),
    });
  const authority = [basicConstraints(true), keyUsage(["keyCertSign"])];
  const certificates = (ders) =>
    into("</X509Data>", ders.map((der) => `<X509Certificate>${base64(der)}</X509Certificate>`).join(""));
  const token = (bytes) =>
    into(
      "</Signature>",
      `<Object Id="ts-countersig"><CounterSignature xmlns="http://schemas.microsoft.com/xmldsig/timestamp/2003" ts-format="cms-timestamp-message">${base64(bytes)}</CounterSignature></Object>`,
    );
  const pieces = (piece, count) => Buffer.concat(Array.from({ length: count }, () => Buffer.from(piece)));
  const indefinite = (tag, content) => Buffer.concat([Buffer.from([tag, 0x80]), content, Buffer.from([0, 0])]);
  const nested = (depth, content) => (depth === 0 ? content : indefinite(0x30, nested(depth - 1, content)));
  return {
    "certificates that all issued one another": certificates(
      Array.from({ length: 8 }, (_, index) => issue("CN=Stopgap Feed Signing CA", authority, index + 1)),
    ),
    "certificates with endless names": certificates(
      Array.from({ length: 8 }, (_, index) => issue(`CN=${"\ufdfa".repeat(20_000)}`, authority, index + 1)),
    ),
    "a token in tiny pieces": token(indefinite(0x30, indefinite(0x24, pieces([0x04, 0x00], 32_000)))),
    "a token of nested indefinite lengths": token(nested(22, pieces([0x05, 0x00], 31_000))),
  };
}
