import { createPrivateKey, X509Certificate } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createFeedSource } from "../feed/create-feed-source.js";
import { type CrlAttempt, createCrlFetcher } from "../feed/crl-fetcher.js";
import type { NetworkOptions } from "../feed/http/network-options.js";
import { generateSigningChain } from "../publish/keygen.js";
import { signFeed } from "../publish/sign-feed.js";
import * as answers from "../testing/fake-answer.js";
import { type FakeFeedServer, startFakeFeedServer } from "../testing/fake-feed-server.js";
import { startFakeProxy } from "../testing/fake-proxy.js";
import type { TrustPolicy } from "../verify/trust-policy.js";
import type { AcceptedFeed } from "../verify/verified-feed.js";
import { verifyFeed } from "../verify/verify-feed.js";
import { connectivityText } from "./connectivity-text.js";
import { type ConnectivityTest, testConnectivity } from "./test-connectivity.js";

const now = new Date();
const hours = (count: number) => new Date(now.getTime() + count * 3_600_000).toISOString();
const chain = generateSigningChain({ keyType: "ec" });
const der = (pem: string) => new Uint8Array(new X509Certificate(pem).raw);

function signed({ serial = 5, expires = hours(24), by = chain } = {}): Uint8Array {
  const feed = `<EOCS version="1.1" serial="${serial}" issued="${hours(-1)}" expires="${expires}"></EOCS>`;
  const certificates = [by.leaf.certificate, by.issuer.certificate].map(der);
  return signFeed(feed, { key: createPrivateKey(by.leaf.key), certificates });
}

const policy: TrustPolicy = {
  roots: [der(chain.root.certificate)],
  issuers: ["CN=Stopgap Feed Signing CA"],
  extendedKeyUsage: ["1.3.6.1.5.5.7.3.3"],
  timestampRoots: [],
  revocation: { mode: "off", crls: [], fetchCrl: null },
  freshness: { requireSerial: false },
  maxBytes: 100_000,
};

let server: FakeFeedServer;
const good = signed();
const directory = mkdtempSync(join(tmpdir(), "connectivity-"));
beforeAll(async () => {
  server = await startFakeFeedServer();
});
afterAll(async () => {
  await server.close();
  rmSync(directory, { recursive: true });
});

interface Variation extends Partial<Omit<ConnectivityTest, "source" | "verify">> {
  readonly url?: string;
  readonly network?: Partial<NetworkOptions>;
  readonly accepted?: AcceptedFeed;
  readonly policy?: Partial<TrustPolicy>;
}

function run({ url = server.url, network, accepted, policy: changed, ...rest }: Variation = {}) {
  const options = { ca: [server.ca], timeoutMs: 10_000, maxBytes: 100_000, environment: {}, ...network };
  return testConnectivity({
    source: (onLayer) => createFeedSource(url, { ...options, onLayer }),
    kept: null,
    verify: (document) => verifyFeed(document, { ...policy, ...changed }, { now, accepted: accepted ?? null }),
    revocation: { mode: "off", attempts: () => [] },
    signal: new AbortController().signal,
    ...rest,
  });
}

const all = ["DNS", "proxy", "TCP", "TLS", "HTTP", "body", "signature", "chain", "revocation", "freshness"];

describe("success", () => {
  test("proves every layer", async () => {
    server.answer(answers.document(good));
    const report = await run();
    expect(report).toMatchObject({ ok: true, error: null });
    expect(report.layers.map(({ layer }) => layer)).toEqual(all);
    expect(report.layers.every(({ ok }) => ok)).toBe(true);
    const details = Object.fromEntries(report.layers.map(({ layer, detail }) => [layer, detail]));
    expect(details).toMatchObject({
      TLS: expect.stringContaining("issued by CN=Stopgap Loopback TLS Root"),
      signature: expect.stringContaining("CN=Stopgap Feed Signing"),
      chain: expect.stringContaining("CN=Stopgap Feed Signing CA"),
      revocation: expect.stringContaining("not checked"),
      freshness: expect.stringContaining("serial 5"),
    });
  });

  test("of a file needs no network", async () => {
    writeFileSync(join(directory, "feed.xml"), good);
    const report = await run({ url: pathToFileURL(join(directory, "feed.xml")).href });
    expect(report.layers.map(({ layer }) => layer)).toEqual(all.slice(5));
    expect(report.ok).toBe(true);
  });

  test("prints the known lines", () => {
    expect(connectivityText(true)).toEqual([
      "Result: Success.",
      "Message: The Mitigation Service endpoint is accessible from this computer.",
    ]);
    expect(connectivityText(false).join("\n")).toBe(
      "Result: Failed.\nMessage: Unable to connect to the Mitigation Service endpoint from this computer. " +
        "To learn about connectivity requirements, see https://aka.ms/HelpConnectivityEEMS.",
    );
  });
});

async function failing(variation: Variation, layer: string, code: string, stage: "fetch" | "verify") {
  const report = await run(variation);
  expect(report.ok).toBe(false);
  expect(report.layers.at(-1)).toMatchObject({ layer, ok: false, code });
  expect(report.layers.slice(0, -1).every(({ ok }) => ok)).toBe(true);
  expect(report.error).toMatchObject({ code, stage });
  return report;
}

