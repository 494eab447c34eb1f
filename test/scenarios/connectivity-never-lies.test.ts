import { createPrivateKey } from "node:crypto";
import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { createServer as createHttpServer } from "node:http";
import { type AddressInfo, createServer, type Server } from "node:net";
import { gzipSync } from "node:zlib";
import { fromPem, generateSigningChain, generateTlsCertificate, signFeed } from "@stopgap/core/publish";
import {
  type FakeAnswer,
  type FakeFeedServer,
  fakeAnswers,
  startFakeFeedServer,
  startFakeProxy,
} from "@stopgap/core/testing";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type CommandWorld, makeCommandWorld, type Ran } from "../../packages/stopgap/testing/command-world.js";
import { feed, ping } from "../kit/feeds.js";

/** `test-connectivity` beside `check`, against a server and a way that fail in each way. */
let world: CommandWorld;
let server: FakeFeedServer;
let signed: Buffer;
let template: string;
const closing: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  world = await makeCommandWorld();
  template = await readFile(world.path("stopgap.yaml"), "utf8");
  server = await startFakeFeedServer();
  await writeFile(world.path("tls.pem"), server.ca);
  signed = await sign(feed(7, ping));
});
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});
afterAll(async () => {
  await server.close();
  await world.end();
});

async function sign(xml: string): Promise<Buffer> {
  await world.publish(xml);
  return await readFile(world.path("feed.xml"));
}

const configure = (options: string, url = server.url, more = "") =>
  writeFile(world.path("stopgap.yaml"), template.replace(/^feed: .*$/m, `feed: { url: "${url}", ${options} }`) + more);

const codeOf = ({ error }: Ran) => /^stopgap: ([A-Z][A-Z0-9_]*): [^\n]+; [^\n]+\n$/.exec(error)?.[1];

/** Both fail alike: the same code and status, the known lines, and the layer as the last that was reached. */
async function failsAlike(status: number, layer: string, code: string): Promise<void> {
  const tested = await world.run("test-connectivity");
  const ran = await world.run("check");
  expect({ code: codeOf(tested), status: tested.status }).toEqual({ code, status });
  expect({ code: codeOf(ran), status: ran.status, out: ran.out }).toEqual({ code, status, out: "" });
  expect(tested.out).toMatch(
    /^Result: Failed\.\nMessage: Unable to connect to the Mitigation Service endpoint from this computer\. To learn about connectivity requirements, see https:\/\/aka\.ms\/HelpConnectivityEEMS\.\n\n/,
  );
  expect(tested.out.trimEnd().split("\n").at(-1)).toMatch(new RegExp(`^failed +${layer} `));
  expect(tested.out).not.toMatch(new RegExp(`^failed(?! +${layer} )`, "m"));
}

async function listening(made: Server): Promise<number> {
  made.listen(0, "127.0.0.1");
  await once(made, "listening");
  closing.push(() => new Promise((resolve) => made.close(resolve)));
  return (made.address() as AddressInfo).port;
}

const usual = "ca: ./tls.pem, timeout: 20s";
const brief = "ca: ./tls.pem, timeout: 400ms";
const large = Buffer.alloc(300_000, 0x20);

