// Opens an event log in a process of its own and brings the state up, as the program does:
// `node long-log-child.mjs FILE rebuild|keep|start`. Prints milliseconds and megabytes as JSON.
import { fold, keepSnapshot, startState } from "@stopgap/core";
import { openSqliteEventLog, SnapshotFolder } from "@stopgap/store";

const [file, how] = process.argv.slice(2);
const begin = performance.now();
const log = await openSqliteEventLog(file, { readOnly: true });
const snapshots = new SnapshotFolder(file);
const state = how === "start" ? await startState(log, snapshots) : await fold(log);
const milliseconds = performance.now() - begin;
if (how === "keep") await keepSnapshot(log, state, snapshots);
const megabytes = process.resourceUsage().maxRSS / 1024;
process.stdout.write(JSON.stringify({ position: state.position, milliseconds, megabytes }));
await log.close();
