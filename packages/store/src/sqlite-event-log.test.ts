import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eventLogLaws } from "@stopgap/core/testing";
import { afterAll, describe, it } from "vitest";
import { openSqliteEventLog } from "./sqlite-event-log.js";

const folder = mkdtempSync(join(tmpdir(), "stopgap-laws-"));
afterAll(() => rmSync(folder, { recursive: true }));

let count = 0;

describe("SqliteEventLog", () => {
  for (const { name, run } of eventLogLaws(() => openSqliteEventLog(join(folder, `${count++}.db`)))) it(name, run);
});
