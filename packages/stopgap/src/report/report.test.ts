import { describe, expect, it } from "vitest";
import {
  documentHash,
  sampleApplied,
  sampleDecided,
  sampleDecision,
  sampleFeed,
  sampleLog,
} from "../../testing/sample-events.js";
import { html } from "./html.js";
import { report } from "./report.js";
import { reportPage } from "./report-page.js";

const now = new Date("2026-11-21T18:00:00.000Z");

function made() {
  const log = sampleLog();
  const cycle = (server: string, ids: readonly string[], time: string) => {
    log.add(
      `server/${server}`,
      "Decided",
      sampleDecided(
        server,
        ids.map((id) => sampleDecision(id)),
      ),
      time,
    );
    for (const id of ids) log.add(`server/${server}`, "Applied", sampleApplied(id), time);
  };
  cycle("Server1", ["M1.1.0", "M2.1.0"], "2026-11-20T10:00:00.000Z");
  cycle("Server2", ["M1.1.0"], "2026-11-21T10:00:00.000Z");
  const failure = {
    stage: "apply",
    code: "BAD",
    message: "<script>alert(1)</script>",
    mitigation: "M1",
    appliedId: "M1.1.0",
  };
  log.add("server/Server2", "Failed", failure, "2026-11-21T11:00:00.000Z");
  const old = { ...failure, message: "long ago" };
  log.events.unshift({ ...log.events[0], type: "Failed", data: old, time: "2026-01-01T00:00:00.000Z" } as never);
  const input = {
    organization: 'Con"toso & <b>',
    server: "Server1",
    rows: [
      { name: "Windows service", details: "Unknown", color: "Yellow" as const },
      { name: "Pattern service", details: "Unreachable\r\n\t\tMore information: https://x", color: "Yellow" as const },
    ],
    state: log.state(),
    feeds: new Map([[documentHash, sampleFeed(["M1.1.0", "M2.1.0"])]]),
    events: log.events.filter(({ type }) => type !== "Decided"),
    now,
  };
  return report(input);
}

describe("the report", () => {
  it("compares the servers, differences first", () => {
    const { comparison } = made();
    expect(comparison.servers).toEqual(["Server1", "Server2"]);
    expect(comparison.rows.slice(0, 2)).toEqual([
      { what: "M1.1.0", appliedId: "M1.1.0", values: ["Applied", "Failed"], differs: true },
      { what: "M2.1.0", appliedId: "M2.1.0", values: ["Applied", "–"], differs: true },
    ]);
    expect(comparison.rows.slice(2).every(({ differs }) => !differs)).toBe(true);
  });

  it("has thirty days per server, the newest last", () => {
    const { lanes } = made();
    expect(lanes.map(({ server }) => server)).toEqual(["Server1", "Server2"]);
    expect(lanes.map(({ days }) => days.length)).toEqual([30, 30]);
    expect(lanes[0]?.days.slice(-2).map(({ date, mood }) => [date, mood])).toEqual([
      ["2026-11-20", "changed"],
      ["2026-11-21", "quiet"],
    ]);
    expect(lanes[1]?.days.at(-1)).toMatchObject({ mood: "failed" });
    expect(lanes[0]?.days[0]?.date).toBe("2026-10-23");
  });

  it("keeps the whole history of each mitigation", () => {
    const first = made().histories.find(({ appliedId }) => appliedId === "M1.1.0");
    expect(first?.entries.map(({ text }) => text)).toEqual([
      "Failed M1.1.0: BAD: long ago",
      "Applied M1.1.0",
      "Applied M1.1.0",
      "Failed M1.1.0: BAD: <script>alert(1)</script>",
    ]);
  });
});

describe("the page", () => {
  const page = reportPage(made());

  it("loads nothing and runs nothing", () => {
    expect(page).not.toMatch(/<(script|link|img|iframe|object)\b/i);
    expect(page).not.toMatch(/\b(src|srcset|action)=|url\(|@import/i);
    expect(page).toContain("default-src &#39;none&#39;");
    expect(page).not.toMatch(/\son\w+=/i);
  });

  it("escapes what came from outside", () => {
    expect(page).not.toContain("<script>alert");
    expect(page).toContain("&lt;script&gt;alert(1)&lt;/script&gt;");
    expect(page).toContain("Con&quot;toso &amp; &lt;b&gt;");
  });

  it("links every mitigation to its history", () => {
    const links = [...page.matchAll(/href="#([^"]+)"/g)].map(([, target]) => target);
    expect(links.length).toBeGreaterThan(0);
    for (const target of links) expect(page).toContain(`id="${target}"`);
  });

  it("shows the differences before the health rows", () => {
    expect(page.indexOf("Servers compared")).toBeGreaterThan(0);
    expect(page.indexOf("Servers compared")).toBeLessThan(page.indexOf("Health of Server1"));
  });

  it("opens and closes every element", () => {
    const open: string[] = [];
    for (const [, slash, name = ""] of page.replace(/<!doctype html>/, "").matchAll(/<(\/?)([a-z][a-z0-9]*)[^>]*>/g)) {
      if (name === "meta") continue;
      if (slash === "") open.push(name);
      else expect(open.pop()).toBe(name);
    }
    expect(open).toEqual([]);
  });

  it("reads in light, dark and print", () => {
    expect(page).toContain("prefers-color-scheme: dark");
    expect(page).toContain("@media print");
  });
});

it("html escapes every value once", () => {
  expect(html`<a title="${`"'<>&`}">${html`<b>${1}</b>`}</a>`.safe).toBe(
    '<a title="&quot;&#39;&lt;&gt;&amp;"><b>1</b></a>',
  );
});
