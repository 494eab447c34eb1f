import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { initialState, serverStream } from "@stopgap/core";
import { afterAll, expect, it } from "vitest";
import {
  sampleApplied,
  sampleDecided,
  sampleDecision,
  sampleLog,
  sampleVerified,
} from "../../testing/sample-events.js";
import { count, noCounts } from "./counts.js";
import { exposition } from "./exposition.js";
import { writeMetricsFile } from "./metrics-file.js";
import { metricsFollower } from "./metrics-follower.js";
import { serveMetrics } from "./metrics-server.js";
import { serverMetrics } from "./server-metrics.js";

const made = mkdtempSync(join(tmpdir(), "stopgap-metrics-"));
afterAll(() => rmSync(made, { recursive: true }));

const stream = serverStream("Server1");
const time = "2026-11-21T18:00:00.000Z";
const targets = [{ title: 'webhook "https://hooks.example"\\', delivered: 0, setAside: 0, behind: 0 }];

/** Series with their values, by name and labels. */
function series(text: string): ReadonlyMap<string, number> {
  const lines = text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  const form = /^([a-z_]+(?:\{(?:[a-z]+="(?:[^"\\\n]|\\[\\"n])*",?)+\})?) (-?\d+(?:\.\d+)?)$/;
  return new Map(
    lines.map((line) => {
      const [, name = "", value = ""] = form.exec(line) ?? [];
      if (name === "") throw new Error(`not of the text format: ${line}`);
      return [name, Number(value)];
    }),
  );
}

function measured(log = sampleLog()): ReadonlyMap<string, number> {
  const counts = log.events.reduce((before, event) => count(before, event, "Server1"), noCounts);
  const state = log.events.length === 0 ? initialState : log.state();
  return series(exposition(serverMetrics({ version: "0.1.0", server: "Server1", state, counts, targets })));
}

function busyLog() {
  const log = sampleLog();
  log.add(
    stream,
    "Verified",
    { ...sampleVerified(7), warnings: [{ subject: "CN=A", notAfter: time, daysLeft: 3 }] },
    time,
  );
  const decisions = [
    sampleDecision("M1.1.0", { decision: "reapply" }),
    sampleDecision("M2.1.0"),
    sampleDecision("M3.1.0", { decision: "skip-blocked", status: "Blocked" }),
  ];
  log.add(stream, "Decided", sampleDecided("Server1", decisions), time);
  log.add(stream, "Applied", sampleApplied("M1.1.0"), time);
  const failed = { stage: "apply", code: "CONFLICT", message: "x", mitigation: "M2", appliedId: "M2.1.0" };
  log.add(stream, "Failed", failed, time);
  const unreachable = { stage: "fetch", code: "FETCH_TIMEOUT", message: "x", mitigation: null, appliedId: null };
  log.add(stream, "Failed", unreachable, time);
  log.add(serverStream("Server2"), "Decided", sampleDecided("Server2", decisions), time);
  return log;
}

it("has every series at zero from the start", () => {
  const before = measured();
  const after = measured(busyLog());
  expect([...before.keys()]).toEqual([...after.keys()]);
  const nonZero = [...before].filter(([, value]) => value !== 0).map(([name]) => name);
  expect(nonZero).toEqual(['stopgap_info{server="Server1",version="0.1.0"}', 'stopgap_enabled{server="Server1"}']);
});

it("counts what happened on this server", () => {
  const values = Object.fromEntries(measured(busyLog()));
  const at = Date.parse(time) / 1000;
  expect(values).toMatchObject({
    'stopgap_applied{server="Server1"}': 1,
    'stopgap_mitigations{server="Server1",status="Applied"}': 1,
    'stopgap_mitigations{server="Server1",status="Failed"}': 1,
    'stopgap_mitigations{server="Server1",status="Blocked"}': 1,
    'stopgap_cycles_total{server="Server1",outcome="completed"}': 1,
    'stopgap_cycles_total{server="Server1",outcome="failed"}': 1,
    'stopgap_last_cycle_timestamp_seconds{server="Server1"}': at,
    'stopgap_feed_serial{server="Server1"}': 7,
    'stopgap_trust_ending{server="Server1"}': 1,
    'stopgap_drift_total{server="Server1"}': 1,
    'stopgap_failures_total{server="Server1",stage="fetch"}': 1,
    'stopgap_failures_total{server="Server1",stage="apply"}': 1,
    'stopgap_failures_total{server="Server1",stage="verify"}': 0,
    'stopgap_events_total{server="Server1",type="Applied"}': 1,
    'stopgap_log_position{server="Server1"}': 6,
  });
});

it("keeps counting from what an older program kept", () => {
  const follower = metricsFollower("Server1", async () => undefined);
  expect(follower.remembered(undefined)).toBe(noCounts);
  expect(follower.remembered("nonsense")).toBe(noCounts);
  const older = { cycles: { completed: 4, failed: 1 }, events: { Applied: 2 }, failures: { fetch: 1 } };
  expect(follower.remembered(older)).toMatchObject({
    cycles: { completed: 4, failed: 1 },
    events: { Applied: 2, Verified: 0 },
    failures: { fetch: 1, verify: 0 },
    drift: 0,
  });
});

it("puts the file in place whole, or says why not", async () => {
  const folder = join(made, "logs");
  await writeMetricsFile(join(folder, "stopgap.prom"), "a 1\n");
  await writeMetricsFile(join(folder, "stopgap.prom"), "a 2\n");
  expect(readFileSync(join(folder, "stopgap.prom"), "utf8")).toBe("a 2\n");
  expect(readdirSync(folder)).toEqual(["stopgap.prom"]);
  writeFileSync(join(made, "file"), "");
  await expect(writeMetricsFile(join(made, "file", "stopgap.prom"), "")).rejects.toMatchObject({
    code: "METRICS_UNAVAILABLE",
  });
});

function ask(port: number, path: string, host: string, method = "GET"): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: "127.0.0.1", port, path, method, headers: { host } }, (answer) => {
      let text = "";
      answer.setEncoding("utf8");
      answer.on("data", (chunk: string) => {
        text += chunk;
      });
      answer.on("end", () => resolve({ status: answer.statusCode ?? 0, text }));
    });
    asked.on("error", reject);
    asked.end();
  });
}

it("serves the metrics on loopback to those who ask for loopback, and nothing else", async () => {
  const server = await serveMetrics(0, () => "a 1\n");
  const { port } = server;
  try {
    expect(await ask(port, "/metrics", `127.0.0.1:${port}`)).toEqual({ status: 200, text: "a 1\n" });
    expect((await ask(port, "/", `127.0.0.1:${port}`)).status).toBe(404);
    expect((await ask(port, "/metrics", "evil.example")).status).toBe(404);
    expect((await ask(port, "/metrics", "localhost", "POST")).status).toBe(405);
    await expect(serveMetrics(port, () => "")).rejects.toThrow(
      `port ${port} on loopback cannot be opened (EADDRINUSE)`,
    );
  } finally {
    await server.close();
  }
});
