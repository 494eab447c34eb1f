import { describe, expect, it } from "vitest";
import {
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

async function applyTo(host: ReturnType<typeof exchangeHost>, xml: string, scope: "Site" | "Server" = "Site") {
  const parameters = parametersOf(xml, scope);
  const undo = await plugin.capture(parameters, host);
  await plugin.apply(parameters, host);
  return { parameters, undo };
}

describe("apply", () => {
  it("puts an inbound rule first and keeps every other byte", async () => {
    const before = `<?xml version="1.0"?>\r\n<configuration>\r\n  <system.webServer>\r\n    <rewrite>\r\n      <rules>\r\n        <clear />\r\n        <rule name="theirs"><match url="x"/><action type="None"/></rule>\r\n      </rules>\r\n    </rewrite>\r\n  </system.webServer>\r\n</configuration>`;
    const host = exchangeHost({ [rootConfig]: before });
    const { parameters, undo } = await applyTo(host, inboundValue("ours"));
    expect(host.text(rootConfig)).toBe(
      before.replace(
        "<clear />",
        `<clear />\r\n        <rule name="ours" patternSyntax="ECMAScript" stopProcessing="true">\r\n          <match url=".*" />\r\n          <conditions>\r\n            <add input="{UrlDecode:{REQUEST_URI}}" pattern="(?=.*autodiscover)(?=.*powershell)" />\r\n          </conditions>\r\n          <action type="AbortRequest" />\r\n        </rule>`,
      ),
    );
    expect(await plugin.inspect(parameters, host)).toMatchObject({ state: "present" });
    await plugin.revert(parameters, undo, host);
    expect(host.text(rootConfig)).toBe(before);
  });

  it("leaves a location that is not inherited alone and makes a section of its own", async () => {
    const before = `<configuration>\n  <location inheritInChildApplications="false">\n    <system.webServer>\n      <rewrite>\n        <rules />\n      </rewrite>\n    </system.webServer>\n  </location>\n</configuration>\n`;
    const host = exchangeHost({ [rootConfig]: before });
    const { parameters, undo } = await applyTo(host, inboundValue("ours"));
    expect(host.text(rootConfig)).toContain(
      `  </location>\n  <system.webServer>\n    <rewrite>\n      <rules>\n        <rule name="ours"`,
    );
    await plugin.revert(parameters, undo, host);
    expect(host.text(rootConfig)).toBe(before);
  });

  it("gives back the white space that ends a text before it", async () => {
    const before = "<configuration>\n  ...\n\n</configuration>";
    const host = exchangeHost({ [rootConfig]: before });
    const { parameters, undo } = await applyTo(host, inboundValue("ours"));
    await plugin.revert(parameters, undo, host);
    expect(host.text(rootConfig)).toBe(before);
  });

  it("keeps the bytes of a declared code page, knows names in it and writes others as references", async () => {
    const theirs = '<rule name="Pr\xfcfung"><match url="x"/><action type="None"/></rule>';
    const text = `<?xml version="1.0" encoding="windows-1252"?><configuration><!-- \xa9 --><system.webServer><rewrite><rules>${theirs}</rules></rewrite></system.webServer></configuration>`;
    const host = exchangeHost({ [rootConfig]: Buffer.from(text, "latin1") });
    const { parameters, undo } = await applyTo(host, inboundValue("Größe"));
    const written = '<rule name="Gr&#246;&#223;e" patternSyntax="ECMAScript"';
    const after = Buffer.from(host.files.get(rootConfig.toLowerCase()) ?? []).toString("latin1");
    expect(after.startsWith(text.slice(0, text.indexOf(theirs)) + written)).toBe(true);
    expect(await plugin.inspect(parameters, host)).toMatchObject({ state: "present" });
    await expect(applyTo(host, inboundValue("prüfung"))).rejects.toMatchObject({ code: "RULE_CONFLICT" });
    await plugin.revert(parameters, undo, host);
    expect(Buffer.from(host.files.get(rootConfig.toLowerCase()) ?? []).toString("latin1")).toBe(text);
  });

  it("makes a web.config where there is none, and takes it away again", async () => {
    const host = exchangeHost();
    const { parameters, undo } = await applyTo(host, outboundValue("csp"));
    expect(host.text(owaConfig)).toContain(`<outboundRules>\r\n                <rule name="csp"`);
    await plugin.revert(parameters, undo, host);
    expect(host.text(owaConfig)).toBeNull();
  });

  it("puts scope Server into the location of applicationHost.config", async () => {
    const host = exchangeHost();
    const before = host.snapshot();
    const { parameters, undo } = await applyTo(host, inboundValue("ours", "default web site/OWA"), "Server");
    const other = await applyTo(host, inboundValue("other", "exchange back end/x"), "Server");
    expect(host.text(serverFile)).toContain(
      `<security />\n            <rewrite>\n                <rules>\n                    <rule name="ours"`,
    );
    expect(host.text(serverFile)).toContain(`<location path="Exchange Back End/x">`);
    await plugin.revert(parameters, undo, host);
    await plugin.revert(other.parameters, other.undo, host);
    expect(host.snapshot()).toEqual(before);
  });

  it("writes nothing the second time", async () => {
    const host = exchangeHost({ [rootConfig]: "<configuration/>" });
    const { parameters } = await applyTo(host, inboundValue("ours"));
    const after = host.snapshot();
    const { writes } = host;
    await plugin.apply(parameters, host);
    expect(host.snapshot()).toEqual(after);
    expect(host.writes).toBe(writes);
  });

  it("adopts what means the same and refuses what does not", async () => {
    const same = `<configuration><system.webServer><rewrite><rules><rule stopProcessing='True' name="OURS"><match ignoreCase="true" url=".*"/><conditions logicalGrouping="MatchAll"><add pattern="(?=.*autodiscover)(?=.*powershell)" input="{UrlDecode:{REQUEST_URI}}"/></conditions><action type="AbortRequest"/></rule></rules></rewrite></system.webServer></configuration>`;
    const host = exchangeHost({ [rootConfig]: same });
    const { parameters, undo } = await applyTo(host, inboundValue("ours"));
    expect(host.text(rootConfig)).not.toBe(null);
    await plugin.revert(parameters, undo, host);
    expect(host.text(rootConfig)).toBe(same);
    host.put(rootConfig, same.replace("autodiscover", "other"));
    await expect(plugin.apply(parameters, host)).rejects.toMatchObject({ code: "RULE_CONFLICT" });
    expect(host.text(rootConfig)).toBe(same.replace("autodiscover", "other"));
    expect(inboundRule("x")).toContain("x");
  });
});
