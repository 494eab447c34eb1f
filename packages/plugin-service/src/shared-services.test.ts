import type { Json } from "@stopgap/core/plugin";
import { createMemoryHost } from "@stopgap/core/testing";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import service from "./index.js";

const parse = (...names: string[]) => names.map((name) => ({ name }));

/** As the engine does it: the later of two holders gets the earlier one's entries, and what is still held stays. */
function handOver(undos: readonly { [claim: string]: Json }[], leaving: number) {
  const other = 1 - leaving;
  const own = undos[leaving] ?? {};
  const others = undos[other] ?? {};
  const restore = Object.fromEntries(Object.entries(own).filter(([claim]) => !Object.hasOwn(others, claim)));
  const inherited = Object.entries(own).filter(([claim]) => Object.hasOwn(others, claim) && leaving < other);
  return { restore, left: { ...others, ...Object.fromEntries(inherited) } };
}

const names = ["Alpha", "Beta", "Gamma", "Delta", "Epsilon"];
const entries = fc.record({
  state: fc.constantFrom("Running", "Stopped"),
  startType: fc.constantFrom("Automatic", "AutomaticDelayed", "Manual", "Disabled"),
  dependents: fc.subarray(names),
});
const tables = fc
  .tuple(
    fc.array(entries, { minLength: 5, maxLength: 5 }),
    fc.constantFrom(0, 2, "\t"),
    fc.boolean(),
    fc.constantFrom("\n", "\r\n"),
  )
  .map(([services, indent, mark, end]) => {
    const text = JSON.stringify(Object.fromEntries(names.map((name, i) => [name, services[i]])), null, indent);
    return (mark ? "\ufeff" : "") + text.replaceAll("\n", end) + end;
  });
const some = fc.subarray(names, { minLength: 1 });

describe("any table of services", () => {
  it("comes back byte for byte", async () => {
    await fc.assert(
      fc.asyncProperty(tables, some, async (text, chosen) => {
        const memory = createMemoryHost({ files: { "services.json": text } });
        const undo = await service.capture(parse(...chosen), memory.open());
        await service.apply(parse(...chosen), memory.open());
        expect((await service.inspect(parse(...chosen), memory.open())).state).toBe("present");
        await service.revert(parse(...chosen), JSON.parse(JSON.stringify(undo)), memory.open());
        expect(Buffer.from(memory.read("services.json") ?? []).toString("utf8")).toBe(text);
      }),
    );
  });

  it("comes back when the last of two that share services goes, in either order, and not before", async () => {
    await fc.assert(
      fc.asyncProperty(tables, some, some, fc.boolean(), async (text, first, second, firstGoesFirst) => {
        const memory = createMemoryHost({ files: { "services.json": text } });
        const chosen = [first, second];
        const undos: Awaited<ReturnType<typeof service.capture>>[] = [];
        for (const names of chosen) {
          undos.push(await service.capture(parse(...names), memory.open()));
          await service.apply(parse(...names), memory.open());
        }
        const leaving = firstGoesFirst ? 0 : 1;
        const { restore, left } = handOver(undos, leaving);
        await service.revert(parse(...(chosen[leaving] ?? [])), restore as (typeof undos)[0], memory.open());
        const staying = chosen[1 - leaving] ?? [];
        expect((await service.inspect(parse(...staying), memory.open())).state).toBe("present");
        await service.revert(parse(...staying), left as (typeof undos)[0], memory.open());
        expect(Buffer.from(memory.read("services.json") ?? []).toString("utf8")).toBe(text);
      }),
    );
  });
});
