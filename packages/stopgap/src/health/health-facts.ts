import type { CyclePlan, State } from "@stopgap/core";
import type { Configuration } from "../configuration/configuration.js";
import type { TargetProgress } from "../notify/notify-memory.js";

/** Everything the health check was able to find out; what could not be found out is null. */
export interface HealthFacts {
  readonly state: State;
  readonly configuration: Configuration;
  readonly now: Date;
  /** The program's own service as the system sees it, or null where there is none. */
  readonly service: { readonly running: boolean; readonly automatic: boolean } | null;
  readonly feed: FeedProbe;
  readonly log: LogIntegrity;
  /** How those who are told get on; none where the past is looked at. */
  readonly targets: readonly TargetProgress[];
  /** The folder Exchange Server is installed in, as the host's environment has it. */
  readonly exchangeFolder: string | null;
  /** Ends of the certificates under `trust`. */
  readonly trustEnds: readonly TrustEnd[];
}

/** What came of fetching and verifying the feed just now, with nothing recorded; or, looking back, in the newest cycle. */
export type FeedProbe =
  | {
      readonly outcome: "verified";
      readonly plan: Pick<CyclePlan, "feed" | "facts" | "mitigations" | "listed" | "trustWarnings"> & {
        /** Null where nobody looked, as when looking back. */
        readonly left: CyclePlan["left"] | null;
      };
      readonly issued: string | null;
      readonly expires: string | null;
    }
  | { readonly outcome: "unreachable" | "refused" | "failed"; readonly code: string; readonly message: string };

export interface LogIntegrity {
  readonly ok: boolean;
  readonly events: number;
  readonly problems: readonly { readonly position: number | null; readonly code: string }[];
}

export interface TrustEnd {
  /** What the certificate is for, such as `trust.roots`. */
  readonly key: string;
  readonly subject: string;
  /** ISO 8601 UTC. */
  readonly notAfter: string;
}
