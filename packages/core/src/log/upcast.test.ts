import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { evolve } from "../project/evolve.js";
import { initialState } from "../project/state.js";
import { verifyLines } from "./chain.js";
import { parseExportLine } from "./envelope.js";
import type { RecordedEvent } from "./event.js";
import { eventVersions } from "./event-types.js";
import { recordedOf } from "./plan-append.js";
import { createUpcast } from "./upcast.js";
import { upcast } from "./upcasters.js";

const event = (type: string, version: number, data: unknown): RecordedEvent => ({
  position: 9,
  stream: "s",
  type,
  version,
  time: "2026-11-21T18:00:00.000Z",
  cycle: null,
  actor: null,
  data,
  previous: "",
  hash: "h",
});
const add = (type: string, version: number) => ({ type, version, up: (data: unknown) => [data, version] });

describe("createUpcast", () => {
  it("leads an event of any version to the current one, and leaves the rest of it alone", () => {
    const upcast = createUpcast({ A: 3, B: 1 }, [add("A", 2), add("A", 1)]);
    expect(upcast(event("A", 1, "x"))).toEqual(event("A", 3, [["x", 1], 2]));
    expect(upcast(event("A", 2, "x"))).toEqual(event("A", 3, ["x", 2]));
    expect(upcast(event("A", 3, "x"))).toEqual(event("A", 3, "x"));
    expect(upcast(event("B", 1, "x"))).toEqual(event("B", 1, "x"));
    expect(upcast(event("Other", 5, "x"))).toEqual(event("Other", 5, "x"));
  });

  it("refuses at start what leaves a gap, comes twice, leads beyond, or is of no type", () => {
    const lists = [[], [add("A", 1)], [add("A", 2)], [add("A", 1), add("A", 1)], [1, 2, 3].map((n) => add("A", n))];
    for (const list of [...lists, [add("A", 1), add("A", 2), add("B", 1)]]) {
      expect(() => createUpcast({ A: 3 }, list)).toThrow(expect.objectContaining({ code: "LOG_UPCASTER_GAP" }));
    }
  });

  it("refuses an event of a version that is not known yet", () => {
    const upcast = createUpcast({ A: 1 }, []);
    expect(() => upcast(event("A", 2, "x"))).toThrow(expect.objectContaining({ code: "LOG_TOO_NEW" }));
  });
});

describe("the golden corpus: every event version ever written", () => {
  // Lines are added when a type or version is, and never changed: logs out there hold what these hold.
  const lines = readFileSync(new URL("./fixtures/golden-events.jsonl", import.meta.url), "utf8")
    .trimEnd()
    .split("\n");
  const events = lines.map((line) => {
    const stored = parseExportLine(line);
    if (stored === null) throw new Error(`not an export line: ${line}`);
    return recordedOf(stored);
  });

  it("is one chain, byte for byte as it was written", () => {
    expect(verifyLines(lines)).toEqual([]);
  });

  it("has each type at each version from 1 to the current one", () => {
    const seen = new Set(events.map(({ type, version }) => `${type} ${version}`));
    const wanted = Object.entries(eventVersions).flatMap(([type, current]) =>
      Array.from({ length: current }, (_, index) => `${type} ${index + 1}`),
    );
    expect([...seen].sort()).toEqual(wanted.sort());
  });

  it("comes up to today's versions and folds into today's state", () => {
    const current = events.map(upcast);
    for (const { type, version } of current) expect(version).toBe(eventVersions[type as keyof typeof eventVersions]);
    const state = current.reduce(evolve, initialState);
    expect(state.position).toBe(events.length);
    expect(state.organization.mitigationsEnabled).toBe(false);
    expect(state.servers.Server1?.blocked.map(({ id }) => id)).toEqual(["M1"]);
    expect(state.servers.Server1?.accepted?.serial).toBe(null);
  });
});
