import type { NoticeKind } from "../configuration/notice-kinds.js";

/** One thing somebody is told. Never holds what was changed on the host, nor a secret. */
export interface Notice {
  /** The event's hash: the same again is the same notice. */
  readonly id: string;
  readonly kind: NoticeKind | "test";
  /** ISO 8601 UTC. */
  readonly time: string;
  readonly organization: string;
  readonly server: string;
  /** One line, as a person would say it. */
  readonly text: string;
  /** Of the event in the log; 0 for a test. */
  readonly position: number;
  readonly mitigation: string | null;
  readonly appliedId: string | null;
  /** Of the error catalogue, where something failed. */
  readonly code: string | null;
}
