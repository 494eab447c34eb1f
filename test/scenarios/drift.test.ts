import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Bench, openBench } from "../kit/bench.js";
import { feed, inbound, pool, services } from "../kit/feeds.js";

let bench: Bench;
let original: ReadonlyMap<string, string>;
beforeEach(async () => {
  bench = await openBench();
  original = await bench.files();
  await bench.check(feed(1, inbound, pool, services.replace('<AppliesTo product="Exchange2016"/>', "")));
});
afterEach(() => bench.end());

const web = "C/inetpub/wwwroot/web.config";
const owa = "C/Program Files/Microsoft/Exchange Server/V15/FrontEnd/HttpProxy/owa/web.config";
const wipe = () => bench.write(web, original.get(web) ?? "");
const nextBuild = "15.2.1118.19";

/** What a cycle says of M1.1.0, and what it recorded. */
async function cycle() {
  const outcome = (await bench.check()).find(({ appliedId }) => appliedId === "M1.1.0");
  const data = async (type: string) => (await bench.events(type)).at(-1)?.data as Record<string, unknown>;
  const decisions = (await data("Decided")).decisions as { appliedId: string; drift?: unknown }[];
  return {
    outcome,
    decided: decisions.find(({ appliedId }) => appliedId === "M1.1.0"),
    applying: await data("Applying"),
    applied: await data("Applied"),
  };
}

describe("drift is told apart, put right, and recorded as corrective with the difference", () => {
  it.each([
    ["taken out by hand", wipe, "absent: "],
    ["made to do nothing", async () => bench.write(web, (await bench.read(web)).replace("Abort", "No")), "altered: "],
    [
      "switched off",
      async () => bench.write(web, (await bench.read(web)).replace("<rule ", '<rule enabled="false" ')),
      "altered: ",
    ],
  ])("changed by someone: %s", async (_, change, difference) => {
    const held = await bench.read(web);
    await change();
    const { outcome, decided, applying, applied } = await cycle();
    const drift = { kind: "changed", difference: expect.stringContaining(difference) };
    expect(outcome).toMatchObject({ decision: "reapply", status: "Applied", drift });
    expect(outcome?.reason).toMatch(/^changed by someone: applied before, now (absent|altered) on the host: /);
    expect(decided).toMatchObject({ drift });
    expect(applying).toMatchObject({ appliedId: "M1.1.0", corrective: drift });
    expect(applied).toMatchObject({ appliedId: "M1.1.0", corrective: drift });
    expect(await bench.read(web)).toBe(held);
    expect((await cycle()).decided).not.toHaveProperty("drift");
  });

  it("wiped by an upgrade of the product, once; what is taken out after it was changed by someone", async () => {
    await bench.reopen({ build: nextBuild });
    await wipe();
    expect((await cycle()).decided).toMatchObject({ drift: { kind: "wiped", upgradedFrom: "15.2.1118.12" } });
    await wipe();
    expect((await cycle()).decided).toMatchObject({ drift: { kind: "changed" } });
  });

  it("an upgrade that left it in place wiped nothing", async () => {
    await bench.reopen({ build: nextBuild });
    expect((await cycle()).outcome).toMatchObject({ decision: "keep" });
    await wipe();
    expect((await cycle()).decided).toMatchObject({ drift: { kind: "changed" } });
  });

  it.each(["<clear/>", '<remove name="World M1.1 - inbound"/>'])("defeated from a child by %s", async (by) => {
    const child = `<rewrite><rules>${by}</rules></rewrite><httpProtocol>`;
    await bench.write(owa, Buffer.from((await bench.read(owa)).replace("<httpProtocol>", child), "latin1"));
    const { outcome, decided } = await cycle();
    expect(outcome).toMatchObject({ decision: "keep", status: "Applied", drift: { kind: "defeated" } });
    expect(outcome?.reason).toMatch(/^defeated from a child configuration: .*HttpProxy\\owa\\web.config/);
    expect(decided).toMatchObject({ drift: { kind: "defeated", difference: expect.stringContaining("web.config") } });
  });
});

describe("drift: repair or report, by type", () => {
  it("reports the one and repairs the other, cycle after cycle", async () => {
    await bench.reopen({ build: nextBuild, policy: { drift: { UrlRewrite: "report", Service: "repair" } } });
    await wipe();
    await bench.write("services.json", original.get("services.json") ?? "");
    for (const rows of [
      { "M1.1.0": "reapply Failed", "M3.1.0": "reapply Applied", "M4.1.2": "keep Applied" },
      { "M1.1.0": "reapply Failed", "M3.1.0": "keep Applied", "M4.1.2": "keep Applied" },
    ]) {
      const { outcome, applied } = await cycle();
      expect(outcome?.reason).toMatch(/^drift is reported, not repaired: wiped by the upgrade from 15\.2\.1118\.12: /);
      expect(applied).toMatchObject({ appliedId: "M3.1.0" });
      expect(await bench.read(web)).toBe(original.get(web));
      const said = (await bench.check()).map(({ appliedId, decision, status }) => [appliedId, `${decision} ${status}`]);
      expect(Object.fromEntries(said)).toMatchObject({ "M1.1.0": rows["M1.1.0"], "M4.1.2": rows["M4.1.2"] });
    }
    expect(bench.applied()).toEqual(["M1.1.0", "M4.1.2", "M3.1.0"]);
  });
});
