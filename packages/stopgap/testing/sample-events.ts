import {
  type Decision,
  type EventData,
  type EventType,
  evolve,
  type Feed,
  initialState,
  type RecordedEvent,
  type State,
} from "@stopgap/core";

export const documentHash = "a".repeat(64);

/** A log as a test tells it: `add("server/Server1", "Applied", {...}, "2026-11-21T18:00:00.000Z")`, one after the other. */
export function sampleLog() {
  const events: RecordedEvent[] = [];
  return {
    events,
    add<T extends EventType>(
      stream: string,
      type: T,
      data: EventData[T],
      time: string,
      actor: string | null = null,
    ): void {
      const position = events.length + 1;
      const hash = position.toString(16).padStart(64, "0");
      const previous = (position - 1).toString(16).padStart(64, "0");
      events.push({ position, stream, type, version: 1, time, cycle: "c1", actor, data, previous, hash });
    },
    state: (): State => events.reduce(evolve, initialState),
  };
}

export function sampleDecision(appliedId: string, more: Partial<Decision> = {}): Decision {
  return {
    mitigation: appliedId.split(".")[0] ?? appliedId,
    appliedId,
    actionId: appliedId.split(".").slice(0, 2).join("."),
    type: "UrlRewrite",
    decision: "apply",
    status: "Applied",
    reason: "not applied yet; absent on the host",
    rule: 10,
    by: null,
    replaces: null,
    ...more,
  };
}

export function sampleApplied(appliedId: string): EventData["Applied"] {
  const { mitigation, actionId, type } = sampleDecision(appliedId);
  const value = { text: "", elements: [], scope: "Site" as const };
  return {
    mitigation,
    appliedId,
    actionId,
    type,
    sha256: documentHash,
    value,
    replaces: null,
    undo: { a: 1 },
    handedOver: [],
  };
}

export function sampleVerified(serial: number): EventData["Verified"] {
  return {
    sha256: documentHash,
    contentSha256: documentHash,
    profile: "EOCS 1.1",
    serial,
    signer: "CN=Signer",
    issuer: "CN=CA",
    trustedAt: "2026-11-21T18:00:00.000Z",
    checkedAt: "2026-11-21T18:00:00.000Z",
    countersignedAt: null,
    warnings: [],
  };
}

export function sampleDecided(server: string, decisions: readonly Decision[], asOf = 0): EventData["Decided"] {
  const facts = {
    server,
    product: "Exchange2019",
    build: "15.2.1118.12",
    roles: ["Mailbox"],
    settings: { organizationEnabled: true, serverEnabled: true, blocked: [] },
    inspections: {},
  };
  return { sha256: documentHash, now: "2026-11-21T18:00:00.000Z", asOf, facts, decisions };
}

export function sampleFeed(appliedIds: readonly string[]): Feed {
  return {
    profile: "EOCS 1.1",
    version: "1.1.0",
    serial: 42,
    issued: "2026-11-21T00:00:00Z",
    expires: "2026-12-21T00:00:00Z",
    mitigations: appliedIds.map((appliedId) => {
      const { mitigation, actionId, type } = sampleDecision(appliedId);
      const value = { text: "", elements: [], scope: "Site" as const };
      const description = `Description of ${appliedId}`;
      const action = {
        mitigation,
        appliedId,
        actionId,
        version: 0,
        type,
        description,
        value,
        appliesTo: [],
        problem: null,
      };
      const sideEffects = [{ text: "Print Calendar does not work.", probe: "OWACalendar.Proxy" }];
      return { id: mitigation, description: "config", actions: [action], sideEffects, testVectors: [] };
    }),
  };
}
