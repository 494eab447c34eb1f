import { isStopgapEvent, oneLine, type RecordedEvent, type StopgapEvent, serverOfStream } from "@stopgap/core";
import type { NoticeKind } from "../configuration/notice-kinds.js";
import { driftedOf, driftText } from "../views/drift-text.js";
import { eventText } from "../views/event-text.js";
import type { Notice } from "./notice.js";

/** What was told of each lasting condition, by its key; ISO 8601 UTC times. */
export type Told = Readonly<Record<string, { readonly what: string; readonly time: string }>>;

export interface Noticed {
  /** Null where nobody has to be told. */
  readonly notice: Notice | null;
  readonly told: Told;
}

/** A condition that lasts is told again after a day, not every hour. */
const reminder = 24 * 3_600_000;

type Decided = Extract<StopgapEvent, { type: "Decided" }>;

interface Condition {
  readonly kind: NoticeKind;
  readonly text: string;
  readonly mitigation: string | null;
  readonly appliedId: string | null;
  readonly code: string | null;
  /** Names a condition that lasts, and what it is now; null for what happens once. Only what asks for a repair is told again. */
  readonly lasting: { readonly key: string; readonly what: string; readonly isReminded: boolean } | null;
}

/** What an event says to the outside. Pure: the same events give the same notices, after any restart. */
export function noticeOfEvent(event: RecordedEvent, organization: string, told: Told): Noticed {
  if (!isStopgapEvent(event)) return { notice: null, told };
  const rest = without(told, endedBy(event));
  const condition = conditionOf(event);
  if (condition === null) return { notice: null, told: rest };
  const { lasting, ...about } = condition;
  const { time, position, hash: id, stream } = event;
  const server = serverOfStream(stream) ?? organization;
  const notice: Notice = { id, time, organization, server, position, ...about, text: oneLine(about.text) };
  if (lasting === null) return { notice, told: rest };
  const key = `${stream} ${lasting.key}`;
  const before = Object.hasOwn(rest, key) ? rest[key] : undefined;
  const isDue = lasting.isReminded && Date.parse(time) - Date.parse(before?.time ?? time) >= reminder;
  if (before?.what === lasting.what && !isDue) return { notice: null, told: rest };
  return { notice, told: { ...rest, [key]: { what: lasting.what, time } } };
}

function conditionOf(event: StopgapEvent): Condition | null {
  const plain = { text: eventText(event).text, mitigation: null, appliedId: null, code: null, lasting: null };
  switch (event.type) {
    case "Applied": {
      const { mitigation, appliedId } = event.data;
      return { ...plain, kind: "applied", mitigation, appliedId };
    }
    case "Failed": {
      const { stage, code, mitigation, appliedId } = event.data;
      const lasting = { key: appliedId ?? "feed", what: code, isReminded: true };
      return { ...plain, kind: stage === "verify" ? "refused" : "failed", mitigation, appliedId, code, lasting };
    }
    case "Decided":
      return drift(event) ?? available(event);
    case "AlarmRaised":
      return { ...plain, kind: "alarm" };
    case "PluginChanged":
      return { ...plain, kind: "alarm", code: "PLUGIN_CHANGED" };
    case "AlarmCleared":
      return { ...plain, kind: "alarm-over" };
    case "TrustEnding": {
      const what = event.data.warnings.map(({ subject, notAfter }) => `${subject} ${notAfter}`).join("; ");
      return { ...plain, kind: "trust-ending", lasting: { key: "trust", what, isReminded: true } };
    }
    default:
      return null;
  }
}

/** The host was changed behind our back: told whether it is repaired or only reported. */
function drift(event: Decided): Condition | null {
  const text = driftText(event.data.decisions);
  if (text === null) return null;
  const [first, second] = driftedOf(event.data.decisions);
  const single = second === undefined ? first : undefined;
  const mitigation = single?.mitigation ?? null;
  const lasting = { key: "drift", what: text, isReminded: true };
  return { kind: "drift", text, mitigation, appliedId: single?.appliedId ?? null, code: null, lasting };
}

/** What a switch keeps off the host: somebody has to decide on it. */
function available(event: Decided): Condition | null {
  const waiting = waitingOf(event);
  const [first, second] = waiting;
  if (first === undefined) return null;
  const what = waiting.map(({ appliedId }) => appliedId).join(", ");
  const text = `Available, and not applied, as MitigationsEnabled is off: ${what}`;
  const single = second === undefined ? first : undefined;
  const { mitigation = null, appliedId = null } = single ?? {};
  return {
    kind: "available",
    text,
    mitigation,
    appliedId,
    code: null,
    lasting: { key: "available", what, isReminded: false },
  };
}

/** Without the heartbeat, which changes nothing. */
function waitingOf({ data }: Decided): Decided["data"]["decisions"] {
  return data.decisions.filter(
    ({ decision, status, type }) => decision === "skip-disabled" && status === "Disabled" && type !== "DoNothing",
  );
}

/** The keys of the conditions this event says are over. */
function endedBy(event: StopgapEvent): readonly string[] {
  const key = (name: string) => `${event.stream} ${name}`;
  switch (event.type) {
    case "Verified":
      return [key("feed"), ...(event.data.warnings.length === 0 ? [key("trust")] : [])];
    case "Decided":
      return [
        ...(driftText(event.data.decisions) === null ? [key("drift")] : []),
        ...(waitingOf(event).length === 0 ? [key("available")] : []),
      ];
    case "Applied":
    case "Retired":
    case "Removed":
    case "Reverted":
      return [key(event.data.appliedId)];
    default:
      return [];
  }
}

function without(told: Told, keys: readonly string[]): Told {
  if (!keys.some((key) => Object.hasOwn(told, key))) return told;
  return Object.fromEntries(Object.entries(told).filter(([key]) => !keys.includes(key)));
}
