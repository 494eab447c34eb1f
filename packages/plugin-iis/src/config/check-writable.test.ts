import { describe, expect, it } from "vitest";
import {
  applicationHost,
  exchangeHost,
  inboundValue,
  owaConfig,
  parametersOf,
  rootConfig,
  serverFile,
} from "../../test-support/memory-host.js";
import plugin from "../index.js";

const rules = (attributes: string, inner = "") =>
  `<system.webServer><rewrite><rules ${attributes}>${inner}</rules></rewrite></system.webServer>`;
const config = (inner: string) => `<configuration>${inner}</configuration>`;
const location = (attributes: string) => `<location ${attributes}>${rules("")}</location>`;
const declared = (attributes: string, ...groups: readonly string[]) =>
  `<configSections><sectionGroup name="system.webServer" ${groups[0] ?? ""}><sectionGroup name="rewrite" ${groups[1] ?? ""}><section name="rules" ${attributes}/></sectionGroup></sectionGroup></configSections>`;
const server = (more: string) => applicationHost.replace("<configuration>", `<configuration>${more}`);

async function codeOf(path: string, files: Readonly<Record<string, string | Uint8Array>>): Promise<string | null> {
  const host = exchangeHost(files);
  const before = host.snapshot();
  try {
    await plugin.apply(parametersOf(inboundValue("ours", path)), host);
    return null;
  } catch (error) {
    expect(host.snapshot()).toEqual(before);
    expect(error).toMatchObject({ name: "PluginError", message: expect.stringMatching(/^.*; .*$/) });
    return (error as { readonly code: string }).code;
  }
}

const owa = "Default Web Site/owa";

describe("a section that the target may not say", () => {
  it.each([
    ["denied", owa, declared('overrideModeDefault="Deny"')],
    ["denied with its group", owa, declared("", "", 'overrideModeDefault="Deny"')],
    ["of the server alone", owa, declared('allowDefinition="AppHostOnly"')],
    ["of the machine alone", owa, declared('allowDefinition="MachineOnly"')],
    ["of applications, in a folder", `${owa}/auth`, declared('allowDefinition="MachineToApplication"')],
    ["locked in a location", owa, location('path="Default Web Site" overrideMode="Deny"')],
    ["locked for all", owa, location('path="" allowOverride="false"')],
    ["a locked item", owa, `<location path="${owa}">${rules('lockItem="true"')}</location>`],
    ["locked elements", owa, `<location path="${owa}">${rules('lockElements="clear, rule"')}</location>`],
    ["all but others", owa, `<location path="${owa}">${rules('lockAllElementsExcept="remove"')}</location>`],
  ])("%s is SECTION_LOCKED by the server", async (_what, path, more) => {
    expect(await codeOf(path, { [serverFile]: server(more) })).toBe("SECTION_LOCKED");
  });

  it.each([
    ["opened again", owa, declared('overrideModeDefault="Deny"') + location(`path="${owa}" overrideMode="Allow"`)],
    ["opened for all", owa, declared('overrideModeDefault="Deny"') + location('path="" overrideMode="Allow"')],
    ["of applications", owa, declared('allowDefinition="MachineToApplication"')],
    ["locked elsewhere", owa, location('path="Exchange Back End" overrideMode="Deny"')],
    ["other elements locked", owa, `<location path="${owa}">${rules('lockElements="clear"')}</location>`],
  ])("%s is not locked", async (_what, path, more) => {
    expect(await codeOf(path, { [serverFile]: server(more) })).toBeNull();
  });

  it("is SECTION_LOCKED by a web.config above, and not by its own", async () => {
    const locked = config(location('path="owa" allowOverride="false"'));
    expect(await codeOf(owa, { [rootConfig]: locked })).toBe("SECTION_LOCKED");
    expect(await codeOf(owa, { [owaConfig]: locked })).toBeNull();
    expect(await codeOf(owa, { [rootConfig]: config(rules('lockItem="true"')) })).toBe("SECTION_LOCKED");
  });

  it.each([
    ["another file", rules('configSource="Rules.config"')],
    ["encrypted", rules('configProtectionProvider="P"', "<EncryptedData/>")],
  ])("is SECTION_ELSEWHERE where it is in %s", async (_what, inner) => {
    expect(await codeOf(owa, { [owaConfig]: config(inner) })).toBe("SECTION_ELSEWHERE");
    expect(await codeOf(owa, { [owaConfig]: config(`<location path="x">${inner}</location>`) })).toBeNull();
  });

  it("is CONFIG_NOT_READ in a folder whose virtual directory says so, itself or by default", async () => {
    const off = 'allowSubDirConfig="false"';
    const below = 'physicalPath="C:\\Back End"';
    const back = "Exchange Back End";
    const cases: readonly (readonly [string, string])[] = [
      [below, `${below} ${off}`],
      ['<site name="Exchange Back End"', `<virtualDirectoryDefaults ${off}/><site name="Exchange Back End"`],
    ];
    for (const [from, to] of cases) {
      const files = { [serverFile]: applicationHost.replace(from, to) };
      expect(await codeOf(`${back}/ecp`, files)).toBe("CONFIG_NOT_READ");
      expect(await codeOf(back, files)).toBeNull();
    }
  });

  it("is CONFIG_TOO_LARGE for IIS to read once the rule is in it, unless it was before", async () => {
    const filled = (bytes: number) => config(`<!--${"x".repeat(bytes)}-->`);
    expect(await codeOf(owa, { [owaConfig]: filled(255_000) })).toBeNull();
    expect(await codeOf(owa, { [owaConfig]: filled(255_900) })).toBe("CONFIG_TOO_LARGE");
    expect(await codeOf(owa, { [owaConfig]: Buffer.from(`\ufeff${filled(127_900)}`, "utf16le") })).toBe(
      "CONFIG_TOO_LARGE",
    );
    expect(await codeOf(owa, { [owaConfig]: filled(256_000) })).toBeNull();
  });
});
