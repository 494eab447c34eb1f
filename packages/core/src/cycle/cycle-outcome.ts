import type { Decision, Status } from "../decide/decision.js";
import type { DecisionFacts } from "../decide/facts.js";
import type { Mitigation } from "../feed/feed.js";
import type { LeftOnHost } from "../inspect/left-on-host.js";
import type { TrustWarning } from "../verify/verified-feed.js";

/** What a cycle (or, with nothing touched, a plan) came to. */
export interface CycleOutcome {
  readonly cycle: string;
  readonly server: string;
  readonly feed: {
    readonly sha256: string;
    readonly profile: string;
    readonly serial: number | null;
    readonly signer: string;
  };
  readonly facts: DecisionFacts;
  readonly mitigations: readonly ActionOutcome[];
  /** The feed's mitigations as verified, for texts and side effects. */
  readonly listed: readonly Mitigation[];
  /** What is no longer applied, or not yet, and is on the host. */
  readonly left: readonly LeftOnHost[];
  readonly trustWarnings: readonly TrustWarning[];
}

/** A decision with its end: the status is `Failed` where it could not be carried out, and the reason says why. */
export interface ActionOutcome extends Decision {
  readonly status: Status;
}
