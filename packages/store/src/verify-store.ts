import { type LogVerification, StopgapError, type VerifyLogOptions, verifyLog, zeroHash } from "@stopgap/core/log";
import { openSqliteEventLog } from "./sqlite-event-log.js";

/**
 * `verifyLog` on an event log file, whatever state it is in: a file that cannot even be opened as one is a problem like any
 * other. Checks SQLite's own structures too. Rejects only where the file cannot be reached (`LOG_IN_USE`, `LOG_UNWRITABLE`).
 */
export async function verifyStore(file: string, options: VerifyLogOptions = {}): Promise<LogVerification> {
  try {
    const log = await openSqliteEventLog(file, { readOnly: true });
    try {
      const verification = await verifyLog(log, options);
      const detail = log.structureFault();
      if (detail === null) return verification;
      const problems = [...verification.problems, { position: null, code: "LOG_DAMAGED", detail } as const];
      return { ...verification, ok: false, problems };
    } finally {
      await log.close();
    }
  } catch (error) {
    if (!(error instanceof StopgapError && error.code === "LOG_DAMAGED")) throw error;
    const head = { position: 0, hash: zeroHash, time: null };
    return { ok: false, events: 0, head, problems: [{ position: null, code: "LOG_DAMAGED", detail: error.message }] };
  }
}
