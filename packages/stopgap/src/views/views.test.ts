import type { CyclePlan } from "@stopgap/core";
import { describe, expect, it } from "vitest";
import {
  documentHash,
  sampleApplied,
  sampleDecided,
  sampleDecision,
  sampleFeed,
  sampleLog,
  sampleVerified,
} from "../../testing/sample-events.js";
import { colours } from "../output/colours.js";
import { cycleDocument, someFailed } from "./decision-rows.js";
import { eventLine } from "./event-lines.js";
import { explanations, explanationText } from "./explanation.js";
import { findServers } from "./find-servers.js";
import { mitigationRows, notForThisVersion } from "./mitigation-rows.js";
import { planText } from "./plan-text.js";
import { serverSettings, serverSettingsText } from "./server-settings.js";

const at = "2026-11-21T18:00:00.000Z";
const plain = colours(false);

function appliedLog() {
  const log = sampleLog();
  log.add("server/Server1", "Verified", sampleVerified(42), at);
  const decisions = [
    sampleDecision("M1.1.0"),
    sampleDecision("M2.1.0"),
    sampleDecision("M3.1.0", { decision: "skip-not-applicable", status: "NotApplicable", rule: 4 }),
    sampleDecision("M5.1.0", { decision: "unsupported", status: "Failed", rule: 1, type: "Firewall" }),
  ];
  log.add("server/Server1", "Decided", sampleDecided("Server1", decisions, 1), at);
  log.add("server/Server1", "Applied", sampleApplied("M1.1.0"), at);
  log.add("server/Server1", "Applied", sampleApplied("M2.1.0"), at);
  return log;
}

function change(log: ReturnType<typeof sampleLog>, blocked: readonly string[], until: string | null = null): void {
  const blocks = blocked.map((id) => ({ id, until, reason: null }));
  const data = { setting: "MitigationsBlocked" as const, from: [], to: blocked, reason: "why", blocks };
  log.add("server/Server1", "SettingsChanged", data, at, "alice");
}

describe("get", () => {
  it("shows the cmdlet's properties, enabled as the and of both switches", () => {
    const log = appliedLog();
    change(log, ["M1"]);
    const enabled = { setting: "MitigationsEnabled" as const, from: true, to: false, reason: null };
    log.add("organization", "SettingsChanged", enabled, at);
    const state = log.state();
    const settings = findServers(state, "Server1").map((server) => serverSettings(state, server));
    expect(settings).toEqual([
      {
        Name: "Server1",
        MitigationsEnabled: false,
        MitigationsApplied: ["M1.1.0", "M2.1.0"],
        MitigationsBlocked: ["M1"],
      },
    ]);
    expect(serverSettingsText(settings)).toContain("MitigationsApplied  :   {M1.1.0, M2.1.0}\n");
  });

  it("shows the configured server before anything happened, and refuses an unknown one", () => {
    const state = sampleLog().state();
    expect(findServers(state, "Server1").map(({ name }) => name)).toEqual(["Server1"]);
    expect(findServers(state, "Server1", "server1").map(({ name }) => name)).toEqual(["Server1"]);
    expect(() => findServers(state, "Server1", "Server9")).toThrow('there is no server "Server9"');
  });
});

describe("mitigations", () => {
  const feeds = new Map([[documentHash, sampleFeed(["M1.1.0", "M2.1.0", "M3.1.0"])]]);
  const rowsOf = (log: ReturnType<typeof sampleLog>) =>
    findServers(log.state(), "Server1").flatMap((server) => mitigationRows(server, feeds, at));
  const statuses = (log: ReturnType<typeof sampleLog>) =>
    Object.fromEntries(rowsOf(log).map((row) => [row.ID, row.Status]));

  it("gives each action its type, text and status", () => {
    const SideEffects = [{ text: "Print Calendar does not work.", probe: "OWACalendar.Proxy" }];
    const rule = { Server: "Server1", Type: "UrlRewrite", SideEffects };
    expect(rowsOf(appliedLog())).toEqual([
      { ...rule, ID: "M1.1.0", Description: "Description of M1.1.0", Status: "Applied" },
      { ...rule, ID: "M2.1.0", Description: "Description of M2.1.0", Status: "Applied" },
      { ...rule, ID: "M3.1.0", Description: notForThisVersion, Status: "NotApplicable" },
      { Server: "Server1", ID: "M5.1.0", Type: "Firewall", Description: "", Status: "Failed" },
    ]);
  });

  it("follows a block at once, until it ends", () => {
    const log = appliedLog();
    change(log, ["m1"]);
    expect(statuses(log)).toMatchObject({ "M1.1.0": "Blocked", "M2.1.0": "Applied" });
    const ended = appliedLog();
    change(ended, ["M1"], at);
    expect(statuses(ended)).toMatchObject({ "M1.1.0": "Applied" });
  });

  it("lists a block that names nothing known", () => {
    const log = appliedLog();
    change(log, ["M9"]);
    expect(rowsOf(log).at(-1)).toEqual({ Server: "Server1", ID: "M9", Type: "", Description: "", Status: "Blocked" });
  });

  it("shows a failed apply as failed and a reverted one as pending", () => {
    const log = appliedLog();
    const about = { mitigation: "M1", appliedId: "M1.1.0" };
    log.add("server/Server1", "Reverted", { ...about, forced: false, handedOver: [] }, at);
    expect(statuses(log)).toMatchObject({ "M1.1.0": "Pending" });
    log.add("server/Server1", "Failed", { stage: "apply", code: "NOT_EFFECTIVE", message: "no", ...about }, at);
    expect(statuses(log)).toMatchObject({ "M1.1.0": "Failed" });
  });

  it("keeps calling applied what could not be reverted", () => {
    const log = appliedLog();
    const about = { mitigation: "M1", appliedId: "M1.1.0" };
    log.add("server/Server1", "Failed", { stage: "apply", code: "HOST_CHANGED", message: "changed", ...about }, at);
    expect(statuses(log)).toMatchObject({ "M1.1.0": "Applied" });
  });
});

