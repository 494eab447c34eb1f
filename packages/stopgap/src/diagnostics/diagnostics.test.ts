import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fold, MemoryEventLog, type RecordedEvent, serverStream } from "@stopgap/core";
import { afterAll, beforeEach, expect, it } from "vitest";
import { sampleApplied, sampleDecided } from "../../testing/sample-events.js";
import { createDiagnostics, previewDiagnostics } from "./diagnostics.js";
import { diagnosticsKeyFile, opaqueIds } from "./opaque-ids.js";

const made = mkdtempSync(join(tmpdir(), "stopgap-diagnostics-"));
afterAll(() => rmSync(made, { recursive: true }));

let storeFile: string;
let log: MemoryEventLog;
let logged: string[];

beforeEach(() => {
  storeFile = join(mkdtempSync(join(made, "case-")), "stopgap.db");
  log = new MemoryEventLog();
  logged = [];
});

const stream = serverStream("Server1");
const time = "2026-11-21T18:00:00.000Z";

async function record(type: string, data: unknown, on = stream, cycle: string | null = "c"): Promise<RecordedEvent> {
  const [event] = await log.append([{ stream: on, type, version: 1, time, cycle, actor: null, data }]);
  if (event === undefined) throw new Error("nothing was recorded");
  return event;
}

function settings(url: string | null) {
  return {
    organization: "Contoso",
    server: { name: "Server1", product: "Exchange2019", build: "15.2.1118.12", roles: ["Mailbox"] },
    feed: {
      url: "https://feed.example/",
      proxy: "http://user:hunter2@127.0.0.1:1/",
      ca: null,
      schedule: "0 * * * *",
      startupDelay: 0,
      jitter: 0,
      timeout: 1000,
      maxBytes: 1,
    },
    store: { file: storeFile },
    diagnostics: { enabled: url !== null, url },
  };
}

async function diagnostics(url: string | null) {
  const say = (fields: unknown, message: string) => void logged.push(`${message} ${JSON.stringify(fields)}`);
  const runtime = { state: await fold(log), refresh: () => fold(log) };
  const logger = { info: say, warn: say, error: say };
  return createDiagnostics({ settings: settings(url), runtime, log, logger, now: () => new Date(time), limit: 20_000 });
}

/** A receiver on loopback that answers with `status`. */
async function receiver(status: number) {
  const bodies: string[] = [];
  const server = createServer((request, answer) => {
    let body = "";
    request.setEncoding("utf8");
    request.on("data", (chunk: string) => {
      body += chunk;
    });
    request.on("end", () => {
      bodies.push(body);
      answer.writeHead(status).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { bodies, url: `http://127.0.0.1:${port}/data?key=hunter2`, close: () => server.close() };
}

const events = async () => {
  const found: RecordedEvent[] = [];
  for await (const page of log.read()) found.push(...page);
  return found;
};

it("shows exactly what would be sent, and no name", async () => {
  await record("Applied", sampleApplied("M1.1.0"));
  const blocks = [{ id: "M2", until: null, reason: "secret reason" }];
  const blocked = { setting: "MitigationsBlocked", from: [], to: ["M2"], reason: "secret reason", blocks };
  await record("SettingsChanged", blocked, stream, null);
  const disabled = { setting: "MitigationsEnabled", from: true, to: false, reason: null };
  await record("SettingsChanged", disabled, "organization", null);
  const preview = await previewDiagnostics(settings(null), await fold(log));
  expect(preview).toEqual({
    build: "15.2.1118.12",
    state: { organizationEnabled: false, serverEnabled: true },
    applied: ["M1.1.0"],
    blocked: ["M2"],
    server: expect.stringMatching(/^[0-9a-f]{64}$/),
    organization: expect.stringMatching(/^[0-9a-f]{64}$/),
  });
  expect(JSON.stringify(preview)).not.toMatch(/Server1|Contoso|secret/);
});

it("gives the same ids for the same names, and others with another key", async () => {
  const names = { server: "Contoso", organization: "Contoso" };
  const [first, second] = await Promise.all([opaqueIds(storeFile, names), opaqueIds(storeFile, names)]);
  expect(first).toEqual(second);
  expect(await opaqueIds(storeFile, names)).toEqual(first);
  expect(first.server).not.toBe(first.organization);
  expect(statSync(diagnosticsKeyFile(storeFile)).mode & 0o077).toBe(0);
  expect(readdirSync(join(storeFile, ".."))).toEqual(["stopgap.db.diagnostics-key"]);
  expect(await opaqueIds(`${storeFile}2`, names)).not.toEqual(first);
  writeFileSync(diagnosticsKeyFile(storeFile), "");
  await expect(opaqueIds(storeFile, names)).rejects.toMatchObject({ code: "DIAGNOSTICS_FAILED" });
});

it("sends the preview after a cycle and records what was sent", async () => {
  const { bodies, url, close } = await receiver(204);
  try {
    const decided = await record("Decided", sampleDecided("Server1", []));
    const open = await diagnostics(url);
    open.afterCycle();
    open.recorded(decided);
    open.afterCycle();
    open.afterCycle();
    await open.close();
    const preview = await previewDiagnostics(settings(url), await fold(log));
    expect(bodies.map((body) => JSON.parse(body))).toEqual([preview]);
    const sent = (await events()).filter(({ type }) => type === "DiagnosticsSent");
    expect(sent.map(({ data, stream: on }) => ({ data, on }))).toEqual([
      { data: { url: url.replace("?key=hunter2", ""), sent: preview }, on: stream },
    ]);
    expect(logged.join("\n")).not.toContain("hunter2");
  } finally {
    close();
  }
});

it("records nothing where the receiver refuses or is out of reach, and says so without a secret", async () => {
  const { url, close } = await receiver(500);
  try {
    for (const address of [url, "https://127.0.0.1:1/data?key=hunter2"]) {
      const open = await diagnostics(address);
      open.recorded(
        await record("Failed", { stage: "fetch", code: "X", message: "m", mitigation: null, appliedId: null }),
      );
      open.afterCycle();
      await open.close();
    }
    expect((await events()).map(({ type }) => type)).toEqual(["Failed", "Failed"]);
    expect(logged).toHaveLength(2);
    expect(logged[0]).toMatch(/^diagnostic data were not sent: the receiver answered 500/);
    expect(logged[1]).toMatch(/^diagnostic data were not sent: the request failed/);
    expect(logged.join("\n")).not.toContain("hunter2");
  } finally {
    close();
  }
});

it("sends nothing where it is off, and says that it did not", async () => {
  const open = await diagnostics(null);
  open.recorded(await record("Decided", sampleDecided("Server1", [])));
  open.afterCycle();
  await open.close();
  expect(logged).toEqual(["no diagnostic data sent: diagnostics.enabled is false {}"]);
  expect(readdirSync(join(storeFile, ".."))).toEqual([]);
});
