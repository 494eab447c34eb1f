import type { KeyObject } from "node:crypto";
import { StopgapError } from "../errors/stopgap-error.js";
import { type ChainProblem, ChainWalk } from "./chain.js";
import { type Checkpoint, verifyCheckpoint } from "./checkpoint.js";
import { zeroHash } from "./envelope.js";
import type { RecordedEvent, StoredEvent } from "./event.js";
import type { EventLog, Head } from "./event-log.js";
import { recordedOf } from "./plan-append.js";
import { referencedDocument } from "./referenced-document.js";
import { sha256Hex } from "./sha256.js";

export type LogProblemCode =
  | ChainProblem["code"]
  | "EVENT_UNREADABLE"
  | "LOG_DAMAGED"
  | "LOG_TRUNCATED"
  | "CHECKPOINT_MISMATCH"
  | "CHECKPOINT_SIGNATURE"
  | "DOCUMENT_CHANGED"
  | "DOCUMENT_MISSING";

export interface LogProblem {
  /** Position of the event it is about, or of the first that is missing; null for a document no event names. */
  readonly position: number | null;
  readonly code: LogProblemCode;
  /** What was seen, for people. */
  readonly detail?: string;
}

export interface LogVerification {
  /** True where nothing at all was found. */
  readonly ok: boolean;
  /** Events read. */
  readonly events: number;
  /** The newest event read. */
  readonly head: Head;
  /** In the order they were found, at most `mostProblems`. */
  readonly problems: readonly LogProblem[];
}

export interface VerifyLogOptions {
  /** Signed heads from outside the log; each must be found in it as it was signed. */
  readonly checkpoints?: readonly Checkpoint[];
  /**
   * Older ones, in order, at most one of which is told of: the first that does not fit and is signed with `publicKey`, or
   * without that, with the key of the last of `checkpoints`.
   */
  readonly earlier?: readonly Checkpoint[];
  /** The key the checkpoints must be signed with; without it, any key will do, which proves little. */
  readonly publicKey?: KeyObject;
  /** Gets each page that was read, so that a fold needs no second pass. */
  readonly onPage?: (events: readonly RecordedEvent[]) => void;
}

/** So many problems are told; a log with more is damaged all over. */
export const mostProblems = 1000;

/**
 * Recomputes every hash, follows the chain, hashes every kept document again, and holds the log against the checkpoints.
 * Damage is told, never thrown; rejects only where the log cannot be reached at all.
 */
export async function verifyLog(log: EventLog, options: VerifyLogOptions = {}): Promise<LogVerification> {
  const { checkpoints = [], earlier = [], publicKey, onPage } = options;
  const found: LogProblem[] = [];
  const asked = new Set([...checkpoints, ...earlier].map(({ position }) => position));
  const events = await walk(log, asked, found, onPage);
  for (const checkpoint of checkpoints) found.push(...judge(checkpoint, publicKey, events));
  const key = checkpoints.at(-1)?.key;
  const ofServer = publicKey === undefined ? earlier.filter((one) => one.key === key) : earlier;
  found.push(...judgeEarlier(ofServer, publicKey, events, found));
  await checkDocuments(log, events.references, found);
  const { count, head } = events;
  return { ok: found.length === 0, events: count, head, problems: found.slice(0, mostProblems) };
}

interface Walked {
  count: number;
  head: Head;
  /** False where damage ended the reading before the log's end. */
  whole: boolean;
  /** Hashes at the positions that were asked for. */
  readonly hashes: Map<number, string>;
  /** First position that names a document which must be kept. */
  readonly references: Map<string, number>;
}

async function walk(
  log: EventLog,
  asked: ReadonlySet<number>,
  found: LogProblem[],
  onPage: VerifyLogOptions["onPage"],
): Promise<Walked> {
  const chain = new ChainWalk();
  const seen: Walked = {
    count: 0,
    head: { position: 0, hash: zeroHash, time: null },
    whole: true,
    hashes: new Map(),
    references: new Map(),
  };
  for (let from: number | null = Number.MIN_SAFE_INTEGER; from !== null; ) {
    try {
      for await (const page of log.stored({ from })) {
        const events = visit(page, chain, asked, seen, found);
        onPage?.(events);
      }
      from = null;
    } catch (error) {
      if (!(error instanceof StopgapError && error.code === "LOG_DAMAGED")) throw error;
      found.push({ position: chain.position + 1, code: "LOG_DAMAGED", detail: error.message });
      const { resumeAt } = error.details;
      from = typeof resumeAt === "number" ? resumeAt : null;
      if (from === null) seen.whole = false;
    }
  }
  return seen;
}