describe("failure names the layer, and nothing above it is claimed", () => {
  test("DNS", () => failing({ url: "https://feed.invalid/x" }, "DNS", "FETCH_DNS", "fetch"));

  test("proxy", async () => {
    const proxy = await startFakeProxy({ refuse: 403 });
    await failing({ network: { proxy: proxy.url } }, "proxy", "FETCH_PROXY_CONNECT_REFUSED", "fetch");
    await proxy.close();
    await failing({ network: { proxy: proxy.url } }, "proxy", "FETCH_PROXY", "fetch");
  });

  test("a proxy or a root that cannot be used is of its own layer", async () => {
    const proxy = await run({ network: { proxy: "ftp://proxy.example" } });
    expect(proxy.layers).toMatchObject([{ layer: "proxy", ok: false, code: "CONFIGURATION_INVALID" }]);
    const roots = await run({ network: { ca: ["not a certificate"] } });
    expect(roots.layers).toMatchObject([{ layer: "TLS", ok: false, code: "CONFIGURATION_INVALID" }]);
  });

  test("TCP", async () => {
    const gone = await startFakeFeedServer();
    await gone.close();
    await failing({ url: gone.url }, "TCP", "FETCH_CONNECT", "fetch");
  });

  test("TLS", async () => {
    const report = await failing({ network: { ca: [] } }, "TLS", "FETCH_TLS_UNTRUSTED", "fetch");
    expect(report.layers.map(({ layer }) => layer)).toEqual(["DNS", "proxy", "TCP", "TLS"]);
  });

  test("HTTP", async () => {
    server.answer(answers.status(404));
    await failing({}, "HTTP", "FETCH_HTTP_STATUS", "fetch");
  });

  test("body", async () => {
    server.answer(answers.cutShort(Buffer.from(good), 100, "content-length"));
    await failing({}, "body", "FETCH_CUT_SHORT", "verify");
    server.answer(answers.document("<html></html>"));
    await failing({}, "body", "DOCUMENT_NOT_A_FEED", "verify");
  });

  test("signature", async () => {
    server.answer(answers.document(Buffer.from(good).toString().replace('serial="5"', 'serial="6"')));
    await failing({}, "signature", "SIGNATURE_DIGEST_MISMATCH", "verify");
  });

  test("chain", async () => {
    server.answer(answers.document(signed({ by: generateSigningChain({ keyType: "ec" }) })));
    await failing({}, "chain", expect.stringMatching(/^CERTIFICATE_/), "verify");
  });

  test("freshness", async () => {
    server.answer(answers.document(good));
    const accepted = { sha256: "0".repeat(64), serial: 6, countersignedAt: null };
    await failing({ accepted }, "freshness", "DOCUMENT_ROLLBACK", "verify");
    server.answer(answers.document(signed({ expires: hours(-0.5) })));
    await failing({}, "freshness", "DOCUMENT_EXPIRED", "verify");
  });
});

test("a server whose conditional answer a cycle would choke on is no success", async () => {
  const kept = { bytes: good, sha256: "", validators: { etag: '"1"', lastModified: null } };
  server.answer(answers.document(good), answers.status(412));
  await failing({ kept }, "HTTP", "FETCH_HTTP_STATUS", "fetch");
  server.answer(answers.validated(good, '"1"'));
  expect((await run({ kept })).ok).toBe(true);
  expect(server.requests.slice(-2).map(({ headers }) => headers["if-none-match"])).toEqual([undefined, '"1"']);
  server.answer(answers.validated(good, '"1"'));
  await failing({ kept: { ...kept, bytes: Buffer.from("<EOCS/>") } }, "signature", "SIGNATURE_MISSING", "verify");
});

test("revocation end points out of reach are said where they are tolerated", async () => {
  const crls = createCrlFetcher({ timeoutMs: 5000, environment: {} });
  await crls.fetchCrl("http://crl.invalid/root.crl", new AbortController().signal).catch(() => {});
  server.answer(answers.document(good));
  const report = await run({ revocation: { mode: "soft", attempts: crls.attempts } });
  const revocation = report.layers.find(({ layer }) => layer === "revocation");
  expect(revocation).toMatchObject({ ok: true });
  expect(revocation?.detail).toMatch(/soft: http:\/\/crl\.invalid\/root\.crl out of reach \(FETCH_DNS/);
  const fetched: CrlAttempt[] = [{ url: "http://crl.example/a.crl", failure: null }];
  const other = await run({ revocation: { mode: "required", attempts: () => fetched } });
  expect(other.layers.find(({ layer }) => layer === "revocation")?.detail).toBe(
    "required: http://crl.example/a.crl fetched",
  );
});

test("what is not an error of ours is not swallowed", async () => {
  server.answer(answers.document(good));
  const broken = testConnectivity({
    source: (onLayer) =>
      createFeedSource(server.url, { ca: [server.ca], timeoutMs: 10_000, maxBytes: 100_000, environment: {}, onLayer }),
    kept: null,
    verify: () => Promise.reject(new TypeError("a bug")),
    revocation: { mode: "off", attempts: () => [] },
    signal: new AbortController().signal,
  });
  await expect(broken).rejects.toThrow(TypeError);
});
