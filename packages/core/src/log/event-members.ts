import type { EventData, EventType, StopgapEvent } from "./event-types.js";

/** What the data of each type has at least (contract, section 4), and the state is made of. */
const eventMembers: { readonly [T in EventType]: readonly (keyof EventData[T])[] } = {
  ServiceStarted: ["plugins"],
  ServiceStopped: [],
  PluginChanged: ["package", "to"],
  Fetched: ["url", "sha256"],
  Verified: ["sha256", "profile", "serial", "signer", "issuer", "trustedAt"],
  Decided: ["sha256", "now", "asOf", "facts", "decisions"],
  Applying: ["mitigation", "appliedId", "type", "actionId", "sha256", "value", "undo"],
  Applied: ["mitigation", "appliedId", "type", "actionId", "sha256", "value", "replaces"],
  Blocked: ["mitigation", "appliedId", "by"],
  Failed: ["stage", "code", "message"],
  Removed: ["mitigation", "appliedId"],
  Retired: ["mitigation", "appliedId", "why"],
  Reverting: ["mitigation", "appliedId"],
  Reverted: ["mitigation", "appliedId", "handedOver"],
  SettingsChanged: ["setting", "from", "to"],
  DiagnosticsSent: [],
  AlarmRaised: [],
  AlarmCleared: [],
  TrustEnding: ["warnings"],
  NoticeSetAside: [],
};

/** True where the data has every member that its type has at least; what they hold is not looked at. */
export function hasItsMembers(event: StopgapEvent): boolean {
  const data: unknown = event.data;
  if (typeof data !== "object" || data === null) return false;
  const members = data as Readonly<Record<string, unknown>>;
  return eventMembers[event.type].every((name) => members[name] !== undefined);
}
