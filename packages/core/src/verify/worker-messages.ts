import type { FetchedDocument } from "../feed/fetched-document.js";
import type { RevocationPolicy, TrustPolicy } from "./trust-policy.js";
import type { AcceptedFeed, VerifiedFeed } from "./verified-feed.js";

/** What crosses to a verifying worker: plain data, functions left behind. */
export interface VerifyTask {
  readonly document: FetchedDocument;
  readonly policy: Omit<TrustPolicy, "revocation"> & { readonly revocation: Omit<RevocationPolicy, "fetchCrl"> };
  /** True where the other side answers `crl` messages. */
  readonly fetchesCrls: boolean;
  readonly now: Date;
  readonly accepted: AcceptedFeed | null;
}

/** What a verifying worker says. */
export type WorkerMessage =
  | { readonly kind: "step"; readonly step: string }
  | { readonly kind: "crl"; readonly request: number; readonly url: string }
  | { readonly kind: "verified"; readonly feed: VerifiedFeed }
  | {
      readonly kind: "refused";
      readonly code: string;
      readonly message: string;
      readonly remedy: string;
      readonly details: Readonly<Record<string, unknown>>;
    }
  | { readonly kind: "broken"; readonly message: string };

/** What it is answered about a CRL. */
export interface CrlAnswer {
  readonly request: number;
  readonly crl: Uint8Array | null;
  /** Why there is none, or null. */
  readonly failure: string | null;
}
