import { createServer as createHttpsServer } from "node:https";
import { type AddressInfo, connect, createServer } from "node:net";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { StopgapError } from "../errors/stopgap-error.js";
import { generateTlsCertificate } from "../publish/keygen.js";
import { document } from "../testing/fake-answer.js";
import { type FakeFeedServer, startFakeFeedServer } from "../testing/fake-feed-server.js";
import { type FakeProxy, type FakeProxyOptions, startFakeProxy } from "../testing/fake-proxy.js";
import { createHttpFeedSource, type HttpFeedSourceOptions } from "./http-feed-source.js";

const never = new AbortController().signal;
let server: FakeFeedServer;
const proxies: FakeProxy[] = [];
beforeAll(async () => {
  server = await startFakeFeedServer();
  server.answer(document("<EOCS/>"));
});
afterAll(() => server.close());
afterEach(async () => {
  for (const proxy of proxies.splice(0)) await proxy.close();
});

async function proxyWith(options: FakeProxyOptions = {}): Promise<FakeProxy> {
  const proxy = await startFakeProxy(options);
  proxies.push(proxy);
  return proxy;
}

function fetchWith(options: Partial<HttpFeedSourceOptions>) {
  const common = { url: server.url, ca: [server.ca], timeoutMs: 20_000, maxBytes: 1000, environment: {} };
  return createHttpFeedSource({ ...common, ...options }).fetch(null, never);
}

async function failure(options: Partial<HttpFeedSourceOptions>): Promise<StopgapError> {
  const error = await fetchWith(options).then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof StopgapError)) throw new Error(`not a StopgapError: ${String(error)}`);
  expect(error.message).not.toMatch(/[\n\r]/);
  return error;
}

function withCredentials(proxy: FakeProxy, credentials: string): string {
  return proxy.url.replace("//", `//${credentials}@`);
}

test("the feed comes through the configured proxy's tunnel", async () => {
  const proxy = await proxyWith();
  const seen: string[] = [];
  const url = server.url;
  const { bytes } = await fetchWith({ proxy: proxy.url, onLayer: (layer, detail) => seen.push(`${layer}: ${detail}`) });
  expect(Buffer.from(bytes).toString()).toBe("<EOCS/>");
  expect(proxy.requests).toEqual([{ method: "CONNECT", target: new URL(url).host, authorization: null }]);
  expect(seen.map((line) => line.split(":")[0])).toEqual(["DNS", "proxy", "TCP", "TLS", "HTTP", "body"]);
  expect(seen[1]).toContain(`127.0.0.1:${proxy.port} (feed.proxy)`);
});

test("a proxy without a scheme is an http: one", async () => {
  const proxy = await proxyWith();
  await fetchWith({ proxy: `127.0.0.1:${proxy.port}` });
  expect(proxy.requests).toHaveLength(1);
});

test("credentials are percent-decoded and sent to the proxy alone", async () => {
  const proxy = await proxyWith({ credentials: "CONTOSO\\svc:p@ss:w/rd%" });
  await fetchWith({ proxy: withCredentials(proxy, "CONTOSO%5Csvc:p%40ss:w%2Frd%25") });
  expect(proxy.requests).toHaveLength(1);
  expect(server.requests.at(-1)?.headers).not.toHaveProperty("proxy-authorization");
});

test.each([
  ["missing", ""],
  ["wrong", "svc:hunter2@"],
])("credentials that are %s", async (_name, credentials) => {
  const proxy = await proxyWith({ credentials: "svc:secret" });
  const error = await failure({ proxy: proxy.url.replace("//", `//${credentials}`) });
  expect([error.code, error.stage, error.details.layer]).toEqual(["FETCH_PROXY_AUTHENTICATION", "fetch", "proxy"]);
  expect(error.message).toContain(`127.0.0.1:${proxy.port}`);
  expect(error.message).toContain("Negotiate, Basic");
});

test("credentials are in no error, of whatever layer", async () => {
  const secret = "svc:hunter2@";
  const urls = [
    (await proxyWith({ credentials: "svc:other" })).url,
    (await proxyWith({ refuse: 403 })).url,
    (await proxyWith({ dead: "hangUp" })).url,
    "http://proxy.invalid:3128",
    "socks5://127.0.0.1:1080",
    "http://127.0.0.1:99999",
    "http://127.0.0.1:8080/path",
  ];
  for (const url of urls) {
    const error = await Promise.resolve()
      .then(() => fetchWith({ proxy: url.replace("//", `//${secret}`) }))
      .then(
        () => null,
        (reason: unknown) => reason,
      );
    if (!(error instanceof StopgapError)) throw new Error(`${url} did not fail`);
    const everything = JSON.stringify([
      error.message,
      error.remedy,
      error.details,
      String(error.stack),
      String(error.cause),
    ]);
    expect(everything).not.toContain("hunter2");
    expect(everything).not.toContain(Buffer.from("svc:hunter2").toString("base64"));
  }
});

