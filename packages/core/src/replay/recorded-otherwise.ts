import type { EventData } from "../log/event-types.js";
import type { VerifiedFeed } from "../verify/verified-feed.js";

const members = ["contentSha256", "profile", "serial", "signer", "issuer", "trustedAt", "countersignedAt"] as const;

/** What a `Verified` says of its document that verifying it again does not: `serial: recorded 7, now 5`. */
export function recordedOtherwise(recorded: EventData["Verified"], verified: VerifiedFeed): readonly string[] {
  return members
    .filter((member) => Object.hasOwn(recorded, member) && recorded[member] !== verified[member])
    .map((member) => `${member}: recorded ${recorded[member]}, now ${verified[member]}`);
}
