export { acquireInstanceLock, holdLock, type LockOptions, withCycleLock } from "./hold-lock.js";
export { serverKey } from "./server-key.js";
export { openSqliteEventLog, type SqliteEventLog, type SqliteOptions } from "./sqlite-event-log.js";
