import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { act, type Bench, openBench } from "../kit/bench.js";
import { feed, inbound, ping } from "../kit/feeds.js";

let bench: Bench;
let serial: number;
beforeEach(async () => {
  serial = 0;
  bench = await openBench();
});
afterEach(() => bench.end());

const web = "C/inetpub/wwwroot/web.config";
const next = (...configs: string[]) => {
  serial += 1;
  return feed(serial, ...configs);
};
const action = (
  id: string,
  value: string,
  options: { version?: number; type?: string; config?: string; applies?: string } = {},
) => {
  const { version = 0, type = "UrlRewrite", config = id.split(".")[0], applies = "" } = options;
  return `<Config id="${config}">${applies}<ActionList><Action id="${id}" version="${version}" type="${type}" scope="${type === "UrlRewrite" ? "Site" : "Server"}"><Value>${value}</Value></Action></ActionList></Config>`;
};
const rule = (name: string, path = "Default Web Site") =>
  `<rewrite path="${path}"><rules><rule name="${name}"><match url=".*"/><action type="AbortRequest"/></rule></rules></rewrite>`;
const um = '<service name="MSExchangeUM" state="Stopped" startType="Disabled"/>';
const block = (...ids: string[]) => bench.runtime.setBlocked("Server1", ids, act);
const types = async () => (await bench.events()).map(({ type }) => type);

describe("row 1 goes before row 2: what cannot be done is Failed though it is blocked", () => {
  it.each([
    ["no plugin", action("M1.1", "x", { type: "Firewall" })],
    ["parameters refused", action("M1.1", um.replace("Stopped", "Running"), { type: "Service" })],
    ["unknown attribute", action("M1.1", um.replace("name", 'restart="no" name'), { type: "Service" })],
    ["unknown element", action("M1.1", `${um}<other/>`, { type: "Service" })],
    ["not for this server either", action("M1.1", "x", { type: "Firewall", applies: '<AppliesTo product="Other"/>' })],
    ["AppliesTo says what nobody knows", action("M1.1", um, { type: "Service", applies: '<AppliesTo edition="E"/>' })],
  ])("%s", async (_, config) => {
    await block("M1");
    const before = await bench.files();
    expect(await bench.decided(next(config, ping))).toEqual({ "M1.1.0": "unsupported Failed", PING1: "apply Applied" });
    expect(await bench.files()).toEqual(before);
    expect((await bench.events("Failed")).at(-1)?.data).toMatchObject({ mitigation: "M1", appliedId: "M1.1.0" });
  });
});

describe("row 2: a block", () => {
  it.each(["M1", "m1", "M1.1", "m1.1.0", "M1.1.0"])("%s holds M1.1.0 back", async (id) => {
    await block(id);
    expect(await bench.decided(next(inbound))).toEqual({ "M1.1.0": "skip-blocked Blocked" });
    expect((await bench.events("Blocked")).map(({ data }) => data)).toEqual([
      { mitigation: "M1", appliedId: "M1.1.0", by: id },
    ]);
    await bench.check();
    expect(await bench.events("Blocked")).toHaveLength(1);
  });

  it.each(["M", "M11", "M1.10", "M1.1.00", "1", "M1.1.0.0", "M1."])("%s does not", async (id) => {
    await block(id);
    expect(await bench.decided(next(inbound))).toEqual({ "M1.1.0": "apply Applied" });
  });

  it("never removes; what is taken out by hand is Removed, and comes back when the block goes", async () => {
    const original = await bench.read(web);
    await bench.check(next(inbound));
    await block("M1");
    expect(await bench.decided()).toEqual({ "M1.1.0": "skip-blocked Blocked" });
    expect(bench.applied()).toEqual(["M1.1.0"]);
    await bench.write(web, original);
    expect(await bench.decided()).toEqual({ "M1.1.0": "skip-blocked Blocked" });
    expect(bench.applied()).toEqual([]);
    expect((await bench.events("Removed")).map(({ data }) => data)).toMatchObject([
      { mitigation: "M1", appliedId: "M1.1.0" },
    ]);
    await bench.check();
    expect(await bench.events("Removed")).toHaveLength(1);
    expect(await bench.read(web)).toBe(original);
    await block();
    expect(await bench.decided()).toEqual({ "M1.1.0": "apply Applied" });
    await bench.runtime.revert("M1", act);
    expect(await bench.read(web)).toBe(original);
  });

  it("keeps what stands listed though the feed has another version by now", async () => {
    await bench.check(next(action("M1.1", rule("R"))));
    const held = await bench.read(web);
    await block("M1");
    expect(await bench.decided(next(action("M1.1", rule("S"), { version: 1 })))).toEqual({
      "M1.1.1": "skip-blocked Blocked",
    });
    expect(bench.applied()).toEqual(["M1.1.0"]);
    expect(await bench.read(web)).toBe(held);
    await bench.runtime.setEnabled(null, false, act);
    await block();
    expect(await bench.decided()).toEqual({ "M1.1.1": "skip-disabled Applied" });
    expect(bench.applied()).toEqual(["M1.1.0"]);
  });

  it("that runs out is nobody's act, in the next cycle", async () => {
    const until = new Date(bench.clock.getTime() + 60_000).toISOString();
    await bench.runtime.block("M1", until, act);
    expect(await bench.decided(next(inbound))).toEqual({ "M1.1.0": "skip-blocked Blocked" });
    bench.clock = new Date(bench.clock.getTime() + 61_000);
    expect(await bench.decided()).toEqual({ "M1.1.0": "apply Applied" });
    const [, ranOut] = await bench.events("SettingsChanged");
    expect(ranOut).toMatchObject({
      actor: null,
      stream: "server/Server1",
      data: { setting: "MitigationsBlocked", from: ["M1"], to: [] },
    });
    expect(ranOut?.cycle).not.toBeNull();
    await block("M1");
    await bench.check();
    expect(await bench.events("Blocked")).toHaveLength(2);
  });

  it("goes before rows 3 to 5, and is obeyed by DoNothing", async () => {
    await bench.check(next(ping, inbound));
    await block("PING1", "M1");
    await bench.reopen({ build: "15.2.1748.46" });
    await bench.runtime.setEnabled("Server1", false, act);
    expect(await bench.decided()).toEqual({ PING1: "skip-blocked Blocked", "M1.1.0": "skip-blocked Blocked" });
    expect(bench.applied()).toEqual(["PING1", "M1.1.0"]);
  });
});

