import type { DecisionFacts } from "../decide/facts.js";
import type { RecordedEvent } from "../log/event.js";
import { hasItsMembers } from "../log/event-members.js";
import {
  type EventData,
  type Handover,
  isStopgapEvent,
  type StopgapEvent,
  serverOfStream,
} from "../log/event-types.js";
import { upcast } from "../log/upcasters.js";
import { entriesOf, isOfAction } from "./entries-of.js";
import { laterParts } from "./later-parts.js";
import { lookup } from "./lookup.js";
import type { AppliedMitigation, Failure, ServerState, State } from "./state.js";
import { unknownServer } from "./state.js";
import { without } from "./without.js";

/**
 * The state after one more event, of whatever version it was written in. Pure; an event type it does not know changes nothing
 * but the position. Throws `LOG_TOO_NEW` for a version that a newer program wrote, and a TypeError for data that no program
 * of ours wrote: `fold` says where.
 */
export function evolve(state: State, recorded: RecordedEvent): State {
  const event = upcast(recorded);
  const next: State = { ...state, position: event.position, time: event.time };
  if (!isStopgapEvent(event)) return next;
  if (!hasItsMembers(event)) throw new TypeError(`the data of a ${event.type} lacks what it has at least`);
  const name = serverOfStream(event.stream);
  if (name === null) return evolveOrganization(next, event);
  const known = lookup(next.servers, name);
  const after = evolveServer(known ?? { ...unknownServer(name), firstSeen: event.time }, event);
  return after === known ? next : { ...next, servers: { ...next.servers, [name]: after } };
}

function evolveOrganization(state: State, event: StopgapEvent): State {
  if (event.type !== "SettingsChanged" || event.data.setting !== "MitigationsEnabled") return state;
  return { ...state, organization: { mitigationsEnabled: event.data.to } };
}

function evolveServer(server: ServerState, event: StopgapEvent): ServerState {
  switch (event.type) {
    case "ServiceStarted":
      return { ...server, plugins: Object.fromEntries(event.data.plugins.map((plugin) => [plugin.package, plugin])) };
    case "PluginChanged":
      return { ...server, plugins: { ...server.plugins, [event.data.package]: event.data.to } };
    case "Fetched": {
      const { url, sha256, etag, lastModified } = event.data;
      return { ...server, lastFetched: { url, sha256, etag, lastModified, time: event.time } };
    }
    case "Verified":
      return { ...server, accepted: { ...event.data, time: event.time }, lastFailure: null };
    case "Decided":
      return {
        ...server,
        applied: seenOn(server.applied, event.data.facts),
        lastDecided: { ...event.data, cycle: event.cycle, time: event.time },
        failures: {},
      };
    case "Applying":
      return intended(server, event.data, event.time, event.position);
    case "Applied":
      return applied(server, event.data, event.time, event.position);
    case "Blocked":
      return { ...server, heldBack: { ...server.heldBack, [event.data.appliedId]: event.data.by } };
    case "Failed":
      return failed(server, { ...event.data, time: event.time }, event.data.appliedId);
    case "Removed":
      return gone(server, event.data.appliedId, []);
    case "Retired":
      return retired(server, event.data);
    case "Reverting":
      return {
        ...server,
        reverting: [...server.reverting.filter((id) => id !== event.data.appliedId), event.data.appliedId],
      };
    case "Reverted":
      return gone(withoutBegun(server, event.data.appliedId), event.data.appliedId, event.data.handedOver);
    case "SettingsChanged":
      return settingsChanged(server, event.data);
    case "AlarmRaised":
      return { ...server, alarm: true };
    case "AlarmCleared":
      return { ...server, alarm: false };
    default:
      return server;
  }
}

/** Each with the build it is on the host as wanted with, where that was seen. */
function seenOn(applied: ServerState["applied"], { build, inspections }: DecisionFacts): ServerState["applied"] {
  const moved = Object.values(applied).filter(
    (entry) => entry.build !== build && lookup(inspections, entry.appliedId)?.inspection?.state === "present",
  );
  if (moved.length === 0) return applied;
  return { ...applied, ...Object.fromEntries(moved.map((entry) => [entry.appliedId, { ...entry, build }])) };
}

function intended(server: ServerState, data: EventData["Applying"], time: string, position: number): ServerState {
  const { mitigation, appliedId, type, actionId, sha256, value, undo } = data;
  const earlier = found(server, data);
  const since = earlier?.since ?? time;
  const order = earlier?.order ?? position;
  const later = laterParts(undo, earlier, position);
  const entry = { mitigation, appliedId, type, actionId, sha256, value, undo, since, order, ...later };
  return { ...server, pending: { ...server.pending, [appliedId]: entry } };
}

