import type { ServerIdentity } from "../decide/applies-to.js";
import type { FeedSource } from "../feed/feed-source.js";
import type { FetchedDocument } from "../feed/fetched-document.js";
import type { EventLog } from "../log/event-log.js";
import { serverStream } from "../log/event-types.js";
import type { Draft, Recorder } from "../log/recorder.js";
import type { OnEquivalent } from "../plugin/host.js";
import type { MitigationTypes } from "../plugin/mitigation-type.js";
import type { AcceptedFeed, VerifiedFeed } from "../verify/verified-feed.js";

export type VerifyDocument = (
  document: FetchedDocument,
  context: { readonly now: Date; readonly accepted: AcceptedFeed | null; readonly signal: AbortSignal },
) => Promise<VerifiedFeed>;

export interface ServerDescription extends ServerIdentity {
  readonly name: string;
}

/** What an administrator chose for this server, beyond trust. */
export interface CyclePolicy {
  readonly onRetired: "keep" | "revert";
  /** `report` leaves drift on the host and says so. */
  readonly drift: Readonly<Record<string, "repair" | "report">>;
  /** Whether what a host has under another name counts as an action's own. */
  readonly onEquivalent: OnEquivalent;
  /** Hours without a good check until an alarm is raised. */
  readonly alarmAfterHours: number;
}

/** All that one cycle works with: ports, not technologies. */
export interface CycleContext {
  readonly server: ServerDescription;
  readonly source: FeedSource;
  readonly verify: VerifyDocument;
  readonly types: MitigationTypes;
  readonly log: EventLog;
  readonly recorder: Recorder;
  readonly policy: CyclePolicy;
  readonly cycle: string;
  readonly actor: string | null;
  readonly signal: AbortSignal;
}

/** Records on the server's own stream, under this cycle and actor. */
export async function record(
  context: CycleContext,
  drafts: readonly Draft[],
  documents?: readonly Uint8Array[],
): Promise<void> {
  const { server, cycle, actor, recorder } = context;
  await recorder.record(drafts, {
    stream: serverStream(server.name),
    cycle,
    actor,
    ...(documents === undefined ? {} : { documents }),
  });
}