/** The events of a page, each checked; one whose data is no JSON is told and left out. */
function visit(
  page: readonly StoredEvent[],
  chain: ChainWalk,
  asked: ReadonlySet<number>,
  seen: Walked,
  found: LogProblem[],
): readonly RecordedEvent[] {
  const events: RecordedEvent[] = [];
  let newest: Head = seen.head;
  for (const stored of page) {
    const { position, hash } = stored;
    const problems = chain.step(stored);
    if (problems.length > 0) for (const problem of problems) tell(problem, found);
    if (position >= newest.position) newest = stored;
    if (asked.has(position)) seen.hashes.set(position, hash);
    const event = parsed(stored);
    if (event === null) {
      tell({ position, code: "EVENT_UNREADABLE" }, found);
      continue;
    }
    events.push(event);
    const document = referencedDocument(event);
    if (document !== null && !seen.references.has(document)) seen.references.set(document, position);
  }
  seen.count += page.length;
  seen.head = { position: newest.position, hash: newest.hash, time: newest.time };
  return events;
}

function parsed(stored: StoredEvent): RecordedEvent | null {
  try {
    return recordedOf(stored);
  } catch {
    return null;
  }
}

function tell(problem: LogProblem, found: LogProblem[]): void {
  if (found.length < mostProblems) found.push(problem);
}

function judge(checkpoint: Checkpoint, publicKey: KeyObject | undefined, seen: Walked): readonly LogProblem[] {
  const { position, hash } = checkpoint;
  if (!verifyCheckpoint(checkpoint, publicKey)) {
    const detail = verifyCheckpoint(checkpoint) ? `signed with another key, ${checkpoint.key}` : "not as it was signed";
    return [{ position, code: "CHECKPOINT_SIGNATURE", detail }];
  }
  if (position > seen.head.position) {
    return seen.whole ? [{ position: seen.head.position + 1, code: "LOG_TRUNCATED" }] : [];
  }
  const actual = seen.hashes.get(position);
  // A position that is missing inside the log was told already.
  if (actual === undefined || actual === hash) return [];
  return [{ position, code: "CHECKPOINT_MISMATCH" }];
}

/** Signatures cost more than comparing, so that only one which does not fit is asked for its own. */
function judgeEarlier(
  earlier: readonly Checkpoint[],
  publicKey: KeyObject | undefined,
  seen: Walked,
  found: readonly LogProblem[],
): readonly LogProblem[] {
  let fits = 0;
  for (const checkpoint of earlier) {
    const { position, hash } = checkpoint;
    if (seen.hashes.get(position) === hash) fits = position;
    else if (verifyCheckpoint(checkpoint, publicKey)) {
      const detail = `an earlier checkpoint does not fit; the newest before it that does is at ${fits}`;
      const problems = judge(checkpoint, publicKey, seen).map((problem) => ({ ...problem, detail }));
      return problems.filter(
        ({ position, code }) => !found.some((one) => one.position === position && one.code === code),
      );
    }
  }
  return [];
}

async function checkDocuments(
  log: EventLog,
  references: ReadonlyMap<string, number>,
  found: LogProblem[],
): Promise<void> {
  try {
    const kept = await log.documentHashes();
    for (const sha256 of kept) found.push(...(await checkDocument(log, sha256, references.get(sha256) ?? null)));
    const names = new Set(kept);
    for (const [sha256, position] of references) {
      if (!names.has(sha256)) found.push({ position, code: "DOCUMENT_MISSING", detail: sha256 });
    }
  } catch (error) {
    if (!(error instanceof StopgapError && error.code === "LOG_DAMAGED")) throw error;
    found.push({ position: null, code: "LOG_DAMAGED", detail: error.message });
  }
}

async function checkDocument(log: EventLog, sha256: string, position: number | null): Promise<readonly LogProblem[]> {
  try {
    const bytes = await log.document(sha256);
    if (bytes === null) return [{ position, code: "DOCUMENT_MISSING", detail: sha256 }];
    return sha256Hex(bytes) === sha256 ? [] : [{ position, code: "DOCUMENT_CHANGED", detail: sha256 }];
  } catch (error) {
    if (!(error instanceof StopgapError && error.code === "LOG_DAMAGED")) throw error;
    return [{ position, code: "DOCUMENT_MISSING", detail: error.message }];
  }
}
