import { isDeepStrictEqual } from "node:util";
import { decide } from "../decide/decide.js";
import { failureOf } from "../errors/failure-of.js";
import type { Feed } from "../feed/feed.js";
import type { RecordedEvent } from "../log/event.js";
import type { EventLog } from "../log/event-log.js";
import { isStopgapEvent, type StopgapEvent, serverOfStream } from "../log/event-types.js";
import { upcast } from "../log/upcasters.js";
import { stateAfter } from "../project/fold.js";
import { initialState, type State, serverState } from "../project/state.js";
import type { VerifiedFeed } from "../verify/verified-feed.js";
import { asRecorded, plain } from "./as-recorded.js";
import type { OtherConfiguration } from "./other-configuration.js";
import { recordedOtherwise } from "./recorded-otherwise.js";
import type { ReverifyDocument } from "./reverify-document.js";
import { type Difference, WhatIf } from "./what-if.js";

export interface Divergence {
  readonly position: number;
  /** `DOCUMENT_MISSING`, `FEED_NOT_VERIFIED`, `FEED_DIFFERS` or `DECISION_DIFFERS`. */
  readonly code: string;
  readonly message: string;
}

export interface Replay {
  /** As of the last position replayed. */
  readonly state: State;
  readonly events: number;
  /** Time of the last event replayed, or null. */
  readonly at: string | null;
  readonly divergences: readonly Divergence[];
  /** What would have been decided otherwise under `whatIf`; empty without it. */
  readonly differences: readonly Difference[];
}

export interface ReplayOptions {
  /** Last position to replay, default the head. */
  readonly to?: number;
  /** Decides each cycle again under this one too. A feed that either trusts counts as verified. */
  readonly whatIf?: OtherConfiguration;
}

type Decided = Extract<StopgapEvent, { type: "Decided" }>;

/** How many states back a decision may have been made, as other processes write the same log. */
const statesKept = 256;

/** Rebuilds the state event by event, verifies each kept feed anew and runs each decision again from what it was made from. */
export async function replayLog(
  log: EventLog,
  reverify: ReverifyDocument,
  options: ReplayOptions = {},
): Promise<Replay> {
  const replayer = new Replayer(log, reverify, options);
  for await (const page of log.read(options.to === undefined ? {} : { to: options.to })) {
    for (const event of page) await replayer.replay(event);
  }
  return replayer.result();
}

class Replayer {
  #state: State = initialState;
  #events = 0;
  readonly #recent = new Map<number, State>([[0, initialState]]);
  readonly #divergences: Divergence[] = [];
  readonly #feeds = new Map<string, Feed>();
  readonly #log: EventLog;
  readonly #reverify: ReverifyDocument;
  readonly #whatIf: WhatIf | null;

  constructor(log: EventLog, reverify: ReverifyDocument, { whatIf }: ReplayOptions) {
    this.#log = log;
    this.#reverify = reverify;
    this.#whatIf = whatIf === undefined ? null : new WhatIf(whatIf);
  }

  async replay(recorded: RecordedEvent): Promise<void> {
    const next = stateAfter(this.#state, recorded);
    const event = upcast(recorded);
    if (isStopgapEvent(event)) await this.#check(event);
    this.#state = next;
    this.#events += 1;
    this.#recent.set(event.position, this.#state);
    this.#recent.delete(event.position - statesKept);
  }

  result(): Replay {
    const differences = this.#whatIf?.differences() ?? [];
    return {
      state: this.#state,
      events: this.#events,
      at: this.#state.time,
      divergences: this.#divergences,
      differences,
    };
  }

  async #check(event: StopgapEvent): Promise<void> {
    if (event.type === "Verified") await this.#checkVerified(event);
    if (event.type === "Decided") this.#checkDecided(event);
    else this.#whatIf?.happened(event);
  }

  async #checkVerified(event: Extract<StopgapEvent, { type: "Verified" }>): Promise<void> {
    const { sha256, checkedAt } = event.data;
    const bytes = await this.#log.document(sha256);
    if (bytes === null) return this.#diverge(event, "DOCUMENT_MISSING", `the signed document ${sha256} is not kept`);
    const name = serverOfStream(event.stream);
    const accepted = name === null ? null : serverState(this.#state, name).accepted;
    const document = [bytes, sha256, new Date(checkedAt), accepted] satisfies Parameters<ReverifyDocument>;
    const other = (await this.#whatIf?.verify(event.stream, ...document)) ?? null;
    const verified = (await this.#verify(event, document, other === null)) ?? other;
    if (verified === null) return;
    this.#feeds.set(sha256, verified.feed);
    const otherwise = recordedOtherwise(event.data, verified);
    if (otherwise.length > 0) this.#diverge(event, "FEED_DIFFERS", otherwise.join("; "));
  }

  /** Null where the document does not verify, which is told where `tell` says so. */
  async #verify(
    event: StopgapEvent,
    document: Parameters<ReverifyDocument>,
    tell: boolean,
  ): Promise<VerifiedFeed | null> {
    try {
      return await this.#reverify(...document);
    } catch (error) {
      const failure = failureOf(error);
      if (failure === null) throw error;
      if (tell) this.#diverge(event, "FEED_NOT_VERIFIED", `${failure.code}: ${failure.message}`);
      return null;
    }
  }

  #checkDecided(event: Decided): void {
    const { sha256, asOf } = event.data;
    const feed = this.#feeds.get(sha256);
    const state = this.#recent.get(asOf);
    if (feed === undefined || state === undefined) {
      this.#diverge(
        event,
        "DECISION_DIFFERS",
        "the decision cannot be run again: its feed did not verify or its state is too far back",
      );
      return;
    }
    try {
      this.#decideAgain(event, feed, state);
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      this.#diverge(
        event,
        "DECISION_DIFFERS",
        "the decision cannot be run again: what it was made from is of another form",
      );
    }
  }

  #decideAgain(event: Decided, feed: Feed, state: State): void {
    const { facts, decisions, now } = event.data;
    this.#whatIf?.decided(event, feed, state);
    const again = decide(state, feed, facts, now);
    for (const [index, recorded] of decisions.entries()) {
      const rerun = again[index];
      if (rerun !== undefined && isDeepStrictEqual(plain(recorded), asRecorded(rerun, recorded))) continue;
      const now = rerun === undefined ? "nothing" : `${rerun.decision} (${rerun.reason})`;
      this.#diverge(event, "DECISION_DIFFERS", `${recorded.appliedId}: recorded ${recorded.decision}, now ${now}`);
    }
    if (again.length > decisions.length)
      this.#diverge(event, "DECISION_DIFFERS", "more decisions follow than were recorded");
  }

  #diverge(event: StopgapEvent, code: string, message: string): void {
    this.#divergences.push({ position: event.position, code, message });
  }
}
