import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Hold, planRevert, planUpgrade } from "./undo-record.js";

const hold = (appliedId: string, order: number, undo: Hold["undo"], claims: readonly string[] | null): Hold => ({
  appliedId,
  order,
  undo,
  claims,
});

describe("planRevert", () => {
  it("restores everything where nobody else holds any of it", () => {
    const plan = planRevert(hold("A", 1, { a: 1 }, ["a"]), [hold("B", 2, { b: 1 }, ["b"])]);
    expect(plan).toEqual({ restore: { undo: { a: 1 } }, handedOver: [], heirs: [] });
  });

  it("gives what is shared to the next holder and restores the rest", () => {
    const plan = planRevert(hold("A", 1, { a: "was", s: "was" }, ["a", "s"]), [
      hold("B", 2, { s: "by A", b: "was" }, ["s", "b"]),
    ]);
    expect(plan).toEqual({
      restore: { undo: { a: "was" } },
      handedOver: [{ appliedId: "B", undo: { s: "was", b: "was" } }],
      heirs: ["B"],
    });
  });

  it("leaves the record of an earlier holder alone", () => {
    const plan = planRevert(hold("B", 2, { s: "by A" }, ["s"]), [hold("A", 1, { s: "was" }, ["s"])]);
    expect(plan).toEqual({ restore: null, handedOver: [], heirs: ["A"] });
  });

  it("goes by who came first to each thing: an action may come to one with a later version", () => {
    const upgraded = { ...hold("A", 1, { a: "was", s: "by B" }, ["a", "s"]), later: { s: 3 } };
    const other = hold("B", 2, { s: "was" }, ["s"]);
    expect(planRevert(upgraded, [other])).toMatchObject({ restore: { undo: { a: "was" } }, handedOver: [] });
    expect(planRevert(other, [upgraded]).handedOver).toEqual([{ appliedId: "A", undo: { a: "was", s: "was" } }]);
  });

  it("takes no name of a thing for a member that every object has", () => {
    const first = { ...hold("A", 1, { constructor: "was" }, ["constructor"]), later: { other: 3 } };
    const second = hold("B", 2, { constructor: "by A" }, ["constructor"]);
    expect(planRevert(first, [second]).handedOver).toEqual([{ appliedId: "B", undo: { constructor: "was" } }]);
    const prototype: Hold["undo"] = JSON.parse('{"__proto__":"was"}');
    const alone = hold("A", 1, JSON.parse('{"__proto__":"was","s":1}'), ["__proto__", "s"]);
    expect(planRevert(alone, [hold("B", 2, { s: 2 }, ["s"])]).restore).toEqual({ undo: prototype });
  });

  it("hands a record over whole where it is not keyed by claim", () => {
    const plan = planRevert(hold("A", 1, "was", ["s"]), [hold("C", 3, "by B", ["s"]), hold("B", 2, "by A", ["s"])]);
    expect(plan).toEqual({ restore: null, handedOver: [{ appliedId: "B", undo: "was" }], heirs: ["B", "C"] });
  });

  it("brings any set of holders back to the start, in any order of reverting", () => {
    const things = ["p", "q", "r"];
    const claimSets = fc.array(fc.subarray(things, { minLength: 1 }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(claimSets, fc.infiniteStream(fc.nat()), (sets, picks) => {
        const host: Record<string, string> = { p: "p0", q: "q0", r: "r0" };
        let holds = sets.map((claims, index) => {
          const undo = Object.fromEntries(claims.map((claim) => [claim, host[claim] ?? ""]));
          for (const claim of claims) host[claim] = "off";
          return hold(`H${index}`, index + 1, undo, claims);
        });
        while (holds.length > 0) {
          const chosen = holds[picks.next().value % holds.length] ?? expect.fail("a hold");
          holds = holds.filter((other) => other !== chosen);
          const plan = planRevert(chosen, holds);
          Object.assign(host, plan.restore?.undo ?? {});
          holds = holds.map((other) => {
            const inherited = plan.handedOver.find(({ appliedId }) => appliedId === other.appliedId);
            return inherited === undefined ? other : { ...other, undo: inherited.undo };
          });
          const held = new Set(holds.flatMap((other) => other.claims ?? []));
          for (const thing of things) {
            const wanted = held.has(thing) ? "off" : `${thing}0`;
            expect(host[thing]).toBe(wanted);
          }
        }
      }),
    );
  });
});

describe("planUpgrade", () => {
  it("keeps the first version's record of what both name and gives back what only the old one named", () => {
    const plan = planUpgrade(
      { claims: ["a", "b"], undo: { a: "a0", b: "b0" } },
      { claims: ["b", "c"], undo: { b: "off", c: "c0" } },
    );
    expect(plan).toEqual({ undo: { b: "b0", c: "c0" }, giveBack: { undo: { a: "a0" } }, whole: false });
  });

  it("keeps the first record whole where both claim one thing that is not a key", () => {
    const plan = planUpgrade({ claims: ["a"], undo: "first" }, { claims: ["a"], undo: "second" });
    expect(plan).toEqual({ undo: "first", giveBack: null, whole: false });
  });

  it("lets the old version go as a whole where nothing tells the records apart", () => {
    const plan = planUpgrade({ claims: null, undo: "first" }, { claims: null, undo: "second" });
    expect(plan).toEqual({ undo: "second", giveBack: { undo: "first" }, whole: true });
  });
});
