import { initialState, type State } from "@stopgap/core";
import { describe, expect, it } from "vitest";
import {
  sampleApplied,
  sampleDecided,
  sampleDecision,
  sampleFeed,
  sampleLog,
  sampleVerified,
} from "../../testing/sample-events.js";
import type { Configuration } from "../configuration/configuration.js";
import { colours } from "../output/colours.js";
import type { HealthFacts } from "./health-facts.js";
import { hiddenBecause } from "./health-gate.js";
import { asksForAttention } from "./health-row.js";
import { healthRows } from "./health-rows.js";
import { healthText } from "./health-text.js";
import { serviceRows } from "./service-rows.js";

const at = "2026-11-21T18:00:00.000Z";
const server = { name: "Server1", product: "Exchange2019", build: "15.2.1118.12", roles: ["Mailbox"] };

const configuration: Configuration = {
  file: "/x/stopgap.yaml",
  organization: "Contoso",
  server,
  feed: {
    url: "https://feed.example/",
    proxy: null,
    ca: null,
    schedule: "0 * * * *",
    startupDelay: 0,
    jitter: 0,
    timeout: 1,
    maxBytes: 1,
  },
  trust: {
    roots: [],
    issuers: [],
    extendedKeyUsage: [],
    timestampRoots: [],
    revocation: { mode: "off", crls: [] },
    freshness: { requireSerial: false },
    deadline: 60_000,
  },
  freshness: { alarmAfter: 86_400_000 },
  store: { file: "/x/stopgap.db" },
  host: { kind: "linux" },
  plugins: [],
  onRetired: "keep",
  onEquivalent: "add",
  drift: "repair",
  diagnostics: { enabled: false, url: null },
  log: { directory: "/x/logs", level: "info", system: null },
  notify: [],
  metrics: { file: true, port: null },
};

function facts(more: Partial<HealthFacts> = {}): HealthFacts {
  return {
    state: initialState,
    configuration,
    now: new Date(at),
    service: { running: true, automatic: true },
    feed: verifiedFeed(),
    log: { ok: true, events: 4, problems: [] },
    targets: [],
    exchangeFolder: "C:\\Exchange\\V15\\",
    trustEnds: [],
    ...more,
  };
}

function verifiedFeed(decision = sampleDecision("M1.1.0", { decision: "keep" })): HealthFacts["feed"] {
  const plan = {
    cycle: "c",
    server: "Server1",
    feed: { sha256: "a".repeat(64), profile: "EOCS 1.1", serial: 42, signer: "CN=Signer" },
    facts: sampleDecided("Server1", []).facts,
    mitigations: [decision],
    listed: sampleFeed(["M1.1.0"]).mitigations,
    left: null,
    trustWarnings: [],
    changes: {},
  };
  return { outcome: "verified", plan, issued: null, expires: "2026-12-21T00:00:00Z" };
}

function goodLog() {
  const log = sampleLog();
  log.add("server/Server1", "Verified", sampleVerified(42), at);
  log.add("server/Server1", "Decided", sampleDecided("Server1", [sampleDecision("M1.1.0")], 1), at);
  log.add("server/Server1", "Applied", sampleApplied("M1.1.0"), at);
  return log;
}

function withSwitches(organization: boolean, own: boolean): State {
  const log = sampleLog();
  const set = (stream: string, to: boolean) =>
    log.add(stream, "SettingsChanged", { setting: "MitigationsEnabled", from: !to, to, reason: null }, at);
  set("organization", organization);
  set("server/Server1", own);
  return log.state();
}

