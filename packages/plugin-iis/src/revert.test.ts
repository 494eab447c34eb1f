import type { Json } from "@stopgap/core/plugin";
import { describe, expect, it } from "vitest";
import {
  exchangeHost,
  inboundRule,
  inboundValue,
  outboundValue,
  owaConfig,
  parametersOf,
  rootConfig,
} from "../test-support/memory-host.js";
import plugin from "./index.js";

const before = `<?xml version="1.0"?>\r\n<configuration>\r\n\t<system.webServer>\r\n\t\t<rewrite />\r\n\t</system.webServer>\r\n</configuration>`;
const first = parametersOf(inboundValue("ours"));
const second = parametersOf(inboundValue("ours", "Default Web Site", "later"));
const renamed = parametersOf(inboundValue("renamed"));

async function applied() {
  const host = exchangeHost({ [rootConfig]: before });
  const undo = await plugin.capture(first, host);
  await plugin.apply(first, host);
  return { host, undo };
}

const edit = (host: ReturnType<typeof exchangeHost>, from: string | RegExp, to: string) =>
  host.put(rootConfig, (host.text(rootConfig) ?? "").replace(from, to));

describe("revert", () => {
  it("refuses where the rule was changed, and touches nothing", async () => {
    const { host, undo } = await applied();
    edit(host, "powershell", "changed");
    const changed = host.snapshot();
    await expect(plugin.revert(first, undo, host)).rejects.toMatchObject({ code: "HOST_CHANGED" });
    expect(host.snapshot()).toEqual(changed);
    await plugin.revert(first, undo, host, { force: true });
    expect(host.text(rootConfig)).toBe(before);
    expect(host.text(`${rootConfig}.19700101-000000.bak`)).toContain("changed");
  });

  it("keeps what others added since", async () => {
    const { host, undo } = await applied();
    edit(host, "</rules>", `${inboundRule("theirs")}</rules><!-- theirs -->`);
    await plugin.revert(first, undo, host);
    expect(host.text(rootConfig)).toContain('<rule name="theirs"');
    expect(host.text(rootConfig)).toContain("<!-- theirs -->");
    expect(host.text(rootConfig)).not.toContain('"ours"');
  });

  it("cleans up what is left where the rule has gone", async () => {
    const { host, undo } = await applied();
    edit(host, /<rule name[\s\S]*<\/rule>/, "");
    await plugin.revert(first, undo, host);
    expect(host.text(rootConfig)).toBe(before);
  });

  it("writes nothing where all is gone", async () => {
    const { host, undo } = await applied();
    host.put(rootConfig, before);
    const { writes } = host;
    await plugin.revert(first, undo, host);
    expect(host.writes).toBe(writes);
  });

  it("keeps a precondition that a stranger's rule uses", async () => {
    const host = exchangeHost();
    const parameters = parametersOf(outboundValue("csp"));
    const undo = await plugin.capture(parameters, host);
    await plugin.apply(parameters, host);
    host.put(
      owaConfig,
      (host.text(owaConfig) ?? "").replace(
        "<outboundRules>",
        '<outboundRules><rule name="theirs" preCondition="CSP - precondition"><match pattern="a"/></rule>',
      ),
    );
    await expect(plugin.revert(parameters, undo, host)).rejects.toMatchObject({ code: "HOST_CHANGED" });
  });
});

describe("an upgrade", () => {
  it("changes the rule in place; its undo is that of the first version", async () => {
    const { host, undo } = await applied();
    const earlier = { parameters: first, undo };
    await expect(plugin.apply(second, host)).rejects.toMatchObject({ code: "RULE_CONFLICT" });
    const kept = await plugin.capture(second, host, earlier);
    await plugin.apply(second, host, earlier);
    expect(await plugin.inspect(second, host)).toMatchObject({ state: "present" });
    expect(kept).toEqual(undo);
    await plugin.revert(second, kept, host);
    expect(host.text(rootConfig)).toBe(before);
  });

  it("of an adopted rule goes back to the rule as it stood", async () => {
    const theirs = before.replace("<rewrite />", `<rewrite><rules>  ${inboundRule("OURS")}</rules></rewrite>`);
    const host = exchangeHost({ [rootConfig]: theirs });
    const undo = await plugin.capture(first, host);
    await plugin.apply(first, host);
    expect(host.text(rootConfig)).toBe(theirs);
    const earlier = { parameters: first, undo };
    const kept = await plugin.capture(second, host, earlier);
    await plugin.apply(second, host, earlier);
    expect(await plugin.inspect(second, host)).toMatchObject({ state: "present" });
    const third = parametersOf(inboundValue("ours", "Default Web Site", "latest"));
    const last = await plugin.capture(third, host, { parameters: second, undo: kept });
    await plugin.apply(third, host, { parameters: second, undo: kept });
    expect(Object.keys(last).sort()).toEqual(Object.keys(kept).sort());
    await plugin.revert(third, last, host);
    expect(host.text(rootConfig)).toBe(theirs);
  });

  it("to another name puts the new rule in before the old one goes", async () => {
    const { host, undo } = await applied();
    const earlier = { parameters: first, undo };
    const kept: Readonly<Record<string, Json>> = { ...((await plugin.capture(renamed, host, earlier)) as object) };
    await plugin.apply(renamed, host, earlier);
    const gone = Object.fromEntries(Object.entries(undo as object).filter(([claim]) => !Object.hasOwn(kept, claim)));
    await plugin.revert(first, gone, host);
    expect(host.text(rootConfig)).not.toContain('"ours"');
    expect(await plugin.inspect(renamed, host)).toMatchObject({ state: "present" });
    await plugin.revert(renamed, kept as never, host);
    expect(host.text(rootConfig)).toBe(before);
  });
});

describe("drift", () => {
  it.each([
    ["the rule is gone", /<rule name[\s\S]*<\/rule>/, ""],
    ["the rule is changed", "powershell", "changed"],
    ["the rule is disabled", '<rule name="ours"', '<rule name="ours" enabled="false"'],
    ["a clear stands after it", "</rules>", "<clear/></rules>"],
    ["a closed section is left", /<rules>[\s\S]*<\/rules>/, "<rules />"],
  ])("%s: put right, and the undo still leads back", async (_what, from, to) => {
    const { host, undo } = await applied();
    edit(host, from, to);
    const earlier = { parameters: first, undo };
    expect((await plugin.inspect(first, host, earlier)).state).not.toBe("present");
    const kept = (await plugin.recapture?.(first, undo, host)) ?? undo;
    await plugin.apply(first, host, earlier);
    expect((await plugin.inspect(first, host, earlier)).state).toBe("present");
    edit(host, "<clear/>", "");
    await plugin.revert(first, kept, host);
    const left = host.text(rootConfig) ?? "";
    expect(left.replace(/\s*<rewrite>\s*<rules \/>\s*<\/rewrite>/, "\r\n\t\t<rewrite />")).toBe(before);
  });

  it("a file replaced by the product goes back to the product's", async () => {
    const { host, undo } = await applied();
    const product = before.replace("<rewrite />", "<modules />");
    host.put(rootConfig, product);
    const kept = (await plugin.recapture?.(first, undo, host)) ?? undo;
    await plugin.apply(first, host, { parameters: first, undo });
    await plugin.revert(first, kept, host);
    expect(host.text(rootConfig)).toBe(product);
  });
});