describe("the answer", () => {
  const answers: readonly [string, string, () => FakeAnswer, number, string, string][] = [
    ...[204, 401, 403, 404, 407, 429, 500, 502, 503].map(
      (status): [string, string, () => FakeAnswer, number, string, string] => [
        `${status}`,
        usual,
        () => fakeAnswers.status(status),
        3,
        "HTTP",
        "FETCH_HTTP_STATUS",
      ],
    ),
    ["304 to nothing", usual, () => fakeAnswers.status(304), 3, "HTTP", "FETCH_HTTP_STATUS"],
    [
      "301 to another origin",
      usual,
      () => fakeAnswers.redirect("https://elsewhere.example/", 301),
      3,
      "HTTP",
      "FETCH_REDIRECT",
    ],
    [
      "302 to http:",
      usual,
      () => fakeAnswers.redirect(server.url.replace("https", "http")),
      3,
      "HTTP",
      "FETCH_REDIRECT",
    ],
    ["a loop of 302", usual, () => fakeAnswers.redirect(server.url), 3, "HTTP", "FETCH_REDIRECT"],
    ["307 to nowhere", usual, () => fakeAnswers.status(307), 3, "HTTP", "FETCH_REDIRECT"],
    ["no answer", brief, () => fakeAnswers.silence(), 3, "HTTP", "FETCH_TIMEOUT"],
    ["the connection ended", usual, () => fakeAnswers.hangUp(), 3, "HTTP", "FETCH_HTTP"],
    ["a slow drip past the timeout", brief, () => fakeAnswers.trickle(signed, 20), 3, "body", "FETCH_TIMEOUT"],
    ["a stalled body", brief, () => fakeAnswers.stall(signed, 100), 3, "body", "FETCH_TIMEOUT"],
    ["an empty body", usual, () => fakeAnswers.document(""), 4, "body", "DOCUMENT_TRUNCATED"],
    [
      "a page of HTML",
      usual,
      () => fakeAnswers.document("<!DOCTYPE html><html><body>Sign in</body></html>"),
      4,
      "body",
      "DOCUMENT_DOCTYPE",
    ],
    [
      "a page of XHTML",
      usual,
      () => fakeAnswers.document('<html xmlns="http://www.w3.org/1999/xhtml"/>'),
      4,
      "body",
      "DOCUMENT_NOT_A_FEED",
    ],
    [
      "a body cut short",
      usual,
      () => fakeAnswers.cutShort(signed, 100, "content-length"),
      4,
      "body",
      "FETCH_CUT_SHORT",
    ],
    ["chunks cut short", usual, () => fakeAnswers.cutShort(signed, 100, "chunked"), 4, "body", "FETCH_CUT_SHORT"],
    ["a length that is too small", usual, () => shortened(), 4, "body", "DOCUMENT_TRUNCATED"],
    [
      "a gzip bomb",
      "ca: ./tls.pem, timeout: 20s, maxBytes: 64KiB",
      () => fakeAnswers.document(gzipSync(large), { "content-encoding": "gzip" }),
      4,
      "body",
      "FETCH_ENCODING",
    ],
    [
      "too large",
      "ca: ./tls.pem, timeout: 20s, maxBytes: 64KiB",
      () => fakeAnswers.document(large),
      4,
      "body",
      "DOCUMENT_TOO_LARGE",
    ],
    [
      "without end",
      "ca: ./tls.pem, timeout: 20s, maxBytes: 64KiB",
      () => fakeAnswers.endless(),
      4,
      "body",
      "DOCUMENT_TOO_LARGE",
    ],
    [
      "altered",
      usual,
      () => fakeAnswers.document(signed.toString().replace('serial="7"', 'serial="8"')),
      4,
      "signature",
      "SIGNATURE_DIGEST_MISMATCH",
    ],
    ["unsigned", usual, () => fakeAnswers.document(feed(7, ping)), 4, "signature", "SIGNATURE_MISSING"],
  ];

  /** Says fewer bytes than it sends: what is over is no part of the answer. */
  const shortened = (): FakeAnswer => (_, response) => {
    response.socket?.end(`HTTP/1.1 200 OK\r\ncontent-length: 200\r\n\r\n${signed.toString()}`);
  };

  it.each(answers)("%s", async (_, options, answer, status, layer, code) => {
    await configure(options);
    server.answer(answer());
    await failsAlike(status, layer, code);
  });
});

describe("the way", () => {
  it("no such name", async () => {
    await configure(usual, "https://feed.invalid/x");
    await failsAlike(3, "DNS", "FETCH_DNS");
  });

  it("refused", async () => {
    const port = await listening(createServer());
    for (const close of closing.splice(0)) await close();
    await configure(usual, `https://127.0.0.1:${port}/x`);
    await failsAlike(3, "TCP", "FETCH_CONNECT");
  });

  it("a port that speaks no TLS, and one that says nothing", async () => {
    const plain = await listening(createHttpServer((_, response) => response.end("plain")));
    await configure(usual, `https://127.0.0.1:${plain}/x`);
    await failsAlike(3, "TLS", "FETCH_TLS");
    const silent = await listening(createServer((socket) => void socket.on("error", () => undefined).resume()));
    await configure(brief, `https://127.0.0.1:${silent}/x`);
    await failsAlike(3, "TLS", "FETCH_TIMEOUT");
  });

  it("a certificate that is over, and one that is for another name", async () => {
    const { root, server: pair } = generateTlsCertificate({ now: new Date("2020-01-01") });
    const other = await startFakeFeedServer({ tls: { key: pair.key, cert: pair.certificate, ca: root.certificate } });
    closing.push(() => other.close());
    await writeFile(world.path("other.pem"), other.ca);
    await configure("ca: ./other.pem, timeout: 20s", other.url);
    await failsAlike(3, "TLS", "FETCH_TLS_UNTRUSTED");
    const proxy = await startFakeProxy({ leadTo: server.port });
    closing.push(() => proxy.close());
    await configure(`${usual}, proxy: "${proxy.url}"`, "https://elsewhere.example/x");
    await failsAlike(3, "TLS", "FETCH_TLS_UNTRUSTED");
  });

  it("a certificate nobody here trusts is named by its issuer, as an inspecting proxy's is", async () => {
    await configure("timeout: 20s");
    server.answer(fakeAnswers.document(signed));
    await failsAlike(3, "TLS", "FETCH_TLS_UNTRUSTED");
    expect((await world.run("test-connectivity")).out).toContain("issued by CN=Stopgap Loopback TLS Root");
  });

  it.each([
    ["asks for credentials", { credentials: "stopgap:hunter2" }, "FETCH_PROXY_AUTHENTICATION"],
    ["has no CONNECT", { refuse: 405 }, "FETCH_PROXY_CONNECT_REFUSED"],
    ["does not reach the server", { refuse: 502 }, "FETCH_PROXY_CONNECT_REFUSED"],
    ["hangs up", { dead: "hangUp" as const }, "FETCH_PROXY"],
    ["never answers", { dead: "silent" as const }, "FETCH_TIMEOUT"],
  ])("a proxy that %s", async (_, options, code) => {
    const proxy = await startFakeProxy(options);
    closing.push(() => proxy.close());
    server.answer(fakeAnswers.document(signed));
    await configure(`ca: ./tls.pem, timeout: ${code === "FETCH_TIMEOUT" ? "400ms" : "20s"}, proxy: "${proxy.url}"`);
    await failsAlike(3, "proxy", code);
  });

  it("a proxy that answers CONNECT with a page, and one that opens no tunnel but speaks itself", async () => {
    const page = "<html>Blocked</html>";
    const answers = (text: string) => (socket: import("node:net").Socket) => {
      socket.on("error", () => undefined);
      socket.once("data", () => socket.end(text));
    };
    const head = `content-type: text/html\r\ncontent-length: ${page.length}\r\n\r\n${page}`;
    const refusing = await listening(createServer(answers(`HTTP/1.1 403 Forbidden\r\n${head}`)));
    await configure(`${usual}, proxy: "http://127.0.0.1:${refusing}"`);
    await failsAlike(3, "proxy", "FETCH_PROXY_CONNECT_REFUSED");
    const speaking = await listening(createServer(answers(`HTTP/1.1 200 OK\r\n${head}`)));
    await configure(`${usual}, proxy: "http://127.0.0.1:${speaking}"`);
    await failsAlike(3, "proxy", "FETCH_PROXY");
  });
});

