import type { FetchedDocument, Validators } from "./fetched-document.js";

/** A document kept from an earlier cycle, with what makes the next request conditional. */
export interface KeptDocument {
  readonly bytes: Uint8Array;
  readonly sha256: string;
  readonly validators: Validators;
}

/** Where documents come from. Rejects with a `StopgapError` of stage `fetch` or, for a body that is too large or cut short, `verify`. */
export interface FeedSource {
  readonly url: string;
  fetch(kept: KeptDocument | null, signal: AbortSignal): Promise<FetchedDocument>;
}