describe("rows 3 and 4: retire keeps the host; what re-appears is applied with its first undo", () => {
  it.each(["keep", "revert"] as const)("onRetired: %s", async (onRetired) => {
    await bench.reopen({ policy: { onRetired } });
    const before = await bench.files();
    await bench.check(next(inbound, ping));
    const held = await bench.files();
    await bench.reopen({ build: "15.2.1748.46", policy: { onRetired } });
    expect(await bench.decided()).toEqual({ "M1.1.0": "retire NotApplicable", PING1: "keep Applied" });
    expect(bench.applied()).toEqual(["PING1"]);
    expect(await bench.files()).toEqual(onRetired === "keep" ? held : before);
    expect((await bench.events("Retired")).map(({ data }) => data)).toMatchObject([
      { mitigation: "M1", appliedId: "M1.1.0", why: expect.any(String) },
    ]);
    expect(await bench.decided()).toEqual({ "M1.1.0": "skip-not-applicable NotApplicable", PING1: "keep Applied" });
    await bench.reopen({ policy: { onRetired } });
    expect((await bench.decided())["M1.1.0"]).toBe("apply Applied");
    expect((await bench.events("Applied")).at(-1)?.data).toMatchObject({ appliedId: "M1.1.0", replaces: null });
    expect(await bench.files()).toEqual(held);
    expect(await bench.decided(next())).toEqual({ "M1.1.0": "retire NotApplicable", PING1: "retire NotApplicable" });
    expect(bench.applied()).toEqual([]);
    expect(await bench.decided(next(inbound.replace('version="0"', 'version="1"')))).toEqual({
      "M1.1.1": "apply Applied",
    });
    await bench.runtime.revert("M1", act);
    expect(await bench.files()).toEqual(before);
  });

  it("what a retired action held comes back with the last one that is applied", async () => {
    const before = await bench.files();
    await bench.check(next(action("M3.1", um, { type: "Service" })));
    await bench.check(next(action("M3.1", um, { type: "Service" }), action("M5.1", um, { type: "Service" })));
    await bench.check(next(action("M5.1", um, { type: "Service" })));
    expect(bench.applied()).toEqual(["M5.1.0"]);
    await bench.runtime.revert("M5", act);
    expect(await bench.files()).toEqual(before);
  });

  it("a mitigation that changes its id leaves nothing behind", async () => {
    const before = await bench.files();
    await bench.check(next(action("M3.1", um, { type: "Service" }), action("M1.1", rule("R"))));
    await bench.check(next(action("M4.1", um, { type: "Service" }), action("M2.1", rule("R"))));
    expect(bench.applied().toSorted()).toEqual(["M2.1.0", "M4.1.0"]);
    await bench.runtime.revert("M2", act);
    await bench.runtime.revert("M4", act);
    expect(await bench.files()).toEqual(before);
  });
});

