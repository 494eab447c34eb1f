import type { RecordedEvent, ServerState, State } from "@stopgap/core";
import type { HealthRow } from "../health/health-row.js";
import type { Feeds } from "../views/feeds.js";
import { findServers } from "../views/find-servers.js";
import { type MitigationRow, mitigationRows } from "../views/mitigation-rows.js";
import { type Comparison, compareServers } from "./compare-servers.js";
import { type History, histories } from "./histories.js";
import { type Lane, timeLine } from "./time-line.js";

export interface ReportInput {
  readonly organization: string;
  /** The configured server, whose health the rows tell. */
  readonly server: string;
  readonly rows: readonly HealthRow[];
  readonly state: State;
  readonly feeds: Feeds;
  /** Every event that is about a mitigation, a setting or a failure, in order. */
  readonly events: readonly RecordedEvent[];
  readonly now: Date;
}

/** What the health page shows: plain data, no markup. */
export interface Report {
  readonly organization: string;
  readonly server: string;
  /** ISO 8601 UTC. */
  readonly made: string;
  readonly comparison: Comparison;
  readonly rows: readonly HealthRow[];
  readonly mitigations: readonly MitigationRow[];
  readonly lanes: readonly Lane[];
  readonly histories: readonly History[];
}

export function report({ organization, server, rows, state, feeds, events, now }: ReportInput): Report {
  const servers: readonly ServerState[] = findServers(state, server);
  const made = now.toISOString();
  const mitigations = servers.flatMap((one) => mitigationRows(one, feeds, made));
  return {
    organization,
    server,
    made,
    comparison: compareServers(state, servers, mitigations),
    rows,
    mitigations,
    lanes: timeLine(
      servers.map(({ name }) => name),
      events,
      now,
    ),
    histories: histories(
      mitigations.map(({ ID }) => ID),
      events,
    ),
  };
}
