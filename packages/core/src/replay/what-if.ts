import { isDeepStrictEqual } from "node:util";
import { decide } from "../decide/decide.js";
import type { Decision, DecisionName, Status } from "../decide/decision.js";
import { type FailureReport, failureOf } from "../errors/failure-of.js";
import type { Feed } from "../feed/feed.js";
import type { StopgapEvent } from "../log/event-types.js";
import type { State } from "../project/state.js";
import type { VerifiedFeed } from "../verify/verified-feed.js";
import { asRecorded, plain } from "./as-recorded.js";
import { appliedIdOf, CycleRecord, type Handling } from "./cycle-record.js";
import { isOfServer, type OtherConfiguration } from "./other-configuration.js";
import { otherFacts, type Unseen } from "./other-facts.js";
import type { ReverifyDocument } from "./reverify-document.js";

type Decided = Extract<StopgapEvent, { type: "Decided" }>;

/** What came, or would have come, of one action in one cycle. */
export interface WhatIfOutcome {
  /** Null where nothing would have been decided, or nothing can be said. */
  readonly decision: DecisionName | null;
  readonly status: Status | null;
  readonly reason: string;
  /** What is done about a `retire` or a `reapply`; null for other decisions, and where it was not recorded. */
  readonly handling: Handling | null;
}

/** One decision that would have been another one. */
export interface Difference {
  /** Of the `Decided`. */
  readonly position: number;
  readonly time: string;
  readonly cycle: string | null;
  readonly server: string;
  readonly mitigation: string;
  readonly appliedId: string;
  readonly type: string;
  readonly recorded: WhatIfOutcome;
  readonly would: WhatIfOutcome;
  /** False where it hangs on what was not looked at then; `would.reason` says on what. */
  readonly certain: boolean;
}

/** Makes each recorded decision again under another configuration, from the state, feed and inspections it was made from. */
export class WhatIf {
  readonly #other: OtherConfiguration;
  readonly #refusals = new Map<string, FailureReport | null>();
  readonly #open = new Map<string, CycleRecord<Difference>>();
  readonly #differences: Difference[] = [];

  constructor(other: OtherConfiguration) {
    this.#other = other;
  }

  /** The feed where the other configuration's trust accepts it, else null. */
  async verify(stream: string, ...document: Parameters<ReverifyDocument>): Promise<VerifiedFeed | null> {
    const key = `${stream} ${document[1]}`;
    try {
      const verified = await this.#other.reverify(...document);
      this.#refusals.set(key, null);
      return verified;
    } catch (error) {
      const failure = failureOf(error);
      if (failure === null) throw error;
      this.#refusals.set(key, failure);
      return null;
    }
  }

  /** Takes a decision that was recorded, with the feed and the state it was made from. */
  decided(event: Decided, feed: Feed, state: State): void {
    this.#settle(event.stream);
    const record = new CycleRecord<Difference>(event.cycle);
    this.#open.set(event.stream, record);
    const { position, time, cycle, data } = event;
    const { facts, decisions } = data;
    const outcomes = this.#outcomes(event, feed, state);
    for (const [index, decision] of decisions.entries()) {
      const outcome = outcomes(index);
      if (outcome === null) continue;
      const { mitigation, appliedId, type } = decision;
      const about = { position, time, cycle, server: facts.server, mitigation, appliedId, type };
      const { would, certain } = outcome;
      record.expect(decision, appliedIdOf(state, facts.server, decision), (handling) => {
        const recorded = { ...pick(decision), handling };
        return same(decision, recorded, outcome) ? null : { ...about, recorded, would, certain };
      });
    }
  }

  /** Takes every other event: what was done about a decision. */
  happened(event: StopgapEvent): void {
    this.#open.get(event.stream)?.happened(event);
  }

  /** In order of position. */
  differences(): readonly Difference[] {
    for (const stream of this.#open.keys()) this.#settle(stream);
    return this.#differences.toSorted((a, b) => a.position - b.position);
  }

  #settle(stream: string): void {
    this.#differences.push(...(this.#open.get(stream)?.settle() ?? []));
    this.#open.delete(stream);
  }

  #outcomes({ stream, data }: Decided, feed: Feed, state: State): (index: number) => WouldBe | null {
    const { nothingRuns } = this.#other;
    if (nothingRuns !== null && isOfServer(this.#other, data.facts.server)) return () => nothing(nothingRuns);
    const refusal = this.#refusals.get(`${stream} ${data.sha256}`) ?? null;
    if (refusal !== null) return () => nothing(`the feed would have been refused: ${refusal.code}: ${refusal.message}`);
    const { facts, unseen } = otherFacts(data.facts, feed, this.#other);
    const again = decide(state, feed, facts, data.now);
    return (index) => {
      const rerun = again[index];
      return rerun === undefined ? null : this.#wouldBe(rerun, unseen.get(rerun.appliedId));
    };
  }

  #wouldBe(rerun: Decision, unseen: Unseen | undefined): WouldBe {
    if (unseen === "parameters") {
      const reason = `no plugin for the mitigation type ${rerun.type} was loaded then, so nothing was looked at`;
      return { would: { decision: null, status: null, reason, handling: null }, certain: false, rerun };
    }
    const would = { ...pick(rerun), handling: this.#handling(rerun) };
    if (unseen === undefined || rerun.rule < firstRuleOfTheHost) return { would, certain: true, rerun };
    const reason = "meant for this server; the host was not looked at for it then, so a prerequisite may be missing";
    return { would: { ...would, reason }, certain: false, rerun };
  }

  #handling({ decision, type }: Decision): Handling | null {
    const { onRetired, drift } = this.#other.policy;
    if (decision === "retire") return onRetired === "revert" ? "reverted" : "left";
    if (decision === "reapply") return drift[type] === "report" ? "left" : "repaired";
    return null;
  }
}

interface WouldBe {
  readonly would: WhatIfOutcome;
  readonly certain: boolean;
  /** Null where nothing would have been decided. */
  readonly rerun: Decision | null;
}

/** From this row of the contract's table on, decisions depend on what was seen of the host. */
const firstRuleOfTheHost = 6;

function nothing(reason: string): WouldBe {
  return { would: { decision: null, status: null, reason, handling: null }, certain: true, rerun: null };
}

function pick({ decision, status, reason }: Decision) {
  return { decision, status, reason };
}

/** True where the decision is the same, whatever the words of its reason, and so is what is done about it. */
function same(decision: Decision, recorded: WhatIfOutcome, { would, rerun, certain }: WouldBe): boolean {
  if (rerun === null || !certain) return false;
  const { reason } = decision;
  if (!isDeepStrictEqual(plain(decision), asRecorded({ ...rerun, reason }, decision))) return false;
  return recorded.handling === null || recorded.handling === would.handling;
}
