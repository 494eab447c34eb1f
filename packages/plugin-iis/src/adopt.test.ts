import { describe, expect, it } from "vitest";
import {
  exchangeHost,
  inboundRule,
  inboundValue,
  owaConfig,
  parametersOf,
  rootConfig,
} from "../test-support/memory-host.js";
import plugin from "./index.js";

const config = (inside: string) =>
  `<configuration>\n  <system.webServer>\n    <rewrite>${inside}</rewrite>\n  </system.webServer>\n</configuration>\n`;
const rules = (inside: string) => config(`<rules>${inside}</rules>`);
const wanted = parametersOf(inboundValue("ours"));
const theirs = inboundRule("theirs");

const outbound = (rule: string, condition: string, pattern = "^text/html") =>
  `<outboundRules><rule name="${rule}" preCondition="${condition}"><match serverVariable="RESPONSE_X" pattern="(.*)"/><action type="Rewrite" value="x"/></rule><preConditions><preCondition name="${condition}"><add input="{RESPONSE_CONTENT_TYPE}" pattern="${pattern}"/></preCondition></preConditions></outboundRules>`;
const wantedOut = parametersOf(`<rewrite path="Default Web Site/owa">${outbound("ours", "our condition")}</rewrite>`);

function adopting(files: Readonly<Record<string, string>>) {
  return Object.assign(exchangeHost(files), { onEquivalent: "adopt" as const });
}

describe("onEquivalent: adopt", () => {
  it("counts a rule of another name as present, writes nothing and takes nothing off", async () => {
    const host = adopting({ [rootConfig]: rules(theirs) });
    const seen = await plugin.inspect(wanted, host);
    expect(seen).toEqual({ state: "present", detail: `rule "theirs" in ${rootConfig} is adopted for rule "ours"` });
    const undo = await plugin.capture(wanted, host);
    expect(JSON.stringify(undo)).not.toContain("added");
    await plugin.apply(wanted, host);
    await plugin.revert(wanted, undo, host);
    expect(host.writes).toBe(0);
  });

  it.each([
    ["gone", ""],
    ["changed", theirs.replace("AbortRequest", "None")],
    ["disabled", theirs.replace("<rule", '<rule enabled="false"')],
    ["taken away by what follows", `${theirs}<clear/>`],
  ])("adds its own once the adopted one is %s, and then takes that off", async (_, now) => {
    const host = adopting({ [rootConfig]: rules(theirs) });
    const undo = await plugin.capture(wanted, host);
    host.put(rootConfig, rules(now));
    const before = host.snapshot();
    const earlier = { parameters: wanted, undo };
    const seen = await plugin.inspect(wanted, host, earlier);
    expect(seen.state).toBe("absent");
    expect(seen.detail).toContain('"theirs", which was adopted for it, is gone or was changed');
    const again = (await plugin.recapture?.(wanted, undo, host)) ?? undo;
    await plugin.apply(wanted, host, earlier);
    expect(host.text(rootConfig)).toContain('<rule name="ours"');
    expect((await plugin.inspect(wanted, host, { parameters: wanted, undo: again })).state).toBe("present");
    await plugin.revert(wanted, again, host);
    expect(host.snapshot()).toEqual(before);
  });

  it("does not take a namesake of somebody else for its own", async () => {
    const host = adopting({ [rootConfig]: rules(theirs) });
    const undo = await plugin.capture(wanted, host);
    host.put(rootConfig, rules(inboundRule("ours", "other")));
    await expect(plugin.apply(wanted, host, { parameters: wanted, undo })).rejects.toMatchObject({
      code: "RULE_CONFLICT",
    });
  });

  it("adopts an outbound rule with its precondition, whatever the names", async () => {
    const host = adopting({ [owaConfig]: config(outbound("theirs", "their condition")) });
    const seen = await plugin.inspect(wantedOut, host);
    expect(seen.state).toBe("present");
    expect(seen.detail).toContain('precondition "their condition"');
    await plugin.apply(wantedOut, host);
    expect(host.writes).toBe(0);
  });

  it.each([
    ["another precondition", outbound("theirs", "their condition", "^text/plain")],
    ["none of that name", outbound("theirs", "their condition").replace('name="their condition"', 'name="x"')],
    ["another rule", outbound("theirs", "their condition").replace('value="x"', 'value="y"')],
  ])("adds rule and precondition beside an outbound rule with %s", async (_, inside) => {
    const host = adopting({ [owaConfig]: config(inside) });
    const before = host.snapshot();
    const undo = await plugin.capture(wantedOut, host);
    await plugin.apply(wantedOut, host);
    expect(host.text(owaConfig)).toContain('<preCondition name="our condition"');
    expect(host.text(owaConfig)).toContain('<rule name="ours" preCondition="our condition"');
    await plugin.revert(wantedOut, undo, host);
    expect(host.snapshot()).toEqual(before);
  });

  it("says where the adopted rule is defeated", async () => {
    const child = rules('<remove name="theirs"/>');
    const seen = await plugin.inspect(wanted, adopting({ [rootConfig]: rules(theirs), [owaConfig]: child }));
    expect(seen.warnings).toEqual([`rule "theirs" is defeated in ${owaConfig} by <remove name="theirs"/>`]);
  });
});

describe("onEquivalent: add, also where nothing is said", () => {
  it.each([undefined, "add" as const])("%s adds its own and names the other", async (onEquivalent) => {
    const host = Object.assign(exchangeHost({ [rootConfig]: rules(theirs) }), onEquivalent && { onEquivalent });
    const seen = await plugin.inspect(wanted, host);
    expect(seen).toEqual({
      state: "absent",
      detail: `rule "ours" is not in ${rootConfig} but "theirs" there means the same`,
    });
    await plugin.apply(wanted, host);
    expect(host.text(rootConfig)).toContain('<rule name="ours"');
  });
});
