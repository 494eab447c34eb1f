import type { Json } from "@stopgap/core/plugin";
import { createMemoryHost } from "@stopgap/core/testing";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import appPool from "./index.js";
import type { PoolWish } from "./parameters.js";

const names = ["Alpha", "B\u00eata", "\u0413\u0430\u043c\u043c\u0430", "Delta 4", "\ud83d\ude80"];

const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const layout = fc.record({
  autoStart: maybe(fc.constantFrom("true", "false", "True", "FALSE")),
  startMode: maybe(fc.constantFrom("OnDemand", "AlwaysRunning")),
  quote: fc.constantFrom('"', "'"),
  space: fc.constantFrom(" ", "\n\t", "  "),
  equals: fc.constantFrom("=", " = "),
  settingsFirst: fc.boolean(),
  ending: fc.constantFrom("/>", " />", "></add>", ">\n<recycling><periodicRestart time='1'/></recycling>\n</add >"),
});
const encodings: Readonly<Record<string, (text: string) => Uint8Array>> = {
  utf8: (text) => Buffer.from(text),
  "utf8 with mark": (text) => Buffer.from(`\ufeff${text}`),
  "utf16 little": (text) => Buffer.from(`\ufeff${text}`, "utf16le"),
  "utf16 big": (text) => Buffer.from(`\ufeff${text}`, "utf16le").swap16(),
};

const configurations = fc
  .record({
    pools: fc.array(layout, { minLength: names.length, maxLength: names.length }),
    defaults: maybe(layout),
    noise: fc.constantFrom(
      "",
      "<!-- <add name='Alpha'/> -->",
      "<?pi <?>",
      "<clear/>",
      "<x><![CDATA[</x>]]></x>",
      "text &amp; more",
    ),
    end: fc.constantFrom("\n", "\r\n"),
    encoding: fc.constantFrom(...Object.keys(encodings)),
  })
  .map(({ pools, defaults, noise, end, encoding }) => {
    const attributes = ({ autoStart, startMode, quote, space, equals }: (typeof pools)[0]): string =>
      Object.entries({ autoStart, startMode })
        .filter(([, value]) => value !== undefined)
        .map(([key, value]) => `${space}${key}${equals}${quote}${value}${quote}`)
        .join("");
    const add = pools.map((pool, i) => {
      const name = `${pool.space}name${pool.equals}${pool.quote}${names[i]}${pool.quote}`;
      return `<add${pool.settingsFirst ? attributes(pool) + name : name + attributes(pool)}${pool.ending}`;
    });
    const rest = defaults === undefined ? "" : `<applicationPoolDefaults${attributes(defaults)}/>`;
    const inside = [noise, ...add, rest, noise].join("\n    ");
    const text = `<configuration>\n<system.applicationHost><applicationPools>${inside}</applicationPools></system.applicationHost></configuration>\n`;
    return encodings[encoding]?.(text.replaceAll("\n", end)) ?? new Uint8Array();
  });

const tables = fc.option(
  fc
    .tuple(
      fc.dictionary(fc.constantFrom(...names), fc.record({ state: fc.constantFrom("Started", "Stopped") })),
      fc.constantFrom(0, 2),
    )
    .map(([table, indent]) => JSON.stringify(table, null, indent)),
);

const wishes = fc
  .array(
    fc.record(
      {
        name: fc.constantFrom(...names),
        autoStart: fc.constantFrom("true", "false"),
        startMode: fc.constantFrom("OnDemand", "AlwaysRunning"),
      },
      { requiredKeys: ["name"] },
    ),
    { minLength: 1 },
  )
  .map((list) => [...new Map(list.map((wish) => [wish.name, wish as PoolWish])).values()]);

const path = "C:\\Windows\\System32\\inetsrv\\config\\applicationHost.config";
const server = (configuration: Uint8Array, table: string | null) =>
  createMemoryHost({ files: { [path]: configuration, ...(table === null ? {} : { "app-pools.json": table }) } });

type Undo = Awaited<ReturnType<typeof appPool.capture>>;

/** As the engine does it: the later of two holders gets the earlier one's entries, and what is still held stays. */
function handOver(undos: readonly { [claim: string]: Json }[], leaving: number) {
  const own = undos[leaving] ?? {};
  const others = undos[1 - leaving] ?? {};
  const restore = Object.fromEntries(Object.entries(own).filter(([claim]) => !Object.hasOwn(others, claim)));
  const inherited = Object.entries(own).filter(([claim]) => Object.hasOwn(others, claim) && leaving === 0);
  return { restore: restore as Undo, left: { ...others, ...Object.fromEntries(inherited) } as Undo };
}

describe("any configuration", () => {
  it("comes back byte for byte", async () => {
    await fc.assert(
      fc.asyncProperty(configurations, tables, wishes, async (configuration, table, chosen) => {
        const memory = server(configuration, table);
        const before = memory.snapshot();
        const undo = await appPool.capture(chosen, memory.open());
        await appPool.apply(chosen, memory.open());
        const once = memory.snapshot();
        expect((await appPool.inspect(chosen, memory.open())).state).toBe("present");
        await appPool.apply(chosen, memory.open());
        expect(memory.snapshot()).toEqual(once);
        await appPool.revert(chosen, JSON.parse(JSON.stringify(undo)), memory.open());
        expect(memory.snapshot()).toEqual(before);
      }),
    );
  });

  it("comes back when the last of two that share pools goes, in either order", async () => {
    const settled = (list: readonly PoolWish[]) =>
      list.map((wish) => ({
        ...wish,
        ...(wish.autoStart && { autoStart: "false" as const }),
        ...(wish.startMode && { startMode: "OnDemand" as const }),
      }));
    await fc.assert(
      fc.asyncProperty(
        configurations,
        tables,
        wishes,
        wishes,
        fc.constantFrom(0, 1),
        async (configuration, table, first, second, leaving) => {
          const memory = server(configuration, table);
          const before = memory.snapshot();
          const chosen = [settled(first), settled(second)];
          const undos: Undo[] = [];
          for (const wish of chosen) {
            undos.push(await appPool.capture(wish, memory.open()));
            await appPool.apply(wish, memory.open());
          }
          const { restore, left } = handOver(undos, leaving);
          const staying = chosen[1 - leaving] ?? [];
          await appPool.revert(chosen[leaving] ?? [], restore, memory.open());
          expect((await appPool.inspect(staying, memory.open())).state).toBe("present");
          await appPool.revert(staying, left, memory.open());
          expect(memory.snapshot()).toEqual(before);
        },
      ),
    );
  });
});
