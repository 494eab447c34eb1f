import { describe, expect, test } from "vitest";
import { bypassesProxy } from "./bypass-proxy.js";
import { chooseProxy } from "./choose-proxy.js";

const feed = new URL("https://feed.contoso.example/x");
const crl = new URL("http://crl.contoso.example/x");

describe("chooseProxy", () => {
  test("configured before environment", () => {
    const proxy = chooseProxy(feed, "http://a.example:1", { https_proxy: "http://b.example:2", no_proxy: "*" });
    expect(proxy).toMatchObject({ endpoint: { host: "a.example", port: 1 }, from: "feed.proxy", authorization: null });
  });

  test.each([
    [feed, { http_proxy: "http://p.example:1" }, null],
    [crl, { http_proxy: "http://p.example:1" }, "http_proxy"],
    [crl, { HTTPS_PROXY: "http://p.example:1" }, null],
    [feed, { HTTPS_PROXY: "http://p.example:1", https_proxy: "http://q.example:1" }, "https_proxy"],
    [feed, { HTTPS_PROXY: "", ALL_PROXY: "http://p.example:1" }, "ALL_PROXY"],
    [feed, { HTTPS_PROXY: "http://p.example:1", NO_PROXY: "contoso.example" }, null],
    [feed, {}, null],
  ])("%s with %j", (url, environment, from) => {
    expect(chooseProxy(url, null, environment)?.from ?? null).toBe(from);
  });

  test.each([
    ["http://p.example", 80, false],
    ["https://p.example", 443, true],
    ["http://[::1]:3128", 3128, false],
    ["p.example:3128", 3128, false],
  ])("%s", (text, port, secure) => {
    expect(chooseProxy(feed, text, {})).toMatchObject({ endpoint: { port }, secure });
  });

  test.each([
    ["http://u:p@p.example", "u:p"],
    ["http://u@p.example", "u:"],
    ["http://u%40d:p%25%3A@p.example", "u@d:p%:"],
    ["http://u:100%@p.example", "u:100%"],
  ])("credentials of %s", (text, plain) => {
    const sent = chooseProxy(feed, text, {})?.authorization ?? "";
    expect(Buffer.from(sent.replace("Basic ", ""), "base64").toString()).toBe(plain);
  });

  test.each([
    "socks5://u:hunter2@p.example",
    "http://u:hunter2@p.example/path",
    "http://u:hun#ter2@p.example",
    "http://u:hunter2@",
    "http://u:hunter2@p.example:port",
  ])("%s is refused without being repeated", (text) => {
    const choose = () => chooseProxy(feed, text, {});
    expect(choose).toThrow(expect.objectContaining({ code: "CONFIGURATION_INVALID" }));
    expect(choose).not.toThrow(/hun/);
  });
});

test.each([
  ["feed.contoso.example", 443, "contoso.example", true],
  ["feed.contoso.example", 443, ".contoso.example", true],
  ["feed.contoso.example", 443, "*.contoso.example", true],
  ["FEED.contoso.example.", 443, "x, feed.Contoso.example", true],
  ["notcontoso.example", 443, "contoso.example", false],
  ["contoso.example", 443, ".contoso.example", true],
  ["feed.contoso.example", 443, "feed.contoso.example:8443", false],
  ["feed.contoso.example", 8443, "feed.contoso.example:8443", true],
  ["feed.contoso.example", 443, "*", true],
  ["feed.contoso.example", 443, "", false],
  ["feed.contoso.example", 443, ".", false],
  ["10.1.2.3", 443, "10.0.0.0/8", true],
  ["11.1.2.3", 443, "10.0.0.0/8", false],
  ["10.1.2.3", 443, "10.0.0.0/99", false],
  ["10.1.2.3", 443, "2.3", false],
  ["::1", 443, "[::1]:443", true],
  ["::1", 443, "::1", true],
  ["fd00::1", 443, "fd00::/8", true],
  ["feed.contoso.example", 443, "10.0.0.0/0", false],
])("NO_PROXY for %s:%i with %j", (host, port, list, expected) => {
  expect(bypassesProxy({ host, port }, list)).toBe(expected);
});
