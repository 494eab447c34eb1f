import type { EventType } from "@stopgap/core";
import type { JournalLevel } from "./journal.js";

export interface JournalRow {
  readonly id: number;
  readonly level: JournalLevel;
  /** The event types of Stopgap's log that lead to it. */
  readonly types: readonly EventType[];
  readonly when: string;
}

/** The id of everything that failed. */
export const errorId = 1008;

/** Ids of the system's event log. 1005, 1006 and 1008 mean what they mean for the EM service: success, success, errors. */
export const journalTable: readonly JournalRow[] = [
  { id: 1005, level: "information", types: ["Applied"], when: "a mitigation was applied" },
  { id: 1006, level: "information", types: ["Decided"], when: "a cycle fetched, verified and decided" },
  { id: 1007, level: "warning", types: ["Blocked"], when: "a block holds a mitigation back" },
  {
    id: errorId,
    level: "error",
    types: ["Failed", "AlarmRaised", "PluginChanged", "NoticeSetAside"],
    when: "something failed or was refused, or an alarm",
  },
  {
    id: 1009,
    level: "information",
    types: ["Retired", "Removed", "Reverted"],
    when: "a mitigation left the list of those applied",
  },
  { id: 1010, level: "warning", types: ["Decided"], when: "drift: the host was changed since" },
  {
    id: 1011,
    level: "information",
    types: ["ServiceStarted", "ServiceStopped"],
    when: "the service started or stopped",
  },
  { id: 1012, level: "information", types: ["SettingsChanged"], when: "an administrator changed a setting" },
  { id: 1013, level: "warning", types: ["TrustEnding"], when: "a certificate that trust hangs on ends soon" },
  { id: 1014, level: "information", types: ["AlarmCleared"], when: "an alarm is over" },
  { id: 1015, level: "information", types: ["DiagnosticsSent"], when: "diagnostic data were sent" },
  { id: 1016, level: "information", types: [], when: "a checkpoint: the signed head of the event log" },
];

/** The id of checkpoints, which come from the end of each cycle rather than from an event. */
export const checkpointId = 1016;

export const driftId = 1010;
