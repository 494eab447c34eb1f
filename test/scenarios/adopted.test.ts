import { afterEach, beforeEach, expect, it } from "vitest";
import { act, type Bench, openBench } from "../kit/bench.js";
import { feed, inbound, ping } from "../kit/feeds.js";

let bench: Bench;
let serial = 0;
beforeEach(async () => {
  bench = await openBench({ policy: { onEquivalent: "adopt" } });
});
afterEach(() => bench.end());

const web = "C/inetpub/wwwroot/web.config";
const next = (...configs: string[]) => {
  serial += 1;
  return feed(serial, ...configs);
};
const named = (id: string, name: string) =>
  inbound
    .replaceAll("M1.1", `${id}.1`)
    .replaceAll('id="M1"', `id="${id}"`)
    .replace(/rule name="[^"]*"/, `rule name="${name}"`);
const theirs = /<rule .*<\/rule>/.exec(named("M1", "theirs"))?.[0] ?? "";
const put = async (rule: string) => {
  const section = `<rewrite><rules>${rule}</rules></rewrite><httpRedirect`;
  await bench.write(web, (await bench.read(web)).replace("<httpRedirect", section));
};

it("is applied without a byte written, named in plan and check, and comes off without one", async () => {
  await put(theirs);
  const before = await bench.files();
  bench.publish(next(ping, inbound));
  const plan = await bench.runtime.plan();
  expect(plan.mitigations[1]?.reason).toContain('rule "theirs" in C:\\inetpub\\wwwroot\\web.config is adopted for');
  expect(plan.changes).toEqual({});
  const [, done] = await bench.check();
  expect(done).toMatchObject({ decision: "apply", status: "Applied", reason: plan.mitigations[1]?.reason });
  expect(bench.applied()).toEqual(["PING1", "M1.1.0"]);
  expect((await bench.check())[1]).toMatchObject({ decision: "keep", reason: expect.stringContaining('"theirs"') });
  await bench.runtime.revert("M1", act);
  expect(await bench.files()).toEqual(before);
});

it("is drift once the neighbour's rule goes: the own one is added, and revert takes it off", async () => {
  await put(theirs);
  await bench.check(next(inbound));
  await bench.write(web, (await bench.read(web)).replace(theirs, ""));
  const before = await bench.files();
  expect((await bench.check())[0]).toMatchObject({
    decision: "reapply",
    status: "Applied",
    drift: { kind: "changed" },
  });
  expect(await bench.read(web)).toContain("World M1.1 - inbound");
  await bench.runtime.revert("M1", act);
  expect(await bench.files()).toEqual(before);
});

it.each([
  ["M1", "M7"],
  ["M7", "M1"],
])("of two mitigations with one rule under two names, reverted %s first", async (first, second) => {
  const before = await bench.files();
  await bench.check(next(inbound));
  expect((await bench.check(next(inbound, named("M7", "another"))))[1]?.reason).toContain("is adopted for");
  expect(await bench.read(web)).not.toContain("another");
  await bench.runtime.revert(first ?? "", { ...act, block: true });
  const kept = (await bench.decided())[`${second}.1.0`];
  expect(kept).toBe("keep Applied");
  await bench.runtime.revert(second ?? "", { ...act, block: true });
  expect(await bench.files()).toEqual(before);
});

it("survives an upgrade to a rule that the neighbour does not have", async () => {
  await put(theirs);
  const before = await bench.files();
  await bench.check(next(inbound));
  const upgraded = inbound.replace('version="0"', 'version="1"').replace("powershell", "ecp");
  expect(await bench.decided(next(upgraded))).toEqual({ "M1.1.1": "upgrade Applied" });
  await bench.write(web, (await bench.read(web)).replace("autodiscover)(?=.*ecp", "changed"));
  expect(await bench.decided()).toEqual({ "M1.1.1": "reapply Applied" });
  await bench.runtime.revert("M1", act);
  expect(await bench.files()).toEqual(before);
});