describe("row 5: both switches", () => {
  it.each([
    [true, false],
    [false, true],
    [false, false],
  ])("organization %s, server %s", async (organization, server) => {
    await bench.check(next(inbound));
    await bench.runtime.setEnabled(null, organization, act);
    await bench.runtime.setEnabled("Server1", server, act);
    const other = action("M7.1", rule("Other"));
    expect(await bench.decided(next(inbound, other, ping))).toEqual({
      "M1.1.0": "skip-disabled Applied",
      "M7.1.0": "skip-disabled Disabled",
      PING1: "skip-disabled Disabled",
    });
    expect(bench.applied()).toEqual(["M1.1.0"]);
    const changes = (await bench.events("SettingsChanged")).map(({ stream, data, actor, cycle }) => [
      stream,
      data,
      actor,
      cycle,
    ]);
    expect(changes).toEqual(
      [...(organization ? [] : ["organization"]), ...(server ? [] : ["server/Server1"])].map((stream) => [
        stream,
        { setting: "MitigationsEnabled", from: true, to: false, reason: null },
        "admin",
        null,
      ]),
    );
    const text = (await bench.read(web)).replace(/<rule [\s\S]*<\/rule>/, "");
    await bench.write(web, text);
    expect((await bench.decided())["M1.1.0"]).toBe("skip-disabled Disabled");
    expect(await bench.events("Removed")).toHaveLength(1);
    expect(bench.applied()).toEqual([]);
    expect(await bench.read(web)).toBe(text);
  });

  it("half of it taken away is still there: it stays listed", async () => {
    const both = um + um.replace("UM", "UMCR");
    await bench.check(
      next(
        action("M3.1", both, { type: "Service" }),
        action("M5.1", '<appPool name="MSExchangeECPAppPool" state="Stopped" autoStart="false"/>', { type: "AppPool" }),
      ),
    );
    await bench.runtime.setEnabled(null, false, act);
    const services = await bench.json("services.json");
    services.MSExchangeUM = { state: "Running", startType: "Disabled", dependents: [] };
    services.MSExchangeUMCR = { state: "Running", startType: "Disabled", dependents: [] };
    await bench.write("services.json", JSON.stringify(services));
    await bench.write("app-pools.json", JSON.stringify({ MSExchangeECPAppPool: { state: "Started" } }));
    await bench.check();
    expect(bench.applied().toSorted()).toEqual(["M3.1.0", "M5.1.0"]);
    expect(await bench.events("Removed")).toEqual([]);
  });
});

describe("rows 6 to 8", () => {
  it("no rewrite.dll: Failed, and applied once it is there", async () => {
    const module = "C/Windows/System32/inetsrv/rewrite.dll";
    const { rm } = await import("node:fs/promises");
    await rm(`${bench.root}/${module}`);
    expect(await bench.decided(next(inbound, ping))).toEqual({
      "M1.1.0": "unsupported Failed",
      PING1: "apply Applied",
    });
    expect(await types()).not.toContain("Applying");
    await bench.write(module, "");
    expect((await bench.decided())["M1.1.0"]).toBe("apply Applied");
    await rm(`${bench.root}/${module}`);
    expect((await bench.decided())["M1.1.0"]).toBe("unsupported Failed");
    expect(bench.applied()).toContain("M1.1.0");
    await bench.runtime.setEnabled(null, false, act);
    expect((await bench.decided())["M1.1.0"]).toBe("skip-disabled Applied");
  });

  it("keep writes nothing, reapply puts right what is gone or altered, and the undo stays the first", async () => {
    const before = await bench.files();
    await bench.check(next(inbound));
    const held = await bench.files();
    const count = (await bench.events("Applying")).length;
    expect(await bench.decided()).toEqual({ "M1.1.0": "keep Applied" });
    expect(await bench.events("Applying")).toHaveLength(count);
    for (const change of [
      (text: string) => text.replace("AbortRequest", "None"),
      (text: string) => text.replace(/<rule [\s\S]*<\/rule>/, ""),
      (text: string) => text.replace(/ *<rewrite>[\s\S]*<\/rewrite>\r?\n/, ""),
    ]) {
      const text = change(await bench.read(web));
      expect(text).not.toBe(await bench.read(web));
      await bench.write(web, text);
      expect(await bench.decided()).toEqual({ "M1.1.0": "reapply Applied" });
      expect(await bench.decided()).toEqual({ "M1.1.0": "keep Applied" });
    }
    expect((await bench.read(web)).replace(/\s+/g, "")).toBe((held.get(web) ?? "").replace(/\s+/g, ""));
    await bench.runtime.revert("M1", act);
    expect((await bench.read(web)).replace(/\s+/g, "")).toBe((before.get(web) ?? "").replace(/\s+/g, ""));
  });
});
