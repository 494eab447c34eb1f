import type { AddressInfo } from "node:net";
import { createServer, type Socket } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { StopgapError } from "../errors/stopgap-error.js";
import { generateTlsCertificate } from "../publish/keygen.js";
import { document } from "../testing/fake-answer.js";
import { type FakeFeedServer, startFakeFeedServer } from "../testing/fake-feed-server.js";
import { createHttpFeedSource } from "./http-feed-source.js";

let server: FakeFeedServer;
beforeAll(async () => {
  server = await startFakeFeedServer();
  server.answer(document("<EOCS/>"));
});
afterAll(() => server.close());

async function failure(url: string, ca: readonly string[]): Promise<StopgapError> {
  const source = createHttpFeedSource({ url, ca, timeoutMs: 20_000, maxBytes: 1000, environment: {} });
  const error = await source.fetch(null, new AbortController().signal).then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof StopgapError)) throw new Error(`not a StopgapError: ${String(error)}`);
  expect(error.message).not.toMatch(/[\n\r]/);
  return error;
}

async function rawServer(onConnection: (socket: Socket) => void) {
  const raw = createServer((socket) => {
    socket.on("error", () => {});
    onConnection(socket);
  });
  await new Promise<void>((resolve) => raw.listen(0, "127.0.0.1", resolve));
  return { url: `https://localhost:${(raw.address() as AddressInfo).port}/`, close: () => raw.close() };
}

test("an issuer that is not trusted is named: an inspecting proxy", async () => {
  const error = await failure(server.url, []);
  expect([error.code, error.stage, error.details.layer]).toEqual(["FETCH_TLS_UNTRUSTED", "fetch", "TLS"]);
  expect(error.message).toContain(`localhost:${server.port}`);
  expect(error.message).toContain("issued by CN=Stopgap Loopback TLS Root");
  expect(error.remedy).toMatch(/inspection/);
});

test("another root of the same name is not enough", async () => {
  const { root } = generateTlsCertificate();
  expect((await failure(server.url, [root.certificate])).code).toBe("FETCH_TLS_UNTRUSTED");
});

test("an expired certificate is refused", async () => {
  const { root, server: old } = generateTlsCertificate({ now: new Date("2020-01-01T00:00:00Z") });
  const tls = { key: old.key, cert: old.certificate, ca: root.certificate };
  const expired = await startFakeFeedServer({ tls });
  const error = await failure(expired.url, [expired.ca]);
  expect([error.code, error.details.reason]).toEqual(["FETCH_TLS_UNTRUSTED", "CERT_HAS_EXPIRED"]);
  await expired.close();
});

test("TLS 1.1 is refused", async () => {
  const old = await startFakeFeedServer({ maxVersion: "TLSv1.1" });
  expect((await failure(old.url, [old.ca])).code).toBe("FETCH_TLS");
  await old.close();
});

test("a server without TLS", async () => {
  const plain = await rawServer((socket) => socket.end("HTTP/1.1 200 OK\r\n\r\n"));
  const error = await failure(plain.url, []);
  expect(error.code).toBe("FETCH_TLS");
  plain.close();
});

test("a connection cut in the handshake", async () => {
  const cut = await rawServer((socket) => socket.once("data", () => socket.destroy()));
  expect((await failure(cut.url, [])).code).toBe("FETCH_TLS");
  cut.close();
});

test("a port nobody listens on", async () => {
  const gone = await rawServer(() => {});
  gone.close();
  const error = await failure(gone.url, []);
  expect([error.code, error.details.layer]).toEqual(["FETCH_CONNECT", "TCP"]);
  expect(error.message).toContain("ECONNREFUSED");
});

test("a name that does not exist", async () => {
  const error = await failure("https://feed.invalid/getexchangemitigations", []);
  expect([error.code, error.details.layer]).toEqual(["FETCH_DNS", "DNS"]);
  expect(error.message).toContain("feed.invalid");
});
