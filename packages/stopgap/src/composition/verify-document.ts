import { type ReverifyDocument, type VerifyDocument, verifyFeed, verifyFeedInWorker } from "@stopgap/core";
import type { Configuration } from "../configuration/configuration.js";
import { trustPolicy, trustPolicyOfThen } from "./trust-policy.js";

/** Verification as a cycle does it: the configured trust, revocation lists asked for anew, in a thread that can be stopped. */
export function documentVerifier(configuration: Configuration): VerifyDocument {
  const { deadline } = configuration.trust;
  return (document, context) => verifyFeedInWorker(document, trustPolicy(configuration), context, { deadline });
}

/** Verification of a kept document as of its time. */
export function documentReverifier(configuration: Configuration): ReverifyDocument {
  const policy = trustPolicyOfThen(configuration);
  return (bytes, sha256, now, accepted) => {
    const document = {
      url: "kept:",
      bytes,
      sha256,
      notModified: false,
      validators: { etag: null, lastModified: null },
    };
    return verifyFeed(document, policy, { now, accepted });
  };
}
