import { describe, expect, it } from "vitest";
import {
  applicationHost,
  exchangeHost,
  inboundRule,
  inboundValue,
  outboundValue,
  owaConfig,
  parametersOf,
  rootConfig,
  serverFile,
} from "../test-support/memory-host.js";
import plugin from "./index.js";

const config = (rules: string) =>
  `<configuration><system.webServer><rewrite><rules>${rules}</rules></rewrite></system.webServer></configuration>`;
const wanted = parametersOf(inboundValue("ours"));
const seen = async (root: string, more: Readonly<Record<string, string>> = {}) =>
  plugin.inspect(wanted, exchangeHost({ [rootConfig]: root, ...more }));

describe("inspect", () => {
  it.each([
    ["nothing", config(""), "absent", "is not in"],
    ["a comment that looks like it", config(`<!-- ${inboundRule("ours")} -->`), "absent", "is not in"],
    ["an equivalent", config(inboundRule("EOMT")), "absent", 'but "EOMT" there means the same'],
    ["the rule", config(inboundRule("ours")), "present", "is in"],
    ["other content", config(inboundRule("ours", "x")), "altered", "other content"],
    ["disabled", config(inboundRule("ours").replace("<rule", '<rule enabled="false"')), "altered", "disabled"],
    ["cleared after", config(`${inboundRule("ours")}<clear/>`), "altered", "<clear>"],
    ["removed after", config(`${inboundRule("ours")}<remove name="OURS"/>`), "altered", "<remove>"],
    ["cleared before", config(`<clear/>${inboundRule("ours")}`), "present", "is in"],
    ["another removed", config(`${inboundRule("ours")}<remove name="x"/>`), "present", "is in"],
    [
      "not inherited",
      `<configuration><location inheritInChildApplications="false"><system.webServer><rewrite><rules>${inboundRule("ours")}</rules></rewrite></system.webServer></location></configuration>`,
      "altered",
      "inheritInChildApplications",
    ],
    [
      "another location",
      `<configuration><location path="x"><system.webServer><rewrite><rules>${inboundRule("ours")}</rules></rewrite></system.webServer></location></configuration>`,
      "absent",
      "is not in",
    ],
  ])("%s", async (_what, root, state, detail) => {
    const inspection = await seen(root);
    expect(inspection.state).toBe(state);
    expect(inspection.detail).toContain(detail);
  });

  it.each([
    ["<clear/>", "<clear />"],
    ['<remove name="ours"/>', '<remove name="ours" />'],
  ])("names the child configuration that defeats it by %s", async (shown, child) => {
    const inspection = await seen(config(inboundRule("ours")), { [owaConfig]: config(child) });
    const detail = `rule "ours" is defeated in ${owaConfig} by ${shown}`;
    expect(inspection).toEqual({ state: "present", detail, warnings: [detail] });
  });

  it("names a child that defeats it from another file, and passes over one that cannot be read", async () => {
    const source =
      '<configuration><system.webServer><rewrite><rules configSource="more\\Rules.config"/></rewrite></system.webServer></configuration>';
    const other = owaConfig.replace("web.config", "more\\Rules.config");
    const child = { [owaConfig]: source };
    const defeated = await seen(config(inboundRule("ours")), {
      ...child,
      [other]: "<?xml version='1.0'?><rules><clear/></rules>",
    });
    expect(defeated.warnings).toEqual([`rule "ours" is defeated in ${owaConfig} by <clear/>`]);
    for (const text of ["<rules>", "<maps/>", ""]) {
      expect(await seen(config(inboundRule("ours")), { ...child, [other]: text })).toMatchObject({ state: "present" });
    }
  });

  it("names a location of the same place that takes it away", async () => {
    const inner = "<system.webServer><rewrite><rules><clear/></rules></rewrite></system.webServer>";
    const kept = `<location path="." inheritInChildApplications="false">${inner}</location></configuration>`;
    const host = exchangeHost({ [rootConfig]: `<configuration>${kept}` });
    await plugin.apply(wanted, host);
    expect(await plugin.inspect(wanted, host)).toMatchObject({
      state: "present",
      warnings: [`rule "ours" is defeated in ${rootConfig} (location .) by <clear/>`],
    });
  });

  it("does not count as inherited what the target itself takes away", async () => {
    const child = { [owaConfig]: config("<clear/>") };
    const host = exchangeHost({ [rootConfig]: config(inboundRule("ours")), ...child });
    const owa = parametersOf(inboundValue("ours", "Default Web Site/owa"));
    expect(await plugin.inspect(owa, host)).toMatchObject({ state: "absent" });
    await plugin.apply(owa, host);
    expect(host.text(owaConfig)).toContain('<clear/><rule name="ours"');
    expect(await plugin.inspect(owa, host)).toMatchObject({ state: "present" });
  });

  it("is in the way of no namesake that a location keeps to the applications above", async () => {
    const theirs = config(inboundRule("ours", "x"))
      .replace("<configuration>", '<configuration><location path="." inheritInChildApplications="false">')
      .replace("</configuration>", "</location></configuration>");
    const host = exchangeHost({ [rootConfig]: theirs });
    const owa = parametersOf(inboundValue("ours", "Default Web Site/owa"));
    await plugin.apply(owa, host);
    expect(await plugin.inspect(owa, host)).toMatchObject({ state: "present" });
    const folder = parametersOf(inboundValue("ours", "Default Web Site/folder"));
    await expect(plugin.apply(folder, host)).rejects.toMatchObject({ code: "RULE_CONFLICT" });
  });

  it("names a location that defeats it, in applicationHost.config and in its own file", async () => {
    const host = exchangeHost({
      [rootConfig]: config(inboundRule("ours")).replace(
        "</configuration>",
        '<location path="sub"><system.webServer><rewrite><rules><clear/></rules></rewrite></system.webServer></location></configuration>',
      ),
    });
    host.put(serverFile, applicationHost.replace("<security />", "<rewrite><rules><clear/></rules></rewrite>"));
    const inspection = await plugin.inspect(wanted, host);
    expect(inspection.detail).toContain(`${serverFile} (location default web site/owa)`);
    expect(inspection.detail).toContain(`${rootConfig} (location sub)`);
  });

  it("takes an inherited rule for present and writes no second one", async () => {
    const host = exchangeHost({ [rootConfig]: config(inboundRule("ours")) });
    const below = parametersOf(inboundValue("ours", "Default Web Site/owa"));
    expect((await plugin.inspect(below, host)).state).toBe("present");
    await plugin.apply(below, host);
    expect(host.writes).toBe(0);
    const other = parametersOf(inboundValue("ours", "Default Web Site/owa", "x"));
    await expect(plugin.apply(other, host)).rejects.toMatchObject({ code: "RULE_CONFLICT" });
  });

  it("refuses to add a name that a child uses", async () => {
    const host = exchangeHost({ [owaConfig]: config(inboundRule("ours")) });
    await expect(plugin.apply(wanted, host)).rejects.toMatchObject({ code: "RULE_CONFLICT" });
    expect(host.writes).toBe(0);
  });

  it("refuses a locked section", async () => {
    const host = exchangeHost();
    host.put(
      serverFile,
      applicationHost.replace(
        "<configuration>",
        '<configuration><configSections><sectionGroup name="system.webServer"><sectionGroup name="rewrite"><section name="rules" overrideModeDefault="Deny"/></sectionGroup></sectionGroup></configSections>',
      ),
    );
    await expect(plugin.apply(wanted, host)).rejects.toMatchObject({ code: "SECTION_LOCKED" });
    await plugin.apply(parametersOf(outboundValue("other")), host);
    expect(host.writes).toBe(1);
  });

  it("says what the host lacks", async () => {
    const host = exchangeHost();
    expect(await plugin.prerequisites?.(host)).toEqual([expect.stringContaining("rewrite.dll")]);
    host.put("C:\\Windows\\System32\\inetsrv\\rewrite.dll", "MZ");
    expect(await plugin.prerequisites?.(host)).toEqual([]);
  });
});