describe("HealthChecker's rows", () => {
  const name = "Exchange Emergency Mitigation Service";
  const more = { name: null, details: "More Information: https://aka.ms/HC-EEMS", color: "Yellow" };

  it.each([
    [true, true, [{ name, details: "Enabled", color: "Green" }]],
    [false, true, [{ name, details: "Disabled on org level", color: "Yellow" }, more]],
    [true, false, [{ name, details: "Disabled on server level", color: "Yellow" }, more]],
    [false, false, [{ name, details: "Disabled", color: "Yellow" }, more]],
  ])("organization %s, server %s", (organization, own, rows) => {
    const seen = serviceRows(facts({ state: withSwitches(organization, own) }));
    expect(seen.slice(0, rows.length)).toEqual(rows);
    expect(seen[rows.length]?.name).toBe("Windows service");
  });

  it.each([
    [null, "Unknown", "Yellow"],
    [{ running: true, automatic: true }, "Running", "Grey"],
    [{ running: false, automatic: true }, "Investigate", "Yellow"],
    [{ running: true, automatic: false }, "Investigate", "Yellow"],
  ])("service %j", (service, details, color) => {
    expect(serviceRows(facts({ service }))).toContainEqual({ name: "Windows service", details, color });
  });

  it("the pattern service reached and out of reach", () => {
    const reached = { name: "Pattern service", details: "200 - Reachable", color: "Grey" };
    expect(serviceRows(facts())).toContainEqual(reached);
    const refused = { outcome: "refused", code: "SIGNATURE_WRONG", message: "no" } as const;
    expect(serviceRows(facts({ feed: refused }))).toContainEqual(reached);
    const details = "Unreachable\r\n\t\tMore information: https://aka.ms/HelpConnectivityEEMS";
    const unreachable = { outcome: "unreachable", code: "FETCH_DNS", message: "no" } as const;
    expect(serviceRows(facts({ feed: unreachable }))).toContainEqual({
      name: "Pattern service",
      details,
      color: "Yellow",
    });
  });

  it("what is applied, what is blocked, what is sent", () => {
    const log = goodLog();
    const blocks = [{ id: "M2", until: null, reason: null }];
    const data = { setting: "MitigationsBlocked" as const, from: [], to: ["M2"], reason: null, blocks };
    log.add("server/Server1", "SettingsChanged", data, at);
    expect(serviceRows(facts({ state: log.state() })).slice(3)).toEqual([
      { name: "Mitigation applied", details: "M1.1.0", color: "Grey" },
      {
        name: null,
        details: "Run: 'Get-Mitigations.ps1' from: 'C:\\Exchange\\V15\\Scripts' to learn more.",
        color: "Grey",
      },
      { name: "Mitigation blocked", details: "M2", color: "Yellow" },
      { name: "Telemetry enabled", details: "False", color: "Grey" },
    ]);
  });
});

describe("who sees HealthChecker's rows", () => {
  it.each([
    ["Exchange2016", "15.1.2375.7", true],
    ["Exchange2016", "15.1.2375.6", false],
    ["Exchange2019", "15.2.986.5", true],
    ["Exchange2019", "15.2.986.4", false],
    ["Exchange2019", "15.2.1118.7", true],
    ["ExchangeSE", "15.2.2562.17", true],
    ["ExchangeSE", "15.2.1748.10", false],
    ["Exchange2013", "15.0.1497.44", false],
    ["Contoso Server", "1.0.0.0", true],
  ])("%s %s: %s", (product, build, shown) => {
    expect(hiddenBecause({ ...server, product, build }) === null).toBe(shown);
  });

  it("not an Edge server, where nothing runs", () => {
    const edge = { ...server, roles: ["Edge"] };
    expect(hiddenBecause(edge)).toContain("Edge Transport");
    expect(healthRows(facts({ configuration: { ...configuration, server: edge } }))).toEqual([]);
  });

  it("and an older build has only our rows", () => {
    const older = { ...configuration, server: { ...server, build: "15.2.858.5" } };
    const names = healthRows(facts({ configuration: older })).map(({ name }) => name);
    expect(names).not.toContain("Windows service");
    expect(names).toContain("Feed age");
  });
});

