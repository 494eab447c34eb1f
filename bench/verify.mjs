// Documents verified per second against xml-crypto as in its README, xmlsec1 where it is installed, and the limit (SHA-256 and
// an RSA verification in plain Node), interleaved in one run. `node bench/verify.mjs [--rounds N]`, on a build.
import { execFileSync, spawnSync } from "node:child_process";
import { createHash, createPublicKey, createSign, createVerify, verify } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { verifyFeed } from "../packages/core/dist/index.js";
import { scanXml } from "../packages/core/dist/verify/scan/scan-xml.js";
import { checkDigest } from "../packages/core/dist/verify/signature/check-digest.js";
import { checkSignedInfo } from "../packages/core/dist/verify/signature/check-signed-info.js";
import { locateSignature } from "../packages/core/dist/verify/signature/locate-signature.js";
import { newDocuments } from "./documents.mjs";

const { SignedXml } = createRequire(new URL("../packages/core/package.json", import.meta.url))("xml-crypto");
const { values } = parseArgs({ options: { rounds: { type: "string" } } });
const rounds = Number(values.rounds ?? 5);
const documents = newDocuments();
const { policy, chain } = documents;
const leafKey = createPublicKey(chain.leaf.certificate);
const folder = mkdtempSync(join(tmpdir(), "stopgap-bench-"));
const hasXmlsec = spawnSync("xmlsec1", ["--version"]).status === 0;

/** Milliseconds of one call, over as many as fill the time. */
async function time(work, milliseconds) {
  const begin = performance.now();
  let calls = 0;
  do {
    await work();
    calls += 1;
  } while (performance.now() - begin < milliseconds);
  return (performance.now() - begin) / calls;
}

const fetched = (bytes) => {
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  return { url: "file:", bytes, sha256, notModified: false, validators: { etag: null, lastModified: null } };
};

/** Scan, signature and digest with a key that is known: what the other programs do. */
async function signature(bytes) {
  const scanned = scanXml(bytes);
  const located = locateSignature(scanned);
  await checkDigest({ scanned, located, signedInfo: checkSignedInfo(located, leafKey), key: leafKey });
}

async function everything(document) {
  await verifyFeed(document, policy, { now: new Date(), accepted: null });
}

function limit(bytes) {
  const signed = Buffer.from("SignedInfo".repeat(80));
  const value = createSign("sha256").update(signed).sign(chain.leaf.key);
  return () => {
    createHash("sha256").update(bytes).digest();
    if (!createVerify("sha256").update(signed).verify(leafKey, value)) throw new Error("not verified");
  };
}

function xmlCrypto(bytes) {
  const xml = bytes.toString("utf8");
  const [element] = /<Signature[\s\S]*<\/Signature>/.exec(xml);
  return () => {
    const signed = new SignedXml({ publicCert: chain.leaf.certificate });
    signed.loadSignature(element);
    if (!signed.checkSignature(xml)) throw new Error("xml-crypto refuses it");
  };
}

/** In process time: what many files take less what one takes. */
function xmlsec(bytes, name, files) {
  const file = join(folder, `${name}.xml`);
  const root = join(folder, "root.pem");
  writeFileSync(file, bytes);
  writeFileSync(root, chain.root.certificate);
  const run = (count) => {
    const begin = performance.now();
    execFileSync(
      "xmlsec1",
      ["--verify", "--enabled-key-data", "x509", "--trusted-pem", root, ...Array.from({ length: count }, () => file)],
      { stdio: "ignore" },
    );
    return performance.now() - begin;
  };
  return () => Math.max(0.01, (run(files + 1) - run(1)) / files);
}

const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];

try {
  if (!verify("sha256", Buffer.from("a"), leafKey, createSign("sha256").update("a").sign(chain.leaf.key))) {
    throw new Error("no key");
  }
  for (const [name, size] of [
    ["7 KB", 7_000],
    ["100 KB", 100_000],
    ["5 MB", 5_000_000],
  ]) {
    const published = documents.published(size);
    /** @type {Map<string, () => unknown>} */
    const contenders = new Map([
      ["limit", limit(published)],
      ["publication form, signature", () => signature(published)],
      ["publication form, everything", () => everything(fetched(published))],
    ]);
    if (size < 1_000_000) {
      const general = documents.general(size);
      contenders.set("general path, signature", () => signature(general));
      contenders.set("general path, everything", () => everything(fetched(general)));
      contenders.set("xml-crypto, signature", xmlCrypto(general));
    }
    const xmlsecTime = hasXmlsec ? xmlsec(published, name.replace(" ", "-"), size < 1_000_000 ? 50 : 3) : null;
    const times = new Map([...contenders.keys()].map((contender) => [contender, []]));
    const ofXmlsec = [];
    for (let round = 0; round <= rounds; round += 1) {
      for (const [contender, work] of contenders) {
        const taken = await time(work, 200);
        // The first round warms up.
        if (round > 0) times.get(contender).push(taken);
      }
      if (xmlsecTime !== null && round > 0) ofXmlsec.push(xmlsecTime());
    }
    if (xmlsecTime !== null) times.set("xmlsec1, signature", ofXmlsec);
    const limitTime = median(times.get("limit"));
    const other = times.has("xml-crypto, signature") ? median(times.get("xml-crypto, signature")) : null;
    console.log(`${name} (${published.length} bytes)`);
    for (const [contender, taken] of times) {
      const one = median(taken);
      const against = other === null ? "" : `  ${(other / one).toFixed(1).padStart(7)} x xml-crypto`;
      const rate = (1000 / one).toFixed(one > 100 ? 1 : 0).padStart(8);
      console.log(
        `  ${contender.padEnd(30)} ${rate}/s  ${(limitTime / one).toFixed(3).padStart(7)} of the limit${against}`,
      );
    }
  }
} finally {
  rmSync(folder, { recursive: true });
}
