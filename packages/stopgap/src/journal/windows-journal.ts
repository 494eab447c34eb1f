import { StopgapError } from "@stopgap/core";
import type { Journal, JournalEntry, JournalLevel } from "./journal.js";

/** Our own: "MSExchange Mitigation Service" belongs to the real service where that is installed. */
export const journalSource = "Stopgap";

const types: Readonly<Record<JournalLevel, number>> = { error: 1, warning: 2, information: 4 };

/** `RegisterEventSourceW`, `ReportEventW` and `DeregisterEventSource` of advapi32.dll. */
export interface EventFunctions {
  /** Null where the source cannot be opened. */
  register(source: string): unknown;
  /** False where it failed. */
  report(handle: unknown, type: number, id: number, text: string): boolean;
  deregister(handle: unknown): void;
}

/** The Application log of Windows: `eventcreate` takes ids up to 1000 only, so it is called directly. */
export function windowsJournal(load: () => Promise<EventFunctions> = loadEventFunctions): Journal {
  let loaded: Promise<EventFunctions> | undefined;
  const write = async ({ id, level, text, server }: JournalEntry): Promise<void> => {
    loaded ??= load();
    const functions = await loaded.catch((cause: unknown) => {
      loaded = undefined;
      throw new StopgapError("JOURNAL_FAILED", "advapi32.dll cannot be called; the package koffi is missing", {
        cause,
      });
    });
    const handle = functions.register(journalSource);
    if (handle === null) throw new StopgapError("JOURNAL_FAILED", `the source ${journalSource} cannot be opened`);
    try {
      const isTaken = functions.report(handle, types[level], id, `${server}: ${text}`);
      if (!isTaken) throw new StopgapError("JOURNAL_FAILED", `the Application log did not take event ${id}`);
    } finally {
      functions.deregister(handle);
    }
  };
  return { title: "the Application log", write };
}

async function loadEventFunctions(): Promise<EventFunctions> {
  const { default: koffi } = await import("koffi");
  const advapi = koffi.load("advapi32.dll");
  const handle = "void *";
  const register = advapi.func("__stdcall", "RegisterEventSourceW", handle, ["str16", "str16"]);
  const report = advapi.func("__stdcall", "ReportEventW", "int", [
    handle,
    "uint16",
    "uint16",
    "uint32",
    handle,
    "uint16",
    "uint32",
    "str16 *",
    handle,
  ]);
  const deregister = advapi.func("__stdcall", "DeregisterEventSource", "int", [handle]);
  return {
    register: (source) => register(null, source),
    report: (opened, type, id, text) => report(opened, type, 0, id, null, 1, 0, [text], null) !== 0,
    deregister: (opened) => void deregister(opened),
  };
}
