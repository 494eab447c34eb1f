import { type EventData, type EventLog, eventVersions, serverStream } from "@stopgap/core";

/**
 * Records, on that server's stream, what came of telling others, beside the cycles. The time never counts as earlier than that
 * of the newest event.
 */
export async function recordTold<T extends "DiagnosticsSent" | "NoticeSetAside">(
  { log, server, now }: { readonly log: EventLog; readonly server: string; readonly now: Date },
  type: T,
  data: EventData[T],
): Promise<void> {
  const { time: newest } = await log.head();
  const own = now.toISOString();
  const time = newest !== null && newest > own ? newest : own;
  await log.append([
    { stream: serverStream(server), type, version: eventVersions[type], time, cycle: null, actor: null, data },
  ]);
}
