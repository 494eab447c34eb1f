// Writes two entries to the Application log; journal.win.mjs reads in Wine's trace what arrived.
import { windowsJournal } from "../../packages/stopgap/dist/journal/windows-journal.js";

const journal = windowsJournal();
const about = { position: 1, server: "Server1", hash: "0".repeat(64) };
await journal.write({ ...about, id: 1005, level: "information", text: "Applied M1.1.0 - 100%1" });
await journal.write({ ...about, id: 1008, level: "error", text: "Failed: FETCH_TIMEOUT" });
