import { describe, it } from "vitest";
import { eventLogLaws } from "../testing/event-log-laws.js";
import { MemoryEventLog } from "./memory-event-log.js";

describe("MemoryEventLog", () => {
  for (const { name, run } of eventLogLaws(() => new MemoryEventLog())) it(name, run);
});