describe("our rows", () => {
  const rowsOf = (more: Partial<HealthFacts>) => healthRows(facts(more));
  const find = (more: Partial<HealthFacts>, name: string) => rowsOf(more).filter((row) => row.name === name);

  it("ask for nothing where all is well", () => {
    const rows = rowsOf({ state: goodLog().state() });
    expect(rows.filter(({ color }) => color === "Yellow" || color === "Red")).toEqual([]);
    expect(asksForAttention(rows)).toBe(false);
  });

  it("feed age: none, fresh, too old", () => {
    expect(find({}, "Feed age")).toMatchObject([{ color: "Yellow" }]);
    const state = goodLog().state();
    expect(find({ state }, "Feed age")).toMatchObject([
      { color: "Grey", details: expect.stringContaining("serial 42") },
    ]);
    expect(find({ state, now: new Date("2026-11-22T18:00:00.000Z") }, "Feed age")).toMatchObject([{ color: "Yellow" }]);
  });

  it("a feed that is refused is red, one out of reach yellow", () => {
    const of = (outcome: "refused" | "unreachable") =>
      find({ feed: { outcome, code: "CODE", message: "why" } }, "Feed now");
    expect(of("refused")).toEqual([{ name: "Feed now", details: "CODE: why", color: "Red" }]);
    expect(of("unreachable")).toMatchObject([{ color: "Yellow" }]);
  });

  it("the ends of trust, the nearest first", () => {
    const trustEnds = [
      { key: "trust.roots", subject: "CN=Root", notAfter: "2036-01-01T00:00:00.000Z" },
      { key: "trust.timestampRoots", subject: "CN=Soon", notAfter: "2026-12-01T00:00:00.000Z" },
      { key: "trust.roots", subject: "CN=Gone", notAfter: "2026-11-01T00:00:00.000Z" },
    ];
    expect(find({ trustEnds }, "Trust ends").map(({ color }) => color)).toEqual(["Red", "Yellow", "Grey"]);
  });

  it("drift as it is on the host now", () => {
    const drifted = sampleDecision("M1.1.0", { decision: "reapply", reason: "applied before, now absent on the host" });
    const details = "M1.1.0: applied before, now absent on the host";
    expect(find({ feed: verifiedFeed(drifted) }, "Drift")).toEqual([{ name: "Drift", details, color: "Yellow" }]);
  });

  it("what failed, what was retired and left, what is known to suffer", () => {
    const log = goodLog();
    const failure = { stage: "apply", code: "NOT_EFFECTIVE", message: "why", mitigation: "M3", appliedId: "M3.1.0" };
    log.add("server/Server1", "Failed", failure, at);
    expect(find({ state: log.state() }, "Mitigation failed")).toEqual([
      { name: "Mitigation failed", details: "M3.1.0: NOT_EFFECTIVE: why", color: "Red" },
    ]);
    expect(find({ state: log.state() }, "Known side effect")).toMatchObject([
      { color: "Grey", details: expect.stringContaining("The monitor OWACalendar.Proxy") },
    ]);
    log.add("server/Server1", "Retired", { mitigation: "M1", appliedId: "M1.1.0", why: "no longer in the feed" }, at);
    expect(find({ state: log.state() }, "Retired, still on the host")).toMatchObject([{ color: "Yellow" }]);
    expect(find({ state: log.state() }, "Known side effect")).toEqual([]);
  });

  it("a damaged log", () => {
    const log = { ok: false, events: 4, problems: [{ position: 3, code: "HASH_WRONG" }] };
    expect(find({ log }, "Event log")).toMatchObject([
      { color: "Red", details: expect.stringContaining("HASH_WRONG at 3") },
    ]);
  });

  it("who is told: a refusal asks for attention, and what was set aside does for a day", () => {
    const target = {
      name: "notify-x",
      title: "webhook https://x",
      delivered: 4,
      behind: 0,
      setAside: 0,
      lastSetAside: null,
      refused: null,
    };
    const details = (more: Partial<HealthFacts["targets"][number]>) =>
      find({ targets: [{ ...target, ...more }] }, "Notifications").map((row) => [row.color, row.details]);
    expect(details({})).toEqual([["Grey", "webhook https://x: 4 delivered"]]);
    const refused = { position: 9, since: at, tries: 3, message: "it answered 500" };
    expect(details({ refused, behind: 2 })).toEqual([
      ["Yellow", expect.stringMatching(/refused 3 times, first .* ago: it answered 500; 2 events wait$/)],
    ]);
    const left = { setAside: 1, lastSetAside: at };
    expect(details(left)).toEqual([["Yellow", expect.stringContaining("; 1 set aside")]]);
    expect(details({ ...left, lastSetAside: "2026-01-01T00:00:00.000Z" })[0]?.[0]).toBe("Grey");
    expect(find({}, "Notifications")).toEqual([]);
  });

  it("the newest cycle", () => {
    const log = goodLog();
    expect(find({ state: log.state() }, "Last cycle")).toMatchObject([{ color: "Grey" }]);
    const dayAfter = new Date(Date.parse(at) + 24 * 3_600_000);
    expect(find({ state: log.state(), now: dayAfter }, "Last cycle")).toMatchObject([
      { details: "Done 1 day ago", color: "Yellow" },
    ]);
    const failure = { stage: "fetch", code: "FETCH_DNS", message: "why", mitigation: null, appliedId: null };
    log.add("server/Server1", "Failed", failure, at);
    expect(find({ state: log.state() }, "Last cycle")).toMatchObject([{ color: "Yellow" }]);
  });
});

it("the text marks in words what the colours say", () => {
  const rows = [
    { name: "Pattern service", details: "Unreachable\r\n\t\tMore information: https://x", color: "Yellow" },
    { name: null, details: "on", color: "Red" },
  ] as const;
  const page = { width: Number.POSITIVE_INFINITY, colours: colours(false) };
  expect(healthText(rows, page)).toBe(
    "look  Pattern service: Unreachable\n                       More information: https://x\nact                    on\n",
  );
  expect(healthText(rows, { ...page, width: 40 })).toBe(
    "look Pattern service:\n  Unreachable\n  More information: https://x\n  on\n",
  );
});
