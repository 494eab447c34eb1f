import type { NoticeKind } from "../configuration/notice-kinds.js";
import type { Notice } from "./notice.js";

/** Somebody to be told, by one way. */
export interface Target {
  /** Names its cursor file: the same configuration is the same target, wherever it stands in the list. */
  readonly name: string;
  /** For messages; never with a secret. */
  readonly title: string;
  /** The kinds it is told of; null for all. */
  readonly on: readonly NoticeKind[] | null;
  /** Resolves once the other side has it. Rejects with `NOTIFY_FAILED`, whose message holds no secret. */
  deliver(notice: Notice, signal: AbortSignal): Promise<void>;
}
