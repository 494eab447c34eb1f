import { StopgapError } from "@stopgap/core";
import { expect, it } from "vitest";
import type { JournalEntry } from "../journal/journal.js";
import { asWindowsService } from "./as-windows-service.js";

/** A service manager and an Application log that note what they are told. */
function windows() {
  const told: unknown[] = [];
  const entries: JournalEntry[] = [];
  const control = {
    stopRequested: new AbortController().signal,
    ready: async () => void told.push("ready"),
    stopping: async () => void told.push("stopping"),
    stopped: async (status: number) => void told.push(status),
  };
  const journal = { title: "a list", write: async (entry: JournalEntry) => void entries.push(entry) };
  return { told, entries, connect: async () => control, journal };
}

it("tells the service manager that the work ended well, and the Application log nothing", async () => {
  const { told, entries, connect, journal } = windows();
  await asWindowsService((control) => control.ready("Ready"), connect, journal);
  expect(told).toEqual(["ready", 0]);
  expect(entries).toEqual([]);
});

it("tells both of a failure: the exit status, and the line that nobody would see on stderr", async () => {
  const { told, entries, connect, journal } = windows();
  const failure = new StopgapError("LOG_IN_USE", "C:\\x.db is in use by process 7");
  const failing = asWindowsService(() => Promise.reject(failure), connect, journal);
  await expect(failing).rejects.toBe(failure);
  expect(told).toEqual([5]);
  expect(entries).toMatchObject([{ id: 1008, level: "error" }]);
  expect(entries[0]?.text).toMatch(/^stopgap: LOG_IN_USE: C:\\x\.db is in use by process 7; /);
});

it("stops with the failure where the Application log takes nothing either", async () => {
  const { told, connect } = windows();
  const journal = { title: "none", write: () => Promise.reject(new StopgapError("JOURNAL_FAILED", "full")) };
  await expect(asWindowsService(() => Promise.reject(new Error("x")), connect, journal)).rejects.toThrow("x");
  expect(told).toEqual([1]);
});
