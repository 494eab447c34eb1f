import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { hashOf, parseExportLine, zeroHash } from "../log/envelope.js";
import type { StoredEvent } from "../log/event.js";
import { eventVersions } from "../log/event-types.js";
import { MemoryEventLog } from "../log/memory-event-log.js";
import { fold } from "./fold.js";

const golden = readFileSync(new URL("../log/fixtures/golden-events.jsonl", import.meta.url), "utf8")
  .trimEnd()
  .split("\n")
  .map((line) => {
    const event = parseExportLine(line);
    if (event === null) throw new Error(`not an export line: ${line}`);
    return event;
  });

/** The golden events up to the first of a type, whose data is replaced, as one would who can make the chain hold again. */
async function forged(type: string, data: string): Promise<{ log: MemoryEventLog; position: number }> {
  const log = new MemoryEventLog();
  const position = golden.findIndex((event) => event.type === type) + 1;
  const events: StoredEvent[] = [];
  for (const event of golden.slice(0, position)) {
    const changed = event.position === position ? { ...event, data } : event;
    const linked = { ...changed, previous: events.at(-1)?.hash ?? zeroHash };
    events.push({ ...linked, hash: hashOf(linked) });
  }
  await log.restore(events);
  return { log, position };
}

describe("fold", () => {
  const needy = Object.keys(eventVersions).filter(
    (type) => !["ServiceStopped", "DiagnosticsSent", "AlarmRaised", "AlarmCleared", "NoticeSetAside"].includes(type),
  );

  it.each(needy)("tells where a %s lacks what it is folded from", async (type) => {
    for (const data of ["{}", "null", "[]", '"text"', "1"]) {
      const { log, position } = await forged(type, data);
      await expect(fold(log)).rejects.toMatchObject({ code: "LOG_DAMAGED", details: { position } });
    }
  });

  it("tells where a member is of another kind", async () => {
    const { log, position } = await forged("ServiceStarted", '{"program":"x","plugins":5}');
    await expect(fold(log)).rejects.toMatchObject({ code: "LOG_DAMAGED", details: { position } });
  });
});
