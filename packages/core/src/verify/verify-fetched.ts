import { type CycleContext, record } from "../cycle/cycle-context.js";
import type { FetchedDocument } from "../feed/fetched-document.js";
import type { Draft } from "../log/recorder.js";
import { serverState } from "../project/state.js";
import type { VerifiedFeed } from "./verified-feed.js";

/** Verifies the document anew and records it as accepted, kept once per content, in one transaction. */
export async function verifyFetched(document: FetchedDocument, context: CycleContext): Promise<VerifiedFeed> {
  const server = serverState(context.recorder.state, context.server.name);
  const { recorder, signal } = context;
  const now = recorder.now();
  const verified = await context.verify(document, { now, accepted: server.accepted, signal });
  const { sha256, contentSha256, profile, serial, signer, issuer, trustedAt, countersignedAt, warnings } = verified;
  const data = {
    sha256,
    contentSha256,
    profile,
    serial,
    signer,
    issuer,
    trustedAt,
    checkedAt: now.toISOString(),
    countersignedAt,
    warnings,
  };
  const drafts: Draft[] = [{ type: "Verified", data }];
  if (warnings.length > 0) drafts.push({ type: "TrustEnding", data: { warnings } });
  if (server.alarm) drafts.push({ type: "AlarmCleared", data: { sha256 } });
  await record(context, drafts, [document.bytes]);
  return verified;
}
