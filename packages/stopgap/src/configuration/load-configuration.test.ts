import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { StopgapError } from "@stopgap/core";
import { generateSigningChain } from "@stopgap/core/publish";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { configurationPlaces } from "./find-configuration.js";
import { loadConfiguration } from "./load-configuration.js";

const made = mkdtempSync(join(tmpdir(), "stopgap-configuration-"));
afterAll(() => rmSync(made, { recursive: true }));

const minimal = `
server: { name: Server1, product: Exchange2019, build: 15.2.1118.12 }
feed: { url: https://feed.example/getexchangemitigations }
trust: { roots: [root.pem], issuer: CN=Signing CA }
`;

let folder: string;
let rootPem: string;

beforeEach(() => {
  folder = mkdtempSync(join(made, "case-"));
  rootPem ??= generateSigningChain({ keyType: "ec" }).root.certificate;
  writeFileSync(join(folder, "root.pem"), rootPem);
});

const place = () => ({ folder, platform: "linux" as const, environment: {} });

function write(text: string, name = "stopgap.yaml"): string {
  writeFileSync(join(folder, name), text);
  return name;
}

async function load(text: string) {
  return await loadConfiguration(write(text), place());
}

async function refusal(text: string): Promise<StopgapError> {
  const error = await load(text).then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof StopgapError)) throw new Error(`accepted, or not a StopgapError: ${String(error)}`);
  return error;
}

/** The minimal configuration with one line more or changed, by key. */
function withFeed(line: string): string {
  return minimal.replace("getexchangemitigations }", `getexchangemitigations, ${line} }`);
}

describe("a configuration", () => {
  it("has the contract's defaults", async () => {
    const { feed, trust, store, host, plugins, log, diagnostics, server, ...rest } = await load(minimal);
    const { onRetired, onEquivalent, drift, freshness } = rest;
    expect(feed).toEqual({
      url: "https://feed.example/getexchangemitigations",
      proxy: null,
      ca: null,
      schedule: "0 * * * *",
      startupDelay: 600_000,
      jitter: 0,
      timeout: 30_000,
      maxBytes: 5 * 1024 * 1024,
    });
    expect(trust.roots).toHaveLength(1);
    expect(trust).toMatchObject({
      issuers: ["CN=Signing CA"],
      extendedKeyUsage: ["1.3.6.1.5.5.7.3.3"],
      timestampRoots: [],
      revocation: { mode: "off", crls: [] },
      freshness: { requireSerial: false },
      deadline: 60_000,
    });
    expect(server.roles).toEqual(["Mailbox"]);
    expect(store.file).toBe(join(folder, "stopgap.db"));
    expect(host).toEqual({ kind: "sandbox", root: join(folder, "server") });
    expect(plugins).toEqual(["@stopgap/plugin-iis", "@stopgap/plugin-service", "@stopgap/plugin-apppool"]);
    expect({ onRetired, onEquivalent, drift, freshness }).toEqual({
      onRetired: "keep",
      onEquivalent: "add",
      drift: "repair",
      freshness: { alarmAfter: 86_400_000 },
    });
    expect(diagnostics).toEqual({ enabled: false, url: null });
    expect(log).toEqual({ directory: join(folder, "logs"), level: "info", system: null });
  });

  it("takes every key of the contract's example", async () => {
    writeFileSync(join(folder, "tls-root.pem"), rootPem);
    const loaded = await load(`
organization: Contoso
server: { name: Server1, product: Exchange2019, build: 15.2.1118.12, roles: [Mailbox] }
feed:
  url: https://feed.contoso.example/getexchangemitigations
  proxy: http://proxy.contoso.example:8080
  ca: ./tls-root.pem
  schedule: "0 * * * *"      # UTC
  startupDelay: 10m
  timeout: 30s
  maxBytes: 5MiB
trust:
  roots: [./root.pem]
  issuer: CN=Contoso Feed Signing CA
  extendedKeyUsage: [1.3.6.1.5.5.7.3.3]
  timestampRoots: []
  revocation: { mode: off, crls: [] }
  freshness: { requireSerial: false }
store: { file: ./stopgap.db }
host: { kind: sandbox, root: ./server }
plugins: ["@stopgap/plugin-iis", "@stopgap/plugin-service", "@stopgap/plugin-apppool"]
onRetired: keep
diagnostics: { enabled: false, url: null }
log: { directory: ./logs, level: info }
`);
    expect(loaded.organization).toBe("Contoso");
    expect(loaded.feed.proxy).toBe("http://proxy.contoso.example:8080/");
    expect(loaded.feed.ca).toBe(rootPem);
  });

  it("may be JSON, whatever the file is called", async () => {
    const json = {
      server: { name: "Server1", product: "Exchange2019", build: "15.2.1118.12" },
      feed: { url: "https://feed.example/", maxBytes: 1000 },
      trust: { roots: ["root.pem"], issuer: ["CN=One", "CN=Two"] },
    };
    const loaded = await load(JSON.stringify(json, null, "\t"));
    expect(loaded.feed.maxBytes).toBe(1000);
    expect(loaded.trust.issuers).toEqual(["CN=One", "CN=Two"]);
  });

  it("takes relative paths from its own folder, in file: URLs too", async () => {
    mkdirSync(join(folder, "etc"));
    writeFileSync(join(folder, "etc", "root.pem"), rootPem);
    write(minimal.replace("https://feed.example/getexchangemitigations", "file:./feed.xml"), "etc/own.yaml");
    const loaded = await loadConfiguration("etc/own.yaml", place());
    expect(loaded.feed.url).toBe(`file://${join(folder, "etc", "feed.xml")}`);
    expect(loaded.store.file).toBe(join(folder, "etc", "stopgap.db"));
  });

  it("takes the proxy as InternetWebProxy has it, without a scheme", async () => {
    const loaded = await load(withFeed('proxy: "proxy.contoso.com:8080"'));
    expect(loaded.feed.proxy).toBe("http://proxy.contoso.com:8080/");
  });
});

