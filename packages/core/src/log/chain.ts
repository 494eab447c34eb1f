import { StopgapError } from "../errors/stopgap-error.js";
import { hashOf, parseExportLine, zeroHash } from "./envelope.js";
import type { StoredEvent } from "./event.js";
import type { Head } from "./event-log.js";

export type ChainCode = "EVENT_EDITED" | "EVENT_MISSING" | "EVENT_INSERTED" | "CHAIN_BROKEN";

export interface ChainProblem {
  /** Where the log first stops being what was written: the position of the event, or of the first that is missing. */
  readonly position: number;
  readonly code: ChainCode | "LINE_UNREADABLE";
}

/** Follows a chain event by event and says of each what is wrong with it. */
export class ChainWalk {
  #position: number;
  /** The hash that the next event must name as the one before; null where that event is missing. */
  #hash: string | null;
  /** After an edit the next event is judged by itself: it may name the hash that was stored or the one that fits. */
  #alternative: string | null = null;

  /** Starts after that head: by default at the beginning. */
  constructor(after: Pick<Head, "position" | "hash"> = { position: 0, hash: zeroHash }) {
    this.#position = after.position;
    this.#hash = after.hash;
  }

  /** Position of the newest event walked over. */
  get position(): number {
    return this.#position;
  }

  /** An empty list for an event that is what was written. */
  step(event: StoredEvent): readonly ChainProblem[] {
    const { position, previous, hash } = event;
    const actual = hashOf(event);
    if (position === this.#position + 1 && actual === hash && previous === this.#hash) {
      this.#position = position;
      this.#hash = hash;
      this.#alternative = null;
      return none;
    }
    return this.#judge(event, actual);
  }

  #judge({ position, previous, hash }: StoredEvent, actual: string): readonly ChainProblem[] {
    if (position <= this.#position) return [{ position, code: "EVENT_INSERTED" }];
    const problems: ChainProblem[] = [];
    const missing = position > this.#position + 1;
    if (missing) problems.push({ position: this.#position + 1, code: "EVENT_MISSING" });
    if (actual !== hash) problems.push({ position, code: "EVENT_EDITED" });
    const follows = missing || previous === this.#hash || previous === this.#alternative;
    if (!follows) problems.push({ position, code: "CHAIN_BROKEN" });
    this.#position = position;
    this.#hash = hash;
    this.#alternative = actual;
    return problems;
  }
}

const none: readonly ChainProblem[] = [];

/** Checks a run of export lines, from the first event on or after a known head. Pure; needs no log. */
export function verifyLines(lines: Iterable<string>, after?: Pick<Head, "position" | "hash">): readonly ChainProblem[] {
  const walk = new ChainWalk(after);
  const problems: ChainProblem[] = [];
  for (const line of lines) {
    const event = parseExportLine(line);
    if (event === null) problems.push({ position: walk.position + 1, code: "LINE_UNREADABLE" });
    else problems.push(...walk.step(event));
  }
  return problems;
}

/** The head after events that continue a log; throws `LOG_IMPORT_REFUSED` where they do not. */
export function continueChain(events: readonly StoredEvent[], head: Head): Head {
  const walk = new ChainWalk(head);
  for (const event of events) {
    const problem = walk.step(event)[0];
    if (problem !== undefined) {
      throw new StopgapError("LOG_IMPORT_REFUSED", `the chain does not hold at ${problem.position}: ${problem.code}`);
    }
  }
  const last = events.at(-1) ?? head;
  return { position: last.position, hash: last.hash, time: last.time };
}