describe("trust and freshness", () => {
  it("another publisher's", async () => {
    const chain = generateSigningChain({ issuerName: "CN=World CA", keyType: "ec" });
    const certificates = fromPem("CERTIFICATE", chain.leaf.certificate + chain.issuer.certificate);
    const forged = signFeed(feed(9, ping), { key: createPrivateKey(chain.leaf.key), certificates });
    await configure(usual);
    server.answer(fakeAnswers.document(forged));
    await failsAlike(4, "chain", "CERTIFICATE_ROOT_UNKNOWN");
  });

  it("a revocation list that is not to be had", async () => {
    await writeFile(
      world.path("stopgap.yaml"),
      template
        .replace(/^feed: .*$/m, `feed: { url: "${server.url}", ${usual} }`)
        .replace("issuer: CN=World CA }", "issuer: CN=World CA, revocation: { mode: required } }"),
    );
    server.answer(fakeAnswers.document(signed));
    await failsAlike(4, "revocation", "CRL_MISSING");
  });

  it("expired; then older than the newest accepted, and another of the same serial", async () => {
    const past = (xml: string) =>
      xml.replace(/issued="[^"]*" expires="[^"]*"/, 'issued="2020-01-01T00:00:00Z" expires="2020-02-01T00:00:00Z"');
    await configure(usual);
    server.answer(fakeAnswers.document(await sign(past(feed(7, ping)))));
    await failsAlike(4, "freshness", "DOCUMENT_EXPIRED");
    server.answer(fakeAnswers.document(signed));
    expect(await world.run("check")).toMatchObject({ status: 0 });
    server.answer(fakeAnswers.document(await sign(feed(6, ping))));
    await failsAlike(4, "freshness", "DOCUMENT_ROLLBACK");
    server.answer(fakeAnswers.document(await sign(feed(7))));
    await failsAlike(4, "freshness", "DOCUMENT_FORK");
  });

  it("a clock that was set back counts as the newest event's, for both", async () => {
    const ended = new Date(Date.now() - 1000).toISOString();
    server.answer(fakeAnswers.document(await sign(feed(8, ping).replace(/expires="[^"]*"/, `expires="${ended}"`))));
    await failsAlike(4, "freshness", "DOCUMENT_EXPIRED");
    const back = { now: () => new Date(Date.now() - 3_600_000) };
    const tested = await world.runWith(back, "test-connectivity");
    expect({ status: tested.status, code: codeOf(tested) }).toEqual({ status: 4, code: "DOCUMENT_EXPIRED" });
  });
});

it("is no success where a cycle would not run at all: Edge, or a plugin that is not there", async () => {
  server.answer(fakeAnswers.document(signed));
  const good = await readFile(world.path("stopgap.yaml"), "utf8");
  for (const [change, code] of [
    [good.replace("product:", "roles: [Edge], product:"), "EDGE_ROLE"],
    [`${good}plugins: [stopgap-plugin-that-is-missing]\n`, "PLUGIN_NOT_FOUND"],
  ] as const) {
    await writeFile(world.path("stopgap.yaml"), change);
    for (const words of ["test-connectivity", "check"]) {
      const ran = await world.run(words);
      expect({ status: ran.status, out: ran.out, code: codeOf(ran) }).toEqual({ status: 2, out: "", code });
    }
  }
  await writeFile(world.path("stopgap.yaml"), good);
  server.answer(fakeAnswers.document(await sign(feed(9, ping))));
  expect((await world.run("test-connectivity")).out).toMatch(
    /^Result: Success\.\nMessage: The Mitigation Service endpoint is accessible from this computer\.\n\nok /,
  );
  expect(await world.run("check")).toMatchObject({ status: 0 });
});
