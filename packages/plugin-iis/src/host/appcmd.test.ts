import { describe, expect, it } from "vitest";
import {
  applicationHost,
  inboundValue,
  MemoryHost,
  outboundValue,
  parametersOf,
  serverFile,
} from "../../test-support/memory-host.js";
import plugin from "../index.js";

const appcmd = "C:\\Windows\\System32\\inetsrv\\appcmd.exe";

function windows(text = applicationHost) {
  return new MemoryHost({ [serverFile]: text }, "windows");
}

describe("applicationHost.config on Windows", () => {
  it("is changed by one appcmd for a section, never written", async () => {
    const host = windows();
    await plugin.apply(parametersOf(inboundValue("it's ours", "Default Web Site/owa"), "Server"), host);
    expect(host.ran).toEqual([
      [
        appcmd,
        "set",
        "config",
        "Default Web Site/owa",
        "-section:system.webServer/rewrite/rules",
        `/+[@start,name="it's ours",patternSyntax='ECMAScript',stopProcessing='true']`,
        `/[name="it's ours"].match.url:.*`,
        `/+[name="it's ours"].conditions.[input='{UrlDecode:{REQUEST_URI}}',pattern='(?=.*autodiscover)(?=.*powershell)']`,
        `/[name="it's ours"].action.type:AbortRequest`,
        "/commit:apphost",
      ],
    ]);
    expect(host.writes).toBe(0);
  });

  it("puts a precondition in before the rule that names it, and takes it out after", async () => {
    const host = windows();
    const parameters = parametersOf(outboundValue("csp"), "Server");
    await plugin.apply(parameters, host);
    expect(host.ran[0]?.slice(5, -1)).toEqual([
      "/+preConditions.[name='csp - precondition']",
      "/+preConditions.[name='csp - precondition'].[input='{RESPONSE_CONTENT_TYPE}',pattern='^text/html']",
      "/+[@start,name='csp',preCondition='csp - precondition']",
      "/[name='csp'].match.serverVariable:RESPONSE_Content_Security_Policy",
      "/[name='csp'].match.pattern:(.*)",
      "/[name='csp'].action.type:Rewrite",
      "/[name='csp'].action.value:{R:1}; script-src-attr 'none'",
    ]);
    const sandbox = new MemoryHost({ [serverFile]: applicationHost });
    const undo = await plugin.capture(parameters, sandbox);
    await plugin.apply(parameters, sandbox);
    const applied = windows(sandbox.text(serverFile) ?? "");
    await plugin.revert(parameters, undo, applied);
    expect(applied.ran[0]?.slice(5)).toEqual([
      "/-[name='csp']",
      "/-preConditions.[name='csp - precondition']",
      "/commit:apphost",
    ]);
    expect(applied.writes).toBe(0);
  });

  it("runs nothing where all is as wanted, and names what appcmd says otherwise", async () => {
    const parameters = parametersOf(inboundValue("ours", "Default Web Site"), "Server");
    const sandbox = new MemoryHost({ [serverFile]: applicationHost });
    await plugin.apply(parameters, sandbox);
    const host = windows(sandbox.text(serverFile) ?? "");
    await plugin.apply(parameters, host);
    expect(host.ran).toEqual([]);
    const failing = windows();
    failing.run = () => Promise.resolve({ code: 5, stdout: "ERROR ( message:Access\r\ndenied. )", stderr: "" });
    await expect(plugin.apply(parameters, failing)).rejects.toMatchObject({
      code: "APPCMD_FAILED",
      message: expect.stringContaining("5 on Default Web Site: ERROR ( message:Access denied. )"),
    });
  });
});
