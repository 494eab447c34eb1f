import type { Decision } from "../decide/decision.js";
import type { Drift } from "../decide/drift.js";
import type { DecisionFacts } from "../decide/facts.js";
import type { ActionValue } from "../feed/feed.js";
import type { Json } from "../plugin/mitigation-plugin.js";
import type { Block } from "../project/state.js";
import type { RecordedEvent } from "./event.js";

/** Which action an event is about. */
export interface About {
  readonly mitigation: string;
  readonly appliedId: string;
}

/** An undo record given to another action that holds the same thing. */
export interface Handover {
  readonly appliedId: string;
  /** The whole undo record that action has from now on. */
  readonly undo: Json;
}

/** A plugin as it was loaded. */
export interface StartedPlugin {
  readonly type: string;
  readonly package: string;
  readonly version: string;
  /** Over the files of the package, or null where it is none. */
  readonly sha256: string | null;
}

/** `data` of every event type, at the version `eventVersions` names. */
export interface EventData {
  ServiceStarted: {
    readonly program: string;
    readonly plugins: readonly StartedPlugin[];
  };
  /** A package is not what it was when last recorded. Raises the alarm: code that changes hosts was changed. */
  PluginChanged: { readonly package: string; readonly from: StartedPlugin; readonly to: StartedPlugin };
  ServiceStopped: { readonly reason: string };
  Fetched: {
    readonly url: string;
    readonly sha256: string;
    readonly bytes: number;
    readonly notModified: boolean;
    readonly etag: string | null;
    readonly lastModified: string | null;
  };
  Verified: {
    readonly sha256: string;
    /** Of the bytes the signature covers. */
    readonly contentSha256: string;
    readonly profile: string;
    readonly serial: number | null;
    readonly signer: string;
    readonly issuer: string;
    readonly trustedAt: string;
    /** The time the checks were made at. */
    readonly checkedAt: string;
    readonly countersignedAt: string | null;
    readonly warnings: readonly { subject: string; notAfter: string; daysLeft: number }[];
  };
  Decided: {
    readonly sha256: string;
    /** The time that was given to `decide`. */
    readonly now: string;
    /** The position whose state was given to `decide`. */
    readonly asOf: number;
    readonly facts: DecisionFacts;
    readonly decisions: readonly Decision[];
  };
  Applying: About & {
    readonly type: string;
    readonly actionId: string;
    readonly sha256: string;
    readonly value: ActionValue;
    readonly undo: Json;
    /** `apply`, `reapply` (corrective) or `upgrade`. */
    readonly decision: string;
    /** What the inspection saw, one line, or null. */
    readonly difference: string | null;
    readonly replaces: string | null;
    /** The drift that a reapply puts right. */
    readonly corrective?: Drift;
  };
  Applied: About & {
    readonly type: string;
    readonly actionId: string;
    readonly sha256: string;
    readonly value: ActionValue;
    readonly replaces: string | null;
    /** Undo record from now on, where it differs from that of `Applying`. */
    readonly undo?: Json;
    readonly handedOver: readonly Handover[];
    /** The drift that was put right. */
    readonly corrective?: Drift;
  };
  Blocked: About & { readonly by: string };
  Failed: {
    readonly stage: string;
    readonly code: string;
    readonly message: string;
    readonly mitigation: string | null;
    readonly appliedId: string | null;
  };
  Removed: About & { readonly why: string };
  Retired: About & {
    readonly why: string;
    readonly handedOver?: readonly Handover[];
    /** Where others hold of the same: the undo of what it alone left there, or null where that is nothing. */
    readonly undo?: Json;
  };
  Reverting: About & {
    readonly forced: boolean;
    /** Of a forced one: what is on the host instead of what was set, one line. */
    readonly overwrites?: string;
  };
  Reverted: About & {
    readonly forced: boolean;
    readonly handedOver: readonly Handover[];
    /** Of a forced one: what somebody had changed, a line each. */
    readonly overwritten?: readonly string[];
  };
  SettingsChanged:
    | {
        readonly setting: "MitigationsEnabled";
        readonly from: boolean;
        readonly to: boolean;
        readonly reason: string | null;
      }
    | {
        readonly setting: "MitigationsBlocked";
        readonly from: readonly string[];
        readonly to: readonly string[];
        readonly reason: string | null;
        /** `to` with the end and reason of each block. */
        readonly blocks: readonly Block[];
      };
  DiagnosticsSent: { readonly url: string; readonly sent: Json };
  AlarmRaised: { readonly since: string | null; readonly hours: number };
  AlarmCleared: { readonly sha256: string };
  TrustEnding: { readonly warnings: readonly { subject: string; notAfter: string; daysLeft: number }[] };
  /** A notice that its target refused for too long, so that those after it may go. `position` is that of what it told of. */
  NoticeSetAside: {
    readonly target: string;
    readonly kind: string;
    readonly position: number;
    readonly tries: number;
    readonly since: string;
    readonly message: string;
  };
}

export type EventType = keyof EventData;

/** The schema version written today, by type. */
export const eventVersions: Readonly<Record<EventType, number>> = {
  ServiceStarted: 1,
  ServiceStopped: 1,
  PluginChanged: 1,
  Fetched: 1,
  Verified: 1,
  Decided: 1,
  Applying: 1,
  Applied: 1,
  Blocked: 1,
  Failed: 1,
  Removed: 1,
  Retired: 1,
  Reverting: 1,
  Reverted: 1,
  SettingsChanged: 1,
  DiagnosticsSent: 1,
  AlarmRaised: 1,
  AlarmCleared: 1,
  TrustEnding: 1,
  NoticeSetAside: 1,
};

export type Typed<E extends { readonly type: string; readonly data: unknown }> = {
  [T in EventType]: Omit<E, "type" | "data"> & { readonly type: T; readonly data: EventData[T] };
}[EventType];

export type StopgapEvent = Typed<RecordedEvent>;

export function isStopgapEvent(event: RecordedEvent): event is StopgapEvent {
  return Object.hasOwn(eventVersions, event.type);
}

export const organizationStream = "organization";

export function serverStream(name: string): string {
  return `server/${name}`;
}

/** The server a stream belongs to, or null for the organization's. */
export function serverOfStream(stream: string): string | null {
  return stream.startsWith("server/") ? stream.slice("server/".length) : null;
}
