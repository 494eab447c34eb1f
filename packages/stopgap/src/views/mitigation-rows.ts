import { type Decision, type Mitigation, names, type ServerState } from "@stopgap/core";
import type { Tone } from "../output/colours.js";
import type { Column } from "../output/table.js";
import { type Feeds, findAction } from "./feeds.js";

/** One row of Get-Mitigations. */
export interface MitigationRow {
  readonly Server: string;
  readonly ID: string;
  readonly Type: string;
  readonly Description: string;
  readonly Status: RowStatus;
  /** Only there where the feed names some. */
  readonly SideEffects?: Mitigation["sideEffects"];
}

/** `Pending`: nothing stands against it and it is not on the server; the next cycle applies it. */
export type RowStatus = "Applied" | "Blocked" | "Failed" | "NotApplicable" | "Disabled" | "Pending";

/** The text Get-Mitigations has for a mitigation of other builds. */
export const notForThisVersion = "Mitigation invalid for this exchange version.";

/**
 * What stands for the server as of its newest cycle and the settings since: one row per action of the feed, per applied
 * one that left it, and per block that names none of them. `now` is ISO 8601 UTC.
 */
export function mitigationRows(server: ServerState, feeds: Feeds, now: string): readonly MitigationRow[] {
  const decided = server.lastDecided?.decisions ?? [];
  const rows = decided.map((decision) => row(server, decision, feeds, now));
  const known = new Set(decided.map((decision) => decision.appliedId));
  const applied = Object.values(server.applied)
    .filter(({ appliedId }) => !known.has(appliedId) && !decided.some((one) => one.replaces === appliedId))
    .map(({ appliedId, type, sha256 }): MitigationRow => {
      const found = findAction(feeds.get(sha256), appliedId);
      return {
        Server: server.name,
        ID: appliedId,
        Type: type,
        Description: text(found),
        Status: "Applied",
        ...sideEffectsOf(found),
      };
    });
  const idle = blocksInForce(server, now)
    .filter((id) => !decided.some((decision) => names(id, decision)))
    .filter((id) => !Object.values(server.applied).some((one) => names(id, one)))
    .map((id): MitigationRow => ({ Server: server.name, ID: id, Type: "", Description: "", Status: "Blocked" }));
  return [...rows, ...applied, ...idle];
}

function row(server: ServerState, decision: Decision, feeds: Feeds, now: string): MitigationRow {
  const { appliedId, type, rule } = decision;
  const status = statusNow(server, decision, now);
  const sha256 = server.applied[appliedId]?.sha256 ?? server.lastDecided?.sha256 ?? "";
  const found = findAction(feeds.get(sha256), appliedId);
  const description = status === "NotApplicable" && (rule === 3 || rule === 4) ? notForThisVersion : text(found);
  return {
    Server: server.name,
    ID: appliedId,
    Type: type,
    Description: description,
    Status: status,
    ...sideEffectsOf(found),
  };
}

/** The decision's status, with what was recorded and changed since. */
function statusNow(server: ServerState, decision: Decision, now: string): RowStatus {
  if (decision.rule === 1) return "Failed";
  if (blocksInForce(server, now).some((id) => names(id, decision))) return "Blocked";
  const failure = server.failures[decision.appliedId];
  const applied = Object.hasOwn(server.applied, decision.appliedId);
  if (failure !== undefined && !(applied && failure.code === "HOST_CHANGED")) return "Failed";
  if (applied) return "Applied";
  return decision.status === "Applied" || decision.status === "Blocked" ? "Pending" : decision.status;
}

function blocksInForce(server: ServerState, now: string): readonly string[] {
  return server.blocked.filter(({ until }) => until === null || until > now).map(({ id }) => id);
}

function sideEffectsOf(found: ReturnType<typeof findAction>): Pick<MitigationRow, "SideEffects"> {
  const effects = found?.mitigation.sideEffects ?? [];
  return effects.length === 0 ? {} : { SideEffects: effects };
}

function text(found: ReturnType<typeof findAction>): string {
  return found === null ? "" : found.action.description || found.mitigation.description;
}

/** How much each status asks for attention. */
export const statusTones: Readonly<Record<RowStatus, Tone>> = {
  Applied: "good",
  Blocked: "warning",
  Failed: "bad",
  NotApplicable: "faint",
  Disabled: "warning",
  Pending: "warning",
};

export const mitigationTitles = ["Server", "ID", "Type", "Description", "Status"] as const;

/** Get-Mitigations' columns; on a terminal the status stands before the long text. */
export const mitigationColumns: readonly Column<MitigationRow>[] = [
  { title: "Server", value: (row) => row.Server },
  { title: "ID", value: (row) => row.ID },
  { title: "Type", value: (row) => row.Type },
  { title: "Status", value: (row) => row.Status, tone: (row) => statusTones[row.Status] },
  { title: "Description", value: (row) => row.Description },
];
