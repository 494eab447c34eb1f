import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { certificatesFromPem } from "../../packages/core/src/verify/certificate/certificates-from-pem.js";
import { verifyChain } from "../../packages/core/src/verify/certificate/verify-chain.js";
import { verifyCountersignature } from "../../packages/core/src/verify/countersignature/verify-countersignature.js";

const folder = mkdtempSync(join(tmpdir(), "stopgap-openssl-"));
const path = (name: string): string => join(folder, name);
const openssl = (...parameters: readonly string[]): void => {
  execFileSync("openssl", parameters, { cwd: folder, stdio: ["ignore", "ignore", "pipe"] });
};
const certificate = (name: string): Uint8Array =>
  certificatesFromPem(readFileSync(path(`${name}.pem`), "utf8"))[0] ?? new Uint8Array();

const settings = (bindingHash: string): string => `
[req]
distinguished_name = names
[names]
[ca]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign
[leaf]
basicConstraints = CA:FALSE
keyUsage = digitalSignature
extendedKeyUsage = codeSigning
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid,issuer
[authority]
extendedKeyUsage = critical,timeStamping
[crl]
database = index.txt
crlnumber = number
default_md = sha256
default_crl_days = 30
[tsa]
default_tsa = stamp
[stamp]
serial = serial
default_policy = 1.2.3.4
digests = sha256,sha384
signer_digest = sha256
tsa_name = yes
ess_cert_id_alg = ${bindingHash}
`;

function issue(name: string, subject: string, section: string, issuer: string, ...key: readonly string[]): void {
  openssl(
    "req",
    "-new",
    ...key,
    "-nodes",
    "-keyout",
    `${name}.key`,
    "-out",
    `${name}.csr`,
    "-subj",
    subject,
    "-config",
    "sha256.cnf",
  );
  const signing = ["-CA", `${issuer}.pem`, "-CAkey", `${issuer}.key`, "-CAcreateserial", "-days", "30"];
  openssl(
    "x509",
    "-req",
    "-in",
    `${name}.csr`,
    ...signing,
    "-out",
    `${name}.pem`,
    "-extfile",
    "sha256.cnf",
    "-extensions",
    section,
  );
}

function crl(name: string): Uint8Array {
  openssl(
    "ca",
    "-gencrl",
    "-config",
    "sha256.cnf",
    "-name",
    "crl",
    "-keyfile",
    `${name}.key`,
    "-cert",
    `${name}.pem`,
    "-out",
    `${name}.crl`,
  );
  openssl("crl", "-in", `${name}.crl`, "-outform", "DER", "-out", `${name}.der`);
  return Uint8Array.from(readFileSync(path(`${name}.der`)));
}

describe("what openssl makes", () => {
  beforeAll(() => {
    for (const hash of ["sha1", "sha256"]) writeFileSync(path(`${hash}.cnf`), settings(hash));
    writeFileSync(path("index.txt"), "");
    writeFileSync(path("number"), "01");
    writeFileSync(path("serial"), "01");
    writeFileSync(path("value"), "the octets of a SignatureValue");
    openssl(
      "req",
      "-x509",
      "-newkey",
      "rsa:2048",
      "-nodes",
      "-keyout",
      "root.key",
      "-out",
      "root.pem",
      "-subj",
      "/CN=Root",
      "-days",
      "60",
    );
    issue("ca", "/O=Contoso/CN=Test CA", "ca", "root", "-newkey", "rsa:2048");
    issue("leaf", "/CN=Signer", "leaf", "ca", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256");
    issue("tsa", "/CN=Time", "authority", "ca", "-newkey", "rsa:2048");
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it("is a chain with current CRLs", async () => {
    const now = new Date(Date.now() + 1000);
    const { leaf } = await verifyChain({
      certificates: [certificate("leaf"), certificate("ca")],
      roots: [certificate("root")],
      issuers: ["CN=Test CA,O=Contoso"],
      extendedKeyUsage: ["1.3.6.1.5.5.7.3.3"],
      at: now,
      revocation: { mode: "required", crls: [crl("ca"), crl("root")], fetchCrl: null },
    });
    expect(leaf.subject).toBe("CN=Signer");
  });

  it.each(["sha1", "sha256"])("is a timestamp bound to its certificate by %s", async (hash) => {
    openssl("ts", "-query", "-data", "value", "-sha384", "-cert", "-out", "query");
    openssl(
      "ts",
      "-reply",
      "-config",
      `${hash}.cnf`,
      "-queryfile",
      "query",
      "-signer",
      "tsa.pem",
      "-inkey",
      "tsa.key",
      "-token_out",
      "-out",
      "token",
    );
    const now = new Date();
    const time = await verifyCountersignature({
      token: Uint8Array.from(readFileSync(path("token"))),
      certificates: [certificate("ca")],
      signatureValue: Uint8Array.from(readFileSync(path("value"))),
      roots: [certificate("root")],
      now,
      revocation: { mode: "off", crls: [], fetchCrl: null },
    });
    expect(Math.abs(time.getTime() - now.getTime())).toBeLessThan(60_000);
  });
});
