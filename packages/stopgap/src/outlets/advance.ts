import type { EventLog, Head } from "@stopgap/core";
import { beginCursor, type Cursor, readCursor, writeCursor } from "./cursor.js";
import type { Follower } from "./follower.js";

export interface FollowedLog {
  readonly log: EventLog;
  readonly storeFile: string;
  /** The head when this process began: where a new follower of what comes begins. */
  readonly opening: Pick<Head, "position" | "hash">;
}

/**
 * Keeps where followers of what comes begin, before anything is recorded: a process that is killed before it told anybody
 * must not take its events with it.
 */
export async function beginFollowing(followed: FollowedLog, followers: readonly Follower[]): Promise<void> {
  for (const follower of followers.filter(({ begins }) => begins === "now")) {
    await beginCursor(followed.storeFile, follower.name, beginning(followed, follower));
  }
}

/**
 * Gives the follower every event after its cursor, up to the head. Rejects with what `take` rejected with, unless the
 * follower leaves that event behind; the cursor then stands before it. The caller holds a lock: two processes would tell the same event.
 */
export async function advance(followed: FollowedLog, follower: Follower, signal: AbortSignal): Promise<void> {
  const { log, storeFile } = followed;
  const found = await readCursor(storeFile, follower.name, log);
  let cursor = found ?? beginning(followed, follower);
  let memory = follower.remembered(cursor.memory);
  let written = found;
  const keep = async (): Promise<void> => {
    if (cursor !== written) await writeCursor(storeFile, follower.name, cursor);
    written = cursor;
  };
  try {
    for await (const page of log.read({ from: cursor.position + 1 })) {
      for (const event of page) {
        signal.throwIfAborted();
        const taken = await follower.take(event, memory, signal).catch(async (error: unknown) => {
          if (signal.aborted || follower.refused === undefined) throw error;
          const refused = await follower.refused(event, memory, error);
          cursor = { ...cursor, memory: refused.memory };
          if (!refused.leave) throw error;
          return { memory: refused.memory, told: true };
        });
        memory = taken.memory;
        cursor = { position: event.position, hash: event.hash, memory };
        if (taken.told) await keep();
      }
      await keep();
    }
  } finally {
    await keep();
  }
  await follower.caughtUp?.(memory);
}

function beginning({ opening }: FollowedLog, follower: Follower): Cursor {
  const memory = follower.remembered(undefined);
  return follower.begins === "first" || opening.position === 0
    ? { position: 0, hash: null, memory }
    : { position: opening.position, hash: opening.hash, memory };
}
