import type { Decision } from "../decide/decision.js";
import type { DecisionFacts } from "../decide/facts.js";
import type { ActionValue } from "../feed/feed.js";
import type { StartedPlugin } from "../log/event-types.js";
import type { Json } from "../plugin/mitigation-plugin.js";
import type { AcceptedFeed, TrustWarning } from "../verify/verified-feed.js";
import { lookup } from "./lookup.js";

/** Everything known, as a fold of the log's events. Times are ISO 8601 UTC. */
export interface State {
  /** Position of the newest event folded in; 0 before the first. */
  readonly position: number;
  readonly time: string | null;
  readonly organization: { readonly mitigationsEnabled: boolean };
  readonly servers: Readonly<Record<string, ServerState>>;
}

export interface ServerState {
  readonly name: string;
  /** Time of the first event on the server's stream, or null. */
  readonly firstSeen: string | null;
  readonly mitigationsEnabled: boolean;
  readonly blocked: readonly Block[];
  /** By applied id, in the order they were applied. */
  readonly applied: Readonly<Record<string, AppliedMitigation>>;
  /** `Applying` without an end yet: a crash in between leaves it here, with the undo of the untouched host. */
  readonly pending: Readonly<Record<string, AppliedMitigation>>;
  /** Retired and left on the host: what `revert` still can undo. */
  readonly retired: Readonly<Record<string, AppliedMitigation>>;
  /** Applied ids whose undo has begun and not ended. */
  readonly reverting: readonly string[];
  /** Applied ids a `Blocked` event was recorded for, with the blocking id. */
  readonly heldBack: Readonly<Record<string, string>>;
  readonly failures: Readonly<Record<string, Failure>>;
  readonly lastFetched: LastFetched | null;
  readonly accepted: LastVerified | null;
  readonly lastDecided: LastDecided | null;
  /** Refusal or failure of the newest cycle as a whole; null once a cycle got through. */
  readonly lastFailure: Failure | null;
  /** True while an alarm about missing good checks stands. */
  readonly alarm: boolean;
  /** The plugins as last recorded, by package. */
  readonly plugins: Readonly<Record<string, StartedPlugin>>;
}

export interface Block {
  readonly id: string;
  readonly until: string | null;
  readonly reason: string | null;
}

export interface AppliedMitigation {
  readonly mitigation: string;
  readonly appliedId: string;
  readonly type: string;
  readonly actionId: string;
  /** SHA-256 of the signed document it came from. */
  readonly sha256: string;
  readonly value: ActionValue;
  /** Null where there is nothing to undo. */
  readonly undo: Json;
  /** When it was first applied. */
  readonly since: string;
  /** Position of the event that first put it there: who of two holders of one thing came first. */
  readonly order: number;
  /** Of the undo record, by key, what came with a later version or repair: the position it came at. */
  readonly later?: Readonly<Record<string, number>>;
  /** The server's build when it was last seen on the host as wanted; not there where no cycle said. */
  readonly build?: string;
  /** Only there where others hold the rest of what it held: the undo record is keyed, and names its own part alone. */
  readonly part?: true;
  /** Only there where it was retired before its apply had an end: part of it may be missing on the host. */
  readonly begun?: true;
}

export interface Failure {
  readonly stage: string;
  readonly code: string;
  readonly message: string;
  readonly time: string;
}

export interface LastFetched {
  readonly url: string;
  readonly sha256: string;
  readonly etag: string | null;
  readonly lastModified: string | null;
  readonly time: string;
}

/** The highest feed that passed every check. */
export interface LastVerified extends AcceptedFeed {
  readonly profile: string;
  readonly signer: string;
  readonly issuer: string;
  readonly trustedAt: string;
  readonly warnings: readonly TrustWarning[];
  readonly time: string;
}

export interface LastDecided {
  readonly sha256: string;
  /** The time and the position the decisions were made at. */
  readonly now: string;
  readonly asOf: number;
  readonly facts: DecisionFacts;
  readonly decisions: readonly Decision[];
  readonly cycle: string | null;
  readonly time: string;
}

export const initialState: State = {
  position: 0,
  time: null,
  organization: { mitigationsEnabled: true },
  servers: {},
};

/** The server's state; one never heard of is as the EM service's defaults have it. */
export function serverState(state: State, name: string): ServerState {
  return lookup(state.servers, name) ?? unknownServer(name);
}

export function unknownServer(name: string): ServerState {
  return {
    name,
    firstSeen: null,
    mitigationsEnabled: true,
    blocked: [],
    applied: {},
    pending: {},
    retired: {},
    reverting: [],
    heldBack: {},
    failures: {},
    lastFetched: null,
    accepted: null,
    lastDecided: null,
    lastFailure: null,
    alarm: false,
    plugins: {},
  };
}
