import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { startFakeProxy } from "../testing/fake-proxy.js";
import { createCrlFetcher } from "./crl-fetcher.js";

const never = new AbortController().signal;
let asked: string[] = [];
let handler: RequestListener = (_request, response) => void response.end("crl");
const server = createServer((request, response) => {
  asked.push(request.url ?? "");
  handler(request, response);
});
let url = "";
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://localhost:${(server.address() as AddressInfo).port}/root.crl`;
});
afterAll(() => {
  server.close();
  server.closeAllConnections();
});
beforeEach(() => {
  asked = [];
  handler = (_request, response) => void response.end("crl");
});

test("a CRL is fetched once until told to forget", async () => {
  const { fetchCrl, forget } = createCrlFetcher({ timeoutMs: 5000, environment: {} });
  expect(Buffer.from(await fetchCrl(url, never)).toString()).toBe("crl");
  await fetchCrl(url, never);
  expect(asked).toHaveLength(1);
  forget();
  await fetchCrl(url, never);
  expect(asked).toHaveLength(2);
});

test("a failure is not remembered", async () => {
  const { fetchCrl, attempts } = createCrlFetcher({ timeoutMs: 5000, environment: {} });
  handler = (_request, response) => void response.writeHead(503).end();
  await expect(fetchCrl(url, never)).rejects.toMatchObject({ code: "FETCH_HTTP_STATUS" });
  expect(attempts()).toEqual([{ url, failure: expect.objectContaining({ code: "FETCH_HTTP_STATUS" }) }]);
  handler = (_request, response) => void response.end("crl");
  expect(await fetchCrl(url, never)).toHaveLength(3);
  expect(attempts()).toEqual([{ url, failure: null }]);
});

test("more than the cap is refused", async () => {
  const { fetchCrl } = createCrlFetcher({ timeoutMs: 5000, maxBytes: 2, environment: {} });
  await expect(fetchCrl(url, never)).rejects.toMatchObject({ code: "DOCUMENT_TOO_LARGE" });
});

test("http: goes to the proxy with the whole URL and the credentials", async () => {
  const proxy = await startFakeProxy({ credentials: "svc:secret" });
  const { fetchCrl } = createCrlFetcher({
    proxy: proxy.url.replace("//", "//svc:secret@"),
    timeoutMs: 5000,
    environment: {},
  });
  expect(await fetchCrl(url, never)).toHaveLength(3);
  expect(proxy.requests).toEqual([expect.objectContaining({ method: "GET", target: url })]);
  expect(asked).toEqual(["/root.crl"]);
  const without = createCrlFetcher({ proxy: proxy.url, timeoutMs: 5000, environment: {} });
  await expect(without.fetchCrl(url, never)).rejects.toMatchObject({ code: "FETCH_PROXY_AUTHENTICATION" });
  await proxy.close();
});

test("redirects stay within the scheme", async () => {
  const { fetchCrl } = createCrlFetcher({ timeoutMs: 5000, environment: {} });
  handler = (request, response) => {
    if (request.url === "/root.crl")
      response.writeHead(302, { location: url.replace("localhost", "127.0.0.1").replace("root", "new") });
    response.end("moved");
  };
  expect(Buffer.from(await fetchCrl(url, never)).toString()).toBe("moved");
  expect(asked).toEqual(["/root.crl", "/new.crl"]);
  handler = (_request, response) => void response.writeHead(302, { location: "https://localhost/root.crl" }).end();
  await expect(fetchCrl(`${url}?2`, never)).rejects.toMatchObject({ code: "FETCH_REDIRECT" });
});

test.each(["ldap:///CN=Root", "file:///etc/passwd", "nonsense"])("%s is not fetched", async (address) => {
  const { fetchCrl } = createCrlFetcher({ timeoutMs: 5000, environment: {} });
  await expect(fetchCrl(address, never)).rejects.toMatchObject({ stage: "fetch" });
});