/** What the action has, or had, on the host: of that type rather than of another; as that applied id, or at another version. */
function found(
  server: ServerState,
  { appliedId, actionId, type }: Pick<AppliedMitigation, "appliedId" | "actionId" | "type">,
): AppliedMitigation | undefined {
  const named = [server.pending, server.applied, server.retired].map((entries) => lookup(entries, appliedId));
  const all = [...named, ...entriesOf(server, actionId)].filter((entry) => entry !== undefined);
  return all.find((entry) => entry.type === type) ?? all[0];
}

/** The entries but for those of one action, and of one type where it is given. */
function withoutAction(
  entries: Readonly<Record<string, AppliedMitigation>>,
  actionId: string,
  type?: string,
): Readonly<Record<string, AppliedMitigation>> {
  const others = Object.entries(entries).filter(
    ([, entry]) => !isOfAction(entry, actionId) || (type !== undefined && entry.type !== type),
  );
  return others.length === Object.keys(entries).length ? entries : Object.fromEntries(others);
}

function applied(server: ServerState, data: EventData["Applied"], time: string, position: number): ServerState {
  const { mitigation, appliedId, type, actionId, sha256, value, replaces } = data;
  const earlier = found(server, data);
  const undo = data.undo !== undefined ? data.undo : (earlier?.undo ?? null);
  const since = earlier?.since ?? time;
  const order = earlier?.order ?? position;
  const build = server.lastDecided?.facts.build;
  const entry: AppliedMitigation = {
    mitigation,
    appliedId,
    type,
    actionId,
    sha256,
    value,
    undo,
    since,
    order,
    ...laterParts(undo, earlier, position),
    ...(build === undefined ? {} : { build }),
  };
  const kept = replaces === null ? server.applied : without(server.applied, replaces);
  return {
    ...server,
    applied: { ...handOver(kept, data.handedOver), [appliedId]: entry },
    pending: handOver(withoutAction(server.pending, actionId), data.handedOver),
    retired: withoutAction(server.retired, actionId, type),
    reverting: server.reverting.filter((id) => id !== appliedId),
    heldBack: without(server.heldBack, appliedId),
    failures: without(server.failures, appliedId),
  };
}

function failed(server: ServerState, failure: Failure, appliedId: string | null): ServerState {
  const { stage, code, message, time } = failure;
  const own: Failure = { stage, code, message, time };
  if (code === "HOST_CHANGED" && appliedId !== null) {
    const reverting = server.reverting.filter((id) => id !== appliedId);
    return { ...server, reverting, failures: { ...server.failures, [appliedId]: own } };
  }
  return appliedId === null
    ? { ...server, lastFailure: own }
    : { ...server, failures: { ...server.failures, [appliedId]: own } };
}

/** A revert takes back what other versions of the action had begun, too. */
function withoutBegun(server: ServerState, appliedId: string): ServerState {
  const entry =
    lookup(server.applied, appliedId) ?? lookup(server.retired, appliedId) ?? lookup(server.pending, appliedId);
  return entry === undefined
    ? server
    : { ...server, pending: withoutAction(server.pending, entry.actionId, entry.type) };
}

function gone(server: ServerState, appliedId: string, handedOver: readonly Handover[]): ServerState {
  return {
    ...server,
    applied: handOver(without(server.applied, appliedId), handedOver),
    pending: handOver(without(server.pending, appliedId), handedOver),
    retired: without(server.retired, appliedId),
    reverting: server.reverting.filter((id) => id !== appliedId),
    failures: without(server.failures, appliedId),
  };
}

function retired(server: ServerState, { appliedId, handedOver = [], undo }: EventData["Retired"]): ServerState {
  const begun = lookup(server.pending, appliedId);
  const whole = lookup(server.applied, appliedId) ?? (begun && { ...begun, begun: true });
  const entry = undo === undefined || whole === undefined ? whole : { ...whole, undo, part: true as const };
  return {
    ...server,
    applied: handOver(without(server.applied, appliedId), handedOver),
    pending: handOver(without(server.pending, appliedId), handedOver),
    heldBack: without(server.heldBack, appliedId),
    retired: entry === undefined || undo === null ? server.retired : { ...server.retired, [appliedId]: entry },
  };
}

function handOver<R extends Readonly<Record<string, AppliedMitigation>>>(
  entries: R,
  handedOver: readonly Handover[],
): Readonly<Record<string, AppliedMitigation>> {
  let next: Readonly<Record<string, AppliedMitigation>> = entries;
  for (const { appliedId, undo } of handedOver) {
    const heir = lookup(next, appliedId);
    if (heir !== undefined) next = { ...next, [appliedId]: { ...heir, undo } };
  }
  return next;
}

function settingsChanged(server: ServerState, data: EventData["SettingsChanged"]): ServerState {
  if (data.setting === "MitigationsEnabled") return { ...server, mitigationsEnabled: data.to };
  const heldBack = Object.entries(server.heldBack).filter(([, by]) => data.to.includes(by));
  return { ...server, blocked: data.blocks, heldBack: Object.fromEntries(heldBack) };
}