describe("log", () => {
  it("says each event in one line, with who did it", () => {
    const log = appliedLog();
    change(log, ["M1"]);
    const failure = {
      stage: "fetch",
      code: "FETCH_DNS",
      message: "no\u001b[2J\nname",
      mitigation: null,
      appliedId: null,
    };
    log.add("server/Server1", "Failed", failure, at);
    const lines = log.events.map((event) => eventLine(event, plain));
    expect(lines).toEqual([
      "2026-11-21 18:00:00Z  Server1  Verified EOCS 1.1 serial 42, signed by CN=Signer\n",
      "2026-11-21 18:00:00Z  Server1  Decided: 2 apply, 1 skip-not-applicable, 1 unsupported\n",
      "2026-11-21 18:00:00Z  Server1  Applied M1.1.0\n",
      "2026-11-21 18:00:00Z  Server1  Applied M2.1.0\n",
      "2026-11-21 18:00:00Z  Server1  MitigationsBlocked {} → {M1} (why)  [alice]\n",
      "2026-11-21 18:00:00Z  Server1  Failed: FETCH_DNS: no [2J name\n",
    ]);
  });

  it("names an event type it does not know", () => {
    const [event] = appliedLog().events;
    if (event === undefined) throw new Error("no event");
    expect(eventLine({ ...event, type: "Invented" }, plain)).toContain("Invented");
  });
});

describe("check and plan", () => {
  const outcome = {
    cycle: "c1",
    server: "Server1",
    feed: { sha256: documentHash, profile: "EOCS 1.1", serial: 42, signer: "CN=Signer" },
    facts: sampleDecided("Server1", []).facts,
    mitigations: [sampleDecision("M1.1.0")],
    listed: [],
    left: [],
    trustWarnings: [],
  };

  it("print the contract's document", () => {
    expect(cycleDocument(outcome)).toEqual({
      cycle: "c1",
      server: "Server1",
      feed: outcome.feed,
      mitigations: [
        {
          id: "M1",
          appliedId: "M1.1.0",
          type: "UrlRewrite",
          decision: "apply",
          status: "Applied",
          reason: "not applied yet; absent on the host",
        },
      ],
    });
    expect(someFailed(cycleDocument(outcome))).toBe(false);
    expect(someFailed({ mitigations: [{ ...cycleDocument(outcome).mitigations[0], status: "Failed" } as never] })).toBe(
      true,
    );
  });

  it("show a diff whose lines begin with + and -", () => {
    const bytes = (text: string) => new TextEncoder().encode(text);
    const files = [
      {
        path: "C:\\inetpub\\wwwroot\\web.config",
        before: bytes("<a>\r\n\t<b/>\r\n</a>\r\n"),
        after: bytes("<a>\r\n\t<c/>\r\n</a>\r\n"),
      },
      { path: "C:\\new", before: null, after: bytes("x\u001b[2J\n") },
    ];
    const changes: CyclePlan["changes"] = { "M1.1.0": { lines: ["adds a rule"], files } };
    const lines = planText({ changes }, plain).split("\n");
    expect(lines).toContain("M1.1.0");
    expect(lines).toContain("  adds a rule");
    expect(lines).toContain("-    <b/>");
    expect(lines).toContain("+    <c/>");
    expect(lines).toContain("+x [2J");
  });
});

describe("explain", () => {
  it("gives every rule with what it sees, and which one decides", () => {
    const log = appliedLog();
    change(log, ["M1"]);
    const seen = {
      facts: sampleDecided("Server1", []).facts,
      mitigations: [
        sampleDecision("M1.1.0", {
          decision: "skip-blocked",
          status: "Blocked",
          reason: "M1 is in MitigationsBlocked",
        }),
      ],
      listed: sampleFeed(["M1.1.0"]).mitigations,
      left: [],
    };
    const [explained, ...more] = explanations("m1", log.state(), seen, at);
    expect(more).toEqual([]);
    expect(explained?.rules.map(({ row }) => row)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(explained?.rules.filter(({ matches }) => matches)).toMatchObject([
      { row: 2, saw: "MitigationsBlocked {M1}" },
    ]);
    expect(explained?.lastCycle).toMatchObject({ decision: "apply" });
    const text = explanationText(explained === undefined ? [] : [explained], plain);
    expect(text).toContain("M1.1.0 (UrlRewrite): skip-blocked: M1 is in MitigationsBlocked\n");
    expect(text).toContain("→  2  its id is in MitigationsBlocked\n        saw: MitigationsBlocked {M1}\n");
  });

  it("refuses an id that names nothing", () => {
    const seen = { facts: sampleDecided("Server1", []).facts, mitigations: [], listed: [], left: [] };
    expect(() => explanations("M9", appliedLog().state(), seen, at)).toThrow("M9 names nothing");
  });
});
