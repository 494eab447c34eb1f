import type { CycleOutcome, Drift } from "@stopgap/core";
import type { Tone } from "../output/colours.js";
import type { Column } from "../output/table.js";

/** What `check` and `plan` print with `--json`. */
export interface CycleDocument {
  readonly cycle: string;
  readonly server: string;
  readonly feed: CycleOutcome["feed"];
  readonly mitigations: readonly CycleRow[];
  /** Only there where something is: what is not applied and is on the host. */
  readonly left?: readonly LeftRow[];
}

interface LeftRow {
  readonly id: string;
  readonly appliedId: string;
  readonly type: string;
  readonly why: string;
  readonly detail: string;
}

export interface CycleRow {
  /** The config's id. */
  readonly id: string;
  readonly appliedId: string;
  readonly type: string;
  readonly decision: string;
  readonly status: string;
  readonly reason: string;
  /** Only there where the host came apart from what is applied. */
  readonly drift?: Drift;
}

export function cycleDocument(outcome: CycleOutcome): CycleDocument {
  const { cycle, server, feed, mitigations } = outcome;
  const left = outcome.left.map(({ mitigation: id, appliedId, type, why, detail }) => ({
    id,
    appliedId,
    type,
    why,
    detail,
  }));
  return {
    cycle,
    server,
    feed,
    mitigations: mitigations.map(({ mitigation, appliedId, type, decision, status, reason, drift }) => ({
      id: mitigation,
      appliedId,
      type,
      decision,
      status,
      reason,
      ...(drift === undefined ? {} : { drift }),
    })),
    ...(left.length === 0 ? {} : { left }),
  };
}

/** True where a mitigation failed, which ends `check` with status 1. */
export function someFailed({ mitigations }: Pick<CycleDocument, "mitigations">): boolean {
  return mitigations.some(({ status }) => status === "Failed");
}

const tones: Readonly<Record<string, Tone>> = {
  Applied: "good",
  Blocked: "warning",
  Disabled: "warning",
  Failed: "bad",
  NotApplicable: "faint",
};

export const cycleColumns: readonly Column<CycleRow>[] = [
  { title: "ID", value: (row) => row.appliedId },
  { title: "Type", value: (row) => row.type },
  { title: "Decision", value: (row) => row.decision },
  { title: "Status", value: (row) => row.status, tone: (row) => tones[row.status] ?? "plain" },
  { title: "Reason", value: (row) => row.reason },
];

/** One line on the feed a cycle acted on. */
export function feedLine({ feed }: Pick<CycleDocument, "feed">): string {
  const serial = feed.serial === null ? "" : `, serial ${feed.serial}`;
  return `Feed: ${feed.profile}${serial}, signed by ${feed.signer}`;
}
