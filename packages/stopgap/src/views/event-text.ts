import {
  changeText,
  driftWords,
  type EventData,
  isStopgapEvent,
  oneLine,
  type RecordedEvent,
  type StopgapEvent,
} from "@stopgap/core";
import type { Tone } from "../output/colours.js";

export interface EventText {
  /** One line, as a person would say it. */
  readonly text: string;
  readonly tone: Tone;
}

/** What an event says, in words. An event type this program does not know is told by its name. */
export function eventText(event: RecordedEvent): EventText {
  const told = isStopgapEvent(event) ? tell(event) : { text: event.type, tone: "plain" as const };
  return { text: oneLine(told.text), tone: told.tone };
}

function tell(event: StopgapEvent): EventText {
  switch (event.type) {
    case "ServiceStarted":
      return plain(`The service started (${event.data.program}; ${plugins(event.data)})`);
    case "PluginChanged":
      return bad(`Alarm: ${changeText(event.data)}`);
    case "ServiceStopped":
      return plain(`The service stopped: ${event.data.reason}`);
    case "Fetched":
      return faint(fetched(event.data));
    case "Verified":
      return faint(`Verified ${event.data.profile}${serial(event.data)}, signed by ${event.data.signer}`);
    case "Decided":
      return faint(`Decided: ${counted(event.data)}`);
    case "Applying":
      return faint(`Applying ${event.data.appliedId} (${event.data.decision}${since(event.data.difference)})`);
    case "Applied":
      return good(`Applied ${event.data.appliedId}${inPlaceOf(event.data.replaces)}${putRight(event.data.corrective)}`);
    case "Blocked":
      return warning(`${event.data.appliedId} is held back: ${event.data.by} is blocked`);
    case "Failed":
      return bad(`Failed${about(event.data.appliedId)}: ${event.data.code}: ${event.data.message}`);
    case "Removed":
      return warning(`${event.data.appliedId} is gone from the host: ${event.data.why}`);
    case "Retired":
      return plain(`Retired ${event.data.appliedId}: ${event.data.why}`);
    case "Reverting":
      return faint(`Reverting ${event.data.appliedId}${event.data.forced ? ", whatever changed since" : ""}`);
    case "Reverted":
      return plain(`Reverted ${event.data.appliedId}: the host is as it was before${overwritten(event.data)}`);
    case "SettingsChanged":
      return warning(settings(event.data));
    case "DiagnosticsSent":
      return plain(`Diagnostic data sent to ${event.data.url}`);
    case "AlarmRaised":
      return bad(`Alarm: no good check for ${event.data.hours} hours`);
    case "AlarmCleared":
      return good("The alarm is over: a check went through");
    case "NoticeSetAside":
      return warning(setAside(event.data));
    case "TrustEnding":
      return warning(`Trust is ending: ${endings(event.data)}`);
  }
}

const plain = (text: string): EventText => ({ text, tone: "plain" });
const faint = (text: string): EventText => ({ text, tone: "faint" });
const good = (text: string): EventText => ({ text, tone: "good" });
const warning = (text: string): EventText => ({ text, tone: "warning" });
const bad = (text: string): EventText => ({ text, tone: "bad" });

function plugins({ plugins: loaded }: EventData["ServiceStarted"]): string {
  return loaded.length === 0 ? "no plugins" : loaded.map(({ type }) => type).join(", ");
}

function fetched({ url, bytes, notModified }: EventData["Fetched"]): string {
  return notModified ? `Asked ${url}: unchanged` : `Fetched ${bytes} bytes from ${url}`;
}

function serial({ serial: number }: EventData["Verified"]): string {
  return number === null ? "" : ` serial ${number}`;
}

function counted({ decisions }: EventData["Decided"]): string {
  const counts = new Map<string, number>();
  for (const { decision } of decisions) counts.set(decision, (counts.get(decision) ?? 0) + 1);
  if (counts.size === 0) return "the feed is empty";
  return [...counts].map(([decision, count]) => `${count} ${decision}`).join(", ");
}

function since(difference: string | null): string {
  return difference === null ? "" : `: ${difference}`;
}

function inPlaceOf(replaces: string | null): string {
  return replaces === null ? "" : ` in place of ${replaces}`;
}

function putRight(drift: EventData["Applied"]["corrective"]): string {
  return drift === undefined ? "" : ` again: it was ${driftWords(drift)} (${drift.difference})`;
}

function overwritten({ overwritten: lines = [] }: EventData["Reverted"]): string {
  return lines.length === 0 ? "" : `; overwritten: ${lines.join("; ")}`;
}

function about(appliedId: string | null): string {
  return appliedId === null ? "" : ` ${appliedId}`;
}

function settings(data: EventData["SettingsChanged"]): string {
  const why = data.reason === null ? "" : ` (${data.reason})`;
  if (data.setting === "MitigationsEnabled") return `MitigationsEnabled set to ${data.to}${why}`;
  const until = data.blocks.flatMap(({ id, until: end }) => (end === null ? [] : [`${id} until ${end}`]));
  const ends = until.length === 0 ? "" : `; ${until.join(", ")}`;
  return `MitigationsBlocked {${data.from.join(", ")}} → {${data.to.join(", ")}}${ends}${why}`;
}

function setAside({ target, kind, position, tries, message }: EventData["NoticeSetAside"]): string {
  return `The notice of event ${position} (${kind}) was set aside: ${target} refused it ${tries} times: ${message}`;
}

function endings({ warnings }: EventData["TrustEnding"]): string {
  return warnings
    .map(({ subject, notAfter, daysLeft }) => `${subject} on ${notAfter.slice(0, 10)}, in ${daysLeft} days`)
    .join("; ");
}