describe("a configuration is refused with the key and what to do", () => {
  const cases: readonly [what: string, text: () => string, message: string | RegExp, remedy?: string | RegExp][] = [
    ["a misspelt key", () => withFeed("shedule: x"), "feed.shedule is not a known key", "did you mean feed.schedule?"],
    [
      "a key at the wrong place",
      () => `${minimal}schedule: "0 * * * *"\n`,
      "schedule is not a known key",
      "did you mean feed.schedule?",
    ],
    [
      "a misspelt key that is required",
      () => minimal.replace("product:", "prodcut:"),
      "server.prodcut is not a known key",
      /^did you mean server\.product\?/,
    ],
    ["a missing key", () => minimal.replace("product: Exchange2019, ", ""), "server.product is missing", "add it"],
    ["a missing group", () => minimal.replace(/^trust.*$/m, ""), "trust is missing", "add it"],
    [
      "a build that YAML reads as a number",
      () => minimal.replace("15.2.1118.12", "15.2"),
      /server\.build .* not 15\.2$/,
    ],
    ["a build of three parts", () => minimal.replace("15.2.1118.12", "15.2.1118"), /server\.build .* "15\.2\.1118"$/],
    ["plain http", () => minimal.replace("https:", "http:"), "feed.url must begin with https: or file:, not http:"],
    [
      "no URL",
      () => minimal.replace("https://feed.example/getexchangemitigations", "feed"),
      /^feed\.url must be a URL/,
    ],
    [
      "credentials in the feed's URL",
      () => minimal.replace("https://", "https://user:hunter2@"),
      "feed.url must not carry a user name or password",
    ],
    ["a duration without a unit", () => withFeed('timeout: "30"'), /^feed\.timeout must be a duration/],
    ["a duration that is a number", () => withFeed("timeout: 30"), /^feed\.timeout must be a duration/],
    ["a size that is none", () => withFeed("maxBytes: lots"), /^feed\.maxBytes must be a size/],
    ["no size at all", () => withFeed("maxBytes: 0"), /^feed\.maxBytes must be a size/],
    ["a cron expression that is none", () => withFeed('schedule: "61 * * * *"'), /^feed\.schedule must be a cron/],
    ["a word that is none of the known", () => `${minimal}onRetired: undo\n`, "onRetired must be keep or revert"],
    ["a host of no kind", () => `${minimal}host: { kind: docker }\n`, "host.kind must be windows, linux or sandbox"],
    [
      "a root on a host that has none",
      () => `${minimal}host: { kind: linux, root: x }\n`,
      "host.root is not a known key",
    ],
    [
      "a truth that is a text",
      () => `${minimal}diagnostics: { enabled: "no" }\n`,
      "diagnostics.enabled must be true or false",
    ],
    [
      "diagnostics without a URL",
      () => `${minimal}diagnostics: { enabled: true }\n`,
      /^diagnostics\.url must be given/,
    ],
    ["a plugin that is no package", () => `${minimal}plugins: ["../evil"]\n`, /^plugins\[0\] must be the name/],
    ["no root", () => minimal.replace("[root.pem]", "[]"), "trust.roots must name at least one PEM file"],
    ["a list that is a text", () => minimal.replace("[root.pem]", "root.pem"), "trust.roots must be a list"],
    ["no issuer", () => minimal.replace(", issuer: CN=Signing CA", ""), "trust.issuer is missing"],
    ["an empty file", () => "", "the file is empty"],
    ["a list as the file", () => "- a\n", "the file is not a group of keys"],
    ["broken YAML", () => "server:\n  name: [a\n", /^line \d+, column \d+ is not YAML/],
    ["a key twice", () => `${minimal}onRetired: keep\nonRetired: revert\n`, /^line 6, column 1 is not YAML/],
    ["a key twice in JSON", () => '{"onRetired":"keep","onRetired":"revert"}', /^line 1, column 21 is not YAML/],
    [
      "a root that is not there",
      () => minimal.replace("root.pem", "gone.pem"),
      /^trust\.roots names .*gone\.pem, which does not exist/,
    ],
    [
      "a TLS root that is not there",
      () => withFeed("ca: gone.pem"),
      /^feed\.ca names .*gone\.pem, which does not exist/,
    ],
  ];
  it.each(cases)("%s", async (_, text, message, remedy) => {
    const error = await refusal(text());
    expect(error.code).toBe("CONFIGURATION_INVALID");
    if (typeof message === "string") expect(error.message).toBe(message);
    else expect(error.message).toMatch(message);
    if (typeof remedy === "string") expect(error.remedy).toBe(remedy);
    else if (remedy !== undefined) expect(error.remedy).toMatch(remedy);
  });

  it.each(["utf16le", "latin1"] as const)("a file in %s", async (encoding) => {
    const text = `\uFEFF${minimal}organization: Zürich\n`.slice(encoding === "latin1" ? 1 : 0);
    writeFileSync(join(folder, "stopgap.yaml"), Buffer.from(text, encoding));
    await expect(loadConfiguration("stopgap.yaml", place())).rejects.toMatchObject({
      code: "CONFIGURATION_INVALID",
      message: expect.stringMatching(/stopgap\.yaml is not UTF-8 text$/),
    });
  });

  it("a root that is not PEM", async () => {
    writeFileSync(join(folder, "root.pem"), "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
    const error = await refusal(minimal);
    expect(error.message).toMatch(/^trust\.roots names .*root\.pem, which is not a PEM file of certificates$/);
  });

  it("and says how many problems more there are, with the line of each", async () => {
    const error = await refusal(`${minimal}onRetired: undo\nshedule: x\n`);
    expect(error.message).toBe("shedule is not a known key");
    expect(error.remedy).toMatch(/and 1 more/);
    expect(error.details.problems).toMatchObject([{ line: 6 }, { line: 5 }]);
  });

  it("without ever showing the proxy's password", async () => {
    const error = await refusal(withFeed('proxy: "ftp://user:hunter2@proxy"'));
    expect(error.message).toMatch(/^feed\.proxy must be a proxy/);
    expect(JSON.stringify([error.message, error.remedy, error.details])).not.toContain("hunter2");
  });
});

describe("where a configuration is looked for", () => {
  it("is the working folder, then the platform's place", () => {
    expect(configurationPlaces(place())).toEqual([join(folder, "stopgap.yaml"), "/etc/stopgap/stopgap.yaml"]);
    const windows = { folder, platform: "win32" as const, environment: { ProgramData: "D:\\Data" } };
    expect(configurationPlaces(windows)[1]).toBe("D:\\Data\\Stopgap\\stopgap.yaml");
  });

  it("is named where none is found", async () => {
    await expect(loadConfiguration("other.yaml", place())).rejects.toMatchObject({
      code: "CONFIGURATION_NOT_FOUND",
      message: "there is no configuration at other.yaml",
    });
  });
});
