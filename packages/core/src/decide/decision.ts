import type { Drift } from "./drift.js";

export type DecisionName =
  | "unsupported"
  | "skip-blocked"
  | "retire"
  | "skip-not-applicable"
  | "skip-disabled"
  | "keep"
  | "reapply"
  | "upgrade"
  | "apply";

export type Status = "Applied" | "Blocked" | "Failed" | "NotApplicable" | "Disabled";

/** The outcome for one action: plain data, the same in `check`, `plan`, `explain` and replay. */
export interface Decision {
  readonly mitigation: string;
  readonly appliedId: string;
  readonly actionId: string;
  readonly type: string;
  readonly decision: DecisionName;
  readonly status: Status;
  /** One line of at most 1,000 characters without control characters. */
  readonly reason: string;
  /** Row of the contract's table, 1 to 10; 0 where the action is no longer in the feed. */
  readonly rule: number;
  /** Machine-readable cause of `unsupported`; the blocking id of `skip-blocked`; else null. */
  readonly by: string | null;
  /** The applied id an `upgrade` takes the place of, else null. */
  readonly replaces: string | null;
  /** How the host came apart from what is applied; only there where it did. */
  readonly drift?: Drift;
}
