import { randomBytes } from "node:crypto";
import { oneLine } from "@stopgap/core";
import type { Notice } from "./notice.js";
import type { Target } from "./target.js";

export interface Tried {
  readonly target: string;
  readonly ok: boolean;
  /** Why not, one line; empty where it arrived. */
  readonly reason: string;
}

/** Tells every target that this is a test, by the way notices go. Never rejects. */
export async function tryTargets(
  targets: readonly Target[],
  { organization, server, now }: { readonly organization: string; readonly server: string; readonly now: Date },
): Promise<readonly Tried[]> {
  const notice: Notice = {
    id: randomBytes(32).toString("hex"),
    kind: "test",
    time: now.toISOString(),
    organization,
    server,
    text: `This is a test from Stopgap on ${server}: nothing happened`,
    position: 0,
    mitigation: null,
    appliedId: null,
    code: null,
  };
  const tried = targets.map(async (target): Promise<Tried> => {
    try {
      await target.deliver(notice, new AbortController().signal);
      return { target: target.title, ok: true, reason: "" };
    } catch (error) {
      return {
        target: target.title,
        ok: false,
        reason: oneLine(error instanceof Error ? error.message : String(error)),
      };
    }
  });
  return await Promise.all(tried);
}
