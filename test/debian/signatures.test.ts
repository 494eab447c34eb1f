import { createPrivateKey } from "node:crypto";
import { afterAll, describe, expect, it } from "vitest";
import { fromPem, signFeed } from "../../packages/core/src/publish/index.js";
import { digestMethods, signatureMethods, uriOf } from "../../packages/core/src/verify/signature/algorithms.js";
import { plainFeed, wholePlainFeed } from "../attacks/kit/feeds.js";
import { ds, exclusive, inclusive } from "../attacks/kit/publisher.js";
import { policy, verdict } from "../attacks/kit/server.js";
import { type Bench, java, newBench, xmlsecSigns, xmlsecVerifies } from "./second-opinion.js";

const digests = ["sha256", "sha384", "sha512"] as const;

function template(c14n: string, digest: string, signature: string, indent: string): string {
  return (
    plainFeed
      .replace("<EOCS ", '<EOCS xmlns:B="urn:b" xmlns:a="urn:a" ')
      .replace("<Value>Do", '<Value B:x="&#9;" a:y="1">&#xD;Do') +
    `<ds:Signature xmlns:ds="${ds}">${indent}<ds:SignedInfo><ds:CanonicalizationMethod Algorithm="${c14n}"/>${indent}<ds:SignatureMethod Algorithm="${signature}"/>` +
    `<ds:Reference URI=""><ds:Transforms><ds:Transform Algorithm="${ds}enveloped-signature"/><ds:Transform Algorithm="${c14n}"/></ds:Transforms>` +
    `<ds:DigestMethod Algorithm="${digest}"/><ds:DigestValue/></ds:Reference></ds:SignedInfo><ds:SignatureValue/><ds:KeyInfo><ds:X509Data/></ds:KeyInfo></ds:Signature></EOCS>\n`
  );
}

describe.each(["rsa", "ec"] as const)("signatures with %s keys", (keyType) => {
  const bench: Bench = newBench(keyType);
  const der = (pem: string): Uint8Array[] => fromPem("CERTIFICATE", pem);
  const circumstances = { policy: policy({ roots: der(bench.chain.root.certificate) }), at: new Date() };
  const fresh = (text: string): string =>
    text.replace(/ issued="[^"]*" expires="[^"]*"/, ' issued="2026-01-01T00:00:00Z" expires="2099-01-01T00:00:00Z"');
  const signer = {
    key: createPrivateKey(bench.chain.leaf.key),
    certificates: [...der(bench.chain.leaf.certificate), ...der(bench.chain.issuer.certificate)],
  };
  afterAll(() => bench.remove());

  it("of feed sign verify in xmlsec1 and in Java", () => {
    const files = digests.map((digest) =>
      bench.write(`${digest}.xml`, signFeed(fresh(wholePlainFeed), { ...signer, digest })),
    );
    for (const file of files) expect(xmlsecVerifies(bench, file)).toBe(true);
    expect(java("verify", bench.path("leaf.pem"), ...files)).toBe("true\ntrue\ntrue\n");
    const changed = bench.write(
      "changed.xml",
      Buffer.from(bench.read("sha256.xml")).toString().replace("Heartbeat", "heartbeat"),
    );
    expect(xmlsecVerifies(bench, changed)).toBe(false);
    expect(java("verify", bench.path("leaf.pem"), changed)).toBe("false\n");
  });

  it.each(digests)("of xmlsec1 with %s are accepted", async (digest) => {
    for (const c14n of [inclusive, exclusive]) {
      for (const indent of ["", "\n  "]) {
        const text = template(
          c14n,
          uriOf(digestMethods, digest),
          uriOf(signatureMethods, { keyType, hash: digest }),
          indent,
        );
        const signed = xmlsecSigns(bench, fresh(text), "signed.xml");
        expect(xmlsecVerifies(bench, bench.path("signed.xml"))).toBe(true);
        expect(await verdict(signed, circumstances)).toBe("accepted");
      }
    }
  });

  it("of Java are accepted", async () => {
    const input = bench.write("input.xml", fresh(wholePlainFeed));
    for (const [c14n, digest] of [
      [inclusive, "sha256"],
      [exclusive, "sha512"],
    ] as const) {
      java(
        "sign",
        input,
        bench.path("java.xml"),
        c14n,
        uriOf(digestMethods, digest),
        uriOf(signatureMethods, { keyType, hash: digest }),
        bench.path("key.pem"),
        bench.path("leaf.pem"),
        bench.path("issuer.pem"),
      );
      expect(await verdict(bench.read("java.xml"), circumstances)).toBe("accepted");
    }
  });

  it("are never accepted where xmlsec1 refuses them, whatever byte is changed", async () => {
    const signed = Buffer.from(signFeed(fresh('<EOCS version="1"><Config id="A" desc="b"/></EOCS>'), signer));
    const text = template(
      exclusive,
      uriOf(digestMethods, "sha256"),
      uriOf(signatureMethods, { keyType, hash: "sha256" }),
      "",
    );
    const general = Buffer.from(xmlsecSigns(bench, fresh(text), "signed.xml"));
    let accepted = 0;
    for (const document of [signed, general]) {
      for (let at = 0; at < document.length; at += 1) {
        const changed = Buffer.from(document);
        changed[at] = (changed[at] ?? 0) ^ 0x04;
        if ((await verdict(changed, circumstances)) !== "accepted") continue;
        accepted += 1;
        expect(xmlsecVerifies(bench, bench.write("flipped.xml", changed))).toBe(true);
      }
    }
    expect(accepted).toBeLessThan(200);
  });
});
