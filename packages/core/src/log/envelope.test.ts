import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ChainWalk, verifyLines } from "./chain.js";
import { exportLine, hashOf, parseExportLine, zeroHash } from "./envelope.js";
import type { StoredEvent } from "./event.js";
import { linesOf } from "./lines-of.js";

const text = fc.string({ unit: "binary" });
const drafts = fc.array(
  fc.record({
    stream: text,
    type: text,
    version: fc.integer({ min: 1, max: 9 }),
    time: fc.constant("2026-11-21T18:00:00.000Z"),
    cycle: fc.option(text),
    actor: fc.option(text),
    data: fc.json(),
  }),
  { minLength: 1, maxLength: 8 },
);

function chained(list: readonly Omit<StoredEvent, "position" | "previous" | "hash">[]): readonly StoredEvent[] {
  const events: StoredEvent[] = [];
  for (const draft of list) {
    const event = { ...draft, position: events.length + 1, previous: events.at(-1)?.hash ?? zeroHash };
    events.push({ ...event, hash: hashOf(event) });
  }
  return events;
}

describe("the export line", () => {
  it("is one JSON object with the contract's keys in the contract's order", () => {
    const [event] = chained([
      {
        stream: "s",
        type: "T",
        version: 1,
        time: "2026-11-21T18:00:00.000Z",
        cycle: null,
        actor: "a",
        data: '{"b":1}',
      },
    ]);
    const line = event === undefined ? "" : exportLine(event);
    expect(line).toMatch(
      /^\{"position":1,"stream":"s","type":"T","version":1,"time":"2026-11-21T18:00:00.000Z","cycle":null,"actor":"a","data":\{"b":1\},"previous":"0{64}","hash":"[0-9a-f]{64}"\}$/,
    );
    expect(Object.keys(JSON.parse(line))).toEqual(
      "position stream type version time cycle actor data previous hash".split(" "),
    );
  });

  it("comes back as the event it was, whatever stands in it", () => {
    fc.assert(
      fc.property(drafts, (list) => {
        for (const event of chained(list)) expect(parseExportLine(exportLine(event))).toEqual(event);
      }),
    );
  });

  it("with a change in any one character is no line, another hash, or the same event", () => {
    fc.assert(
      fc.property(drafts, fc.nat(), fc.string({ minLength: 1, maxLength: 1 }), (list, at, character) => {
        const lines = chained(list).map(exportLine);
        const whole = lines.join("\n");
        const index = at % whole.length;
        const changed = whole.slice(0, index) + character + whole.slice(index + 1);
        fc.pre(changed !== whole);
        expect(verifyLines(changed.split("\n"))).not.toEqual([]);
      }),
    );
  });

  it("verifies with text tools and no code of ours", () => {
    const line = exportLine(
      chained([
        { stream: "s", type: "T", version: 1, time: "2026-11-21T18:00:00.000Z", cycle: null, actor: "ü", data: '"x"' },
      ])[0] as StoredEvent,
    );
    const script = 'IFS= read -r line; printf %s "$' + '{line%,\\"hash\\":*}" | sha256sum';
    const sum = execFileSync("sh", ["-c", script], { input: `${line}\n`, encoding: "utf8" }).slice(0, 64);
    expect(sum).toBe(JSON.parse(line).hash);
  });
});

describe("ChainWalk", () => {
  it("places a removal, a swap and a repetition where it happened", () => {
    fc.assert(
      fc.property(drafts, fc.nat(), (list, at) => {
        const events = chained(list);
        const index = at % events.length;
        const walked = (changed: readonly StoredEvent[]) => {
          const walk = new ChainWalk();
          return changed.flatMap((event) => walk.step(event));
        };
        expect(walked(events)).toEqual([]);
        const without = events.filter((_, other) => other !== index);
        const lost = index < events.length - 1 ? [{ position: index + 1, code: "EVENT_MISSING" }] : [];
        expect(walked(without)).toEqual(lost);
        const twice = events.flatMap((event, other) => (other === index ? [event, event] : [event]));
        expect(walked(twice)).toEqual([{ position: index + 1, code: "EVENT_INSERTED" }]);
      }),
    );
  });
});

describe("linesOf", () => {
  it("gives the lines back whatever the chunks, and breaks them at line feeds only", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(text.filter((line) => !line.includes("\n"))),
        fc.integer({ min: 1, max: 5 }),
        async (lines, size) => {
          const wanted = [...lines, "a\u2028b\u2029c\r d", "end"];
          const bytes = new TextEncoder().encode(wanted.join("\n"));
          const chunks = async function* () {
            for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
          };
          const read: string[] = [];
          for await (const line of linesOf(chunks())) read.push(line);
          expect(read).toEqual(wanted);
        },
      ),
      { numRuns: 50 },
    );
  });

  it("refuses bytes that are not UTF-8", async () => {
    const chunks = async function* () {
      yield Uint8Array.of(0x7b, 0xff, 0x0a);
    };
    await expect(linesOf(chunks()).next()).rejects.toMatchObject({ code: "LOG_IMPORT_REFUSED" });
  });
});
