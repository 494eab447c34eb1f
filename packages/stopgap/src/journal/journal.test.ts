import { createSocket } from "node:dgram";
import { once } from "node:events";
import { eventVersions, type RecordedEvent, StopgapError, serverStream } from "@stopgap/core";
import { expect, it } from "vitest";
import { sampleApplied, sampleDecided, sampleDecision, sampleLog } from "../../testing/sample-events.js";
import type { JournalEntry } from "./journal.js";
import { journalEntries } from "./journal-entries.js";
import { journalTable } from "./journal-table.js";
import { journaldFields, journaldJournal, syslogJournal } from "./linux-journals.js";
import { openJournal } from "./open-journal.js";
import { type EventFunctions, windowsJournal } from "./windows-journal.js";

const time = "2026-11-21T18:00:00.000Z";
const stream = serverStream("Server1");

const entry: JournalEntry = {
  id: 1008,
  level: "error",
  text: 'Failed M1.1.0: CONFLICT: a rule named "x"; $(id) – ü',
  position: 7,
  server: "Server1",
  hash: "ab".repeat(32),
};

it("gives success 1005 and 1006, errors 1008, and drift one of its own", () => {
  const log = sampleLog();
  log.add(stream, "Decided", sampleDecided("Server1", [sampleDecision("M2.1.0")]), time);
  log.add(stream, "Applied", sampleApplied("M2.1.0"), time);
  const drifted = sampleDecision("M2.1.0", { decision: "reapply", reason: "the rule is gone" });
  log.add(stream, "Decided", sampleDecided("Server1", [drifted]), time);
  const failed = { stage: "fetch", code: "FETCH_TIMEOUT", message: "no answer", mitigation: null, appliedId: null };
  log.add(stream, "Failed", failed, time);
  const setting = { setting: "MitigationsEnabled", from: true, to: false, reason: "a test" } as const;
  log.add("organization", "SettingsChanged", setting, time, "CONTOSO\\ada");
  expect(log.events.flatMap((event) => journalEntries(event, "Contoso")).map(({ id, text }) => [id, text])).toEqual([
    [1006, "Decided: 1 apply"],
    [1005, "Applied M2.1.0"],
    [1006, "Decided: 1 reapply"],
    [1010, "Drift: M2.1.0: the rule is gone"],
    [1008, "Failed: FETCH_TIMEOUT: no answer"],
    [1012, "MitigationsEnabled set to false (a test), by CONTOSO\\ada"],
  ]);
});

it("names an event type in the table or leaves it out on purpose", () => {
  const told = new Set(journalTable.flatMap(({ types }) => types));
  const leftOut = Object.keys(eventVersions).filter((type) => ![...told].some((one) => one === type));
  expect(leftOut.toSorted()).toEqual(["Applying", "Fetched", "Reverting", "Verified"]);
  expect(new Set(journalTable.map(({ id }) => id)).size).toBe(journalTable.length);
});

it("says nothing of an event of a newer version", () => {
  const unknown: RecordedEvent = { ...sampleEvent(), type: "Later" };
  expect(journalEntries(unknown, "Contoso")).toEqual([]);
});

function sampleEvent(): RecordedEvent {
  const log = sampleLog();
  log.add(stream, "Applied", sampleApplied("M1.1.0"), time);
  const [event] = log.events;
  if (event === undefined) throw new Error("no event");
  return event;
}

it("reaches syslog through the real logger, with nothing read by a shell", async () => {
  const socket = createSocket("udp4");
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  try {
    const arrived = once(socket, "message");
    const port = String(socket.address().port);
    await syslogJournal(["--server", "127.0.0.1", "--udp", "--port", port]).write(entry);
    const [message] = await arrived;
    // 27: facility daemon (3), severity error (3).
    expect(String(message)).toMatch(/^<27>/);
    expect(String(message)).toContain(` stopgap `);
    expect(String(message)).toContain(`[1008] Server1: ${entry.text}`);
  } finally {
    socket.close();
  }
});

it("fails in one line where nobody takes the entry", async () => {
  const nobody = syslogJournal(["--socket", "/nonexistent/log"]).write(entry);
  await expect(nobody).rejects.toThrow(/^logger exited with 1: .*No such file/);
  await expect(nobody).rejects.toBeInstanceOf(StopgapError);
  await expect(journaldJournal("/nonexistent/logger").write(entry)).rejects.toThrow("the program logger did not run");
});

it("gives journald fields to search by, one a line", () => {
  expect(journaldFields(entry).split("\n")).toEqual([
    `MESSAGE=${entry.text}`,
    "PRIORITY=3",
    "SYSLOG_IDENTIFIER=stopgap",
    "STOPGAP_EVENT_ID=1008",
    "STOPGAP_SERVER=Server1",
    "STOPGAP_POSITION=7",
    `STOPGAP_HASH=${entry.hash}`,
  ]);
});

it("reports to the Application log and gives the source back, whatever happens", async () => {
  const calls: unknown[] = [];
  const functions: EventFunctions = {
    register(source) {
      calls.push(source);
      return "handle";
    },
    report: (...call) => calls.push(call) < 4,
    deregister: (handle) => void calls.push(`gave back ${handle}`),
  };
  const journal = windowsJournal(async () => functions);
  await journal.write(entry);
  expect(calls).toEqual(["Stopgap", ["handle", 1, 1008, `Server1: ${entry.text}`], "gave back handle"]);
  await expect(journal.write(entry)).rejects.toThrow("did not take event 1008");
  expect(calls.at(-1)).toBe("gave back handle");
});

it("chooses the log of the system, and none on a sandbox unless asked to", () => {
  const title = (platform: NodeJS.Platform, kind: "linux" | "sandbox", there: string, system: boolean | null) => {
    const host = kind === "sandbox" ? { kind, root: "/x" } : { kind };
    const log = { directory: "/x", level: "info" as const, system };
    return openJournal({ log, host }, { platform, exists: (path) => path === there })?.title ?? null;
  };
  expect(title("linux", "linux", "/run/systemd/journal/socket", null)).toBe("journald");
  expect(title("linux", "linux", "/dev/log", null)).toBe("syslog");
  expect(title("linux", "linux", "", null)).toBe(null);
  expect(title("linux", "linux", "", true)).toBe("syslog");
  expect(title("linux", "linux", "/dev/log", false)).toBe(null);
  expect(title("linux", "sandbox", "/dev/log", null)).toBe(null);
  expect(title("linux", "sandbox", "/dev/log", true)).toBe("syslog");
  expect(title("win32", "linux", "", null)).toBe("the Application log");
});
