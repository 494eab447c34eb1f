import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { act, type Bench, openBench } from "../kit/bench.js";
import { feed, ping } from "../kit/feeds.js";

const services = ["MSExchangeUM", "MSExchangeUMCR"];
const stopped = { state: "Stopped", startType: "Disabled" };
const pools = ["MSExchangeOWAAppPool", "MSExchangeECPAppPool"];
const ids = ["A", "B", "C"] as const;

/** What one action holds at one version: some of the services, or some of the pools. */
type Held = readonly string[];
const held = fc.oneof(fc.subarray(services, { minLength: 1 }), fc.subarray(pools, { minLength: 1 }));

type Step =
  | { readonly does: "publish"; readonly actions: Readonly<Partial<Record<string, Held>>> }
  | { readonly does: "revert"; readonly id: string };
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 2,
    arbitrary: fc
      .record({ A: held, B: held, C: held }, { requiredKeys: [] })
      .map((actions): Step => ({ does: "publish", actions })),
  },
  { weight: 1, arbitrary: fc.constantFrom(...ids).map((id): Step => ({ does: "revert", id })) },
);
const ending = fc.shuffledSubarray([...ids], { minLength: ids.length });

function config(id: string, version: number, things: Held): string {
  const isService = things.every((name) => services.includes(name));
  const value = things.map((name) =>
    isService
      ? `<service name="${name}" state="Stopped" startType="Disabled"/>`
      : `<appPool name="${name}" state="Stopped" autoStart="false"/>`,
  );
  return `<Config id="${id}"><ActionList><Action id="${id}.1" version="${version}" type="${isService ? "Service" : "AppPool"}" scope="Server"><Value>${value.join("")}</Value></Action></ActionList></Config>`;
}

/** Runs the steps, each published one at a new version; `look` is told what is held after each. */
async function run(steps: readonly Step[], bench: Bench, look: (holds: ReadonlyMap<string, Held>) => Promise<void>) {
  const holds = new Map<string, Held>();
  for (const [version, each] of steps.entries()) {
    if (each.does === "revert") {
      await revert(each.id, bench);
      holds.delete(each.id);
    } else {
      const configs = Object.entries(each.actions).map(([id, things]) => config(id, version, things ?? []));
      await bench.check(feed(version + 1, ping, ...configs));
      holds.clear();
      for (const [id, things] of Object.entries(each.actions)) holds.set(id, things ?? []);
    }
    await look(holds);
  }
}

async function revert(id: string, bench: Bench): Promise<void> {
  try {
    for (const { ok } of await bench.runtime.revert(id, act)) expect(ok).toBe(true);
  } catch (error) {
    expect(error).toMatchObject({ code: "NOT_APPLIED" });
  }
}

async function revertAll(order: readonly string[], bench: Bench): Promise<void> {
  for (const id of order) await revert(id, bench);
}

describe("whatever is applied, upgraded, retired and reverted, in whatever order", () => {
  it("a service or pool is held as long as somebody holds it, and then as it was", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 6 }), ending, async (steps, order) => {
        const bench = await openBench({ policy: { onRetired: "revert" } });
        try {
          const before = await bench.files();
          const asFound = await bench.json("services.json");
          await run(steps, bench, async (holds) => {
            const all = new Set([...holds.values()].flat());
            const now = await bench.json("services.json");
            for (const name of services) {
              const { state, startType } = all.has(name) ? stopped : (asFound[name] ?? {});
              expect(now[name], name).toMatchObject({ state, startType });
            }
            const states = await bench.json("app-pools.json");
            for (const name of pools) expect(states[name]?.state, name).toBe(all.has(name) ? "Stopped" : "Started");
          });
          await revertAll(order, bench);
          expect(await bench.files()).toEqual(before);
        } finally {
          await bench.end();
        }
      }),
      { numRuns: 15 },
    );
  });

  it("what is retired and left comes off too: the bytes of before", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 6 }), ending, async (steps, order) => {
        const bench = await openBench();
        try {
          const before = await bench.files();
          await run(steps, bench, async () => {});
          await revertAll(order, bench);
          expect(await bench.files()).toEqual(before);
          expect((await bench.check(feed(99, ping))).map(({ appliedId }) => appliedId)).toEqual(["PING1"]);
          expect((await bench.runtime.plan()).left).toEqual([]);
        } finally {
          await bench.end();
        }
      }),
      { numRuns: 15 },
    );
  });
});