test.each([403, 405, 501, 502, 503, 504])("CONNECT answered with %i", async (status) => {
  const proxy = await proxyWith({ refuse: status });
  const error = await failure({ proxy: proxy.url });
  expect([error.code, error.details.layer]).toEqual(["FETCH_PROXY_CONNECT_REFUSED", "proxy"]);
  expect(error.message).toContain(String(status));
  expect(error.message).toContain(`localhost:${server.port}`);
});

test("a proxy that hangs up", async () => {
  expect((await failure({ proxy: (await proxyWith({ dead: "hangUp" })).url })).code).toBe("FETCH_PROXY");
});

test("a proxy that never answers", async () => {
  const proxy = await proxyWith({ dead: "silent" });
  const error = await failure({ proxy: proxy.url, timeoutMs: 300 });
  expect([error.code, error.details.layer]).toEqual(["FETCH_TIMEOUT", "proxy"]);
  expect(error.message).toContain(`127.0.0.1:${proxy.port}`);
});

test("a proxy nobody runs", async () => {
  const proxy = await startFakeProxy();
  await proxy.close();
  const error = await failure({ proxy: proxy.url });
  expect([error.code, error.details.layer]).toEqual(["FETCH_PROXY", "proxy"]);
  expect(error.message).toContain("ECONNREFUSED");
});

test("a proxy whose name does not resolve", async () => {
  const error = await failure({ proxy: "http://proxy.invalid:3128" });
  expect([error.code, error.details.layer]).toEqual(["FETCH_PROXY", "proxy"]);
});

test("a proxy that is something else", async () => {
  const other = createServer((socket) => {
    socket.on("error", () => {});
    socket.end("220 smtp.contoso.example ESMTP\r\n");
  });
  await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
  const error = await failure({ proxy: `http://127.0.0.1:${(other.address() as AddressInfo).port}` });
  expect(error.code).toBe("FETCH_PROXY");
  other.close();
});

test("the name behind a proxy is the proxy's to resolve, and still the certificate's to match", async () => {
  const proxy = await proxyWith({ leadTo: server.port });
  const error = await failure({ proxy: proxy.url, url: "https://feed.contoso.example/getexchangemitigations" });
  expect(proxy.requests[0]?.target).toBe("feed.contoso.example:443");
  expect([error.code, error.details.reason]).toEqual(["FETCH_TLS_UNTRUSTED", "ERR_TLS_CERT_ALTNAME_INVALID"]);
});

test("a proxy that inspects TLS is named by its issuer", async () => {
  const inspecting = await startFakeFeedServer();
  const proxy = await proxyWith({ leadTo: inspecting.port });
  const error = await failure({ proxy: proxy.url });
  expect(error.code).toBe("FETCH_TLS_UNTRUSTED");
  expect(error.message).toContain("issued by CN=Stopgap Loopback TLS Root");
  await inspecting.close();
});

test("a proxy that is spoken to over TLS", async () => {
  const { root, server: own } = generateTlsCertificate();
  const secure = createHttpsServer({ key: own.key, cert: own.certificate });
  secure.on("connect", (request, socket) => {
    const { hostname, port } = new URL(`http://${request.url}`);
    const onward = connect({ host: hostname, port: Number(port) }, () => {
      socket.write("HTTP/1.1 200 OK\r\n\r\n");
      socket.pipe(onward).pipe(socket);
    });
    socket.on("error", () => onward.destroy());
    onward.on("error", () => socket.destroy());
  });
  await new Promise<void>((resolve) => secure.listen(0, "127.0.0.1", resolve));
  const proxy = `https://localhost:${(secure.address() as AddressInfo).port}`;
  expect((await fetchWith({ proxy, ca: [server.ca, root.certificate] })).bytes).toHaveLength(7);
  secure.close();
  secure.closeAllConnections();
});

test("the environment's proxy is used where none is configured, NO_PROXY where it exempts", async () => {
  const proxy = await proxyWith();
  await fetchWith({ environment: { HTTPS_PROXY: proxy.url } });
  await fetchWith({ environment: { ALL_PROXY: proxy.url }, proxy: null });
  expect(proxy.requests).toHaveLength(2);
  await fetchWith({ environment: { https_proxy: proxy.url, NO_PROXY: "localhost" } });
  expect(proxy.requests).toHaveLength(2);
  await fetchWith({ environment: { https_proxy: "http://127.0.0.1:1", NO_PROXY: "localhost" }, proxy: proxy.url });
  expect(proxy.requests).toHaveLength(3);
});
