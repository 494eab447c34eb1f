export { exportDocuments, importDocuments } from "./document-folder.js";
export { acquireInstanceLock, holdLock, type LockOptions, withCycleLock } from "./hold-lock.js";
export { type Imported, importLog } from "./import-log.js";
export type { ArchiveResult } from "./seal-history.js";
export { existingServerKey, serverKey } from "./server-key.js";
export { SnapshotFolder } from "./snapshot-folder.js";
export { openSqliteEventLog, type SqliteEventLog, type SqliteOptions } from "./sqlite-event-log.js";
export { verifyStore } from "./verify-store.js";
