import { createHash, createPublicKey } from "node:crypto";
import { expect, it } from "vitest";
// The built worker: a thread cannot load TypeScript.
import {
  createRuntime,
  MemoryEventLog,
  openSandboxHost,
  serverState,
  verifyFeedInWorker,
} from "../../packages/core/dist/index.js";
import type { FetchedDocument } from "../../packages/core/src/feed/fetched-document.js";
import {
  basicConstraints,
  crlDistributionPoints,
  extendedKeyUsage,
  generateSigningKey,
  issueCertificate,
  issueCrl,
  keyUsage,
  signFeed,
} from "../../packages/core/src/publish/index.js";
import { wholePlainFeed } from "../attacks/kit/feeds.js";
import { now, publisher } from "../attacks/kit/publisher.js";
import { accept, policy } from "../attacks/kit/server.js";

function fetched(bytes: Uint8Array): FetchedDocument {
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  return { url: "file:feed.xml", bytes, sha256, notModified: false, validators: { etag: null, lastModified: null } };
}

const signed = signFeed(wholePlainFeed, publisher());
const context = { now, accepted: null };

it("says in a worker what it says outside of one", async () => {
  const steps: string[] = [];
  const verified = await verifyFeedInWorker(fetched(signed), policy(), {
    ...context,
    explain: (step) => steps.push(step),
  });
  expect(verified).toEqual(await accept(signed));
  expect(steps.length).toBeGreaterThan(3);
  const changed = Buffer.from(Buffer.from(signed).toString().replace("Heartbeat", "heartbeat"));
  await expect(verifyFeedInWorker(fetched(changed), policy(), context)).rejects.toMatchObject({
    name: "StopgapError",
    code: "SIGNATURE_DIGEST_MISMATCH",
  });
});

it("fetches CRLs on this side of it", async () => {
  const url = "http://crl.example/issuer.crl";
  const key = generateSigningKey("ec");
  const issuer = { name: "CN=Stopgap Feed Signing CA", key };
  const [notBefore, notAfter] = [new Date("2026-01-01T00:00:00Z"), new Date("2028-01-01T00:00:00Z")];
  const root = issueCertificate({
    subject: issuer.name,
    publicKey: createPublicKey(key),
    issuer,
    notBefore,
    notAfter,
    extensions: [basicConstraints(true), keyUsage(["keyCertSign", "cRLSign"])],
  });
  const leafKey = generateSigningKey("ec");
  const leaf = issueCertificate({
    subject: "CN=Leaf",
    publicKey: createPublicKey(leafKey),
    issuer,
    notBefore,
    notAfter,
    extensions: [
      basicConstraints(false),
      keyUsage(["digitalSignature"]),
      extendedKeyUsage(["1.3.6.1.5.5.7.3.3"]),
      crlDistributionPoints([url]),
    ],
  });
  const crl = issueCrl({ issuer, thisUpdate: notBefore, nextUpdate: notAfter, revoked: [] });
  const document = fetched(signFeed(wholePlainFeed, { key: leafKey, certificates: [leaf] }));
  const asked: string[] = [];
  const under = (answer: () => Uint8Array) =>
    policy({
      roots: [root],
      revocation: {
        mode: "required",
        crls: [],
        fetchCrl: async (from) => {
          asked.push(from);
          return answer();
        },
      },
    });
  const verified = await verifyFeedInWorker(
    document,
    under(() => crl),
    context,
  );
  expect(verified.signer).toBe("CN=Leaf");
  const unreachable = under(() => {
    throw new Error("out of reach");
  });
  await expect(verifyFeedInWorker(document, unreachable, context)).rejects.toMatchObject({ code: "CRL_MISSING" });
  expect(asked).toEqual([url, url]);
});

it("is stopped by its deadline and by a signal", async () => {
  await expect(verifyFeedInWorker(fetched(signed), policy(), context, { deadline: 1 })).rejects.toMatchObject({
    code: "VERIFY_STOPPED",
  });
  await expect(
    verifyFeedInWorker(fetched(signed), policy(), { ...context, signal: AbortSignal.abort(new Error("enough")) }),
  ).rejects.toThrow("enough");
  const later = new AbortController();
  setImmediate(() => later.abort(new Error("enough of it")));
  await expect(verifyFeedInWorker(fetched(signed), policy(), { ...context, signal: later.signal })).rejects.toThrow(
    "enough of it",
  );
});

it("a stopped one is a Failed event of stage verify, which ends commands with 4", async () => {
  const log = new MemoryEventLog();
  const runtime = await createRuntime({
    server: { name: "Server1", product: "Exchange2019", build: "15.2.1118.12", roles: ["Mailbox"] },
    log,
    source: { url: "file:feed.xml", fetch: async () => fetched(signed) },
    trust: (document, { now, accepted, signal }) =>
      verifyFeedInWorker(document, policy(), { now, accepted, signal }, { deadline: 1 }),
    plugins: [],
    clock: () => now,
    openHost: (context) => openSandboxHost("/nonexistent", context),
  });
  await expect(runtime.check()).rejects.toMatchObject({ code: "VERIFY_STOPPED", stage: "verify" });
  expect(serverState(runtime.state, "Server1")).toMatchObject({
    accepted: null,
    lastFailure: { stage: "verify", code: "VERIFY_STOPPED" },
  });
  await runtime.stop("done");
});
