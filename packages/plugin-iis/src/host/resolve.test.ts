import { describe, expect, it } from "vitest";
import { applicationHost, exchangeHost, serverFile } from "../../test-support/memory-host.js";
import { parseRewritePath, type RewritePath } from "../rewrite-path.js";
import { readApplicationHost } from "./application-host.js";
import { resolveFolder } from "./resolve.js";

const redirectionFile = "C:\\Windows\\System32\\inetsrv\\config\\redirection.config";
const redirection = (attributes: string) => `<configuration><configurationRedirection ${attributes}/></configuration>`;

function path(text: string): RewritePath {
  const parsed = parseRewritePath(text);
  if (typeof parsed === "string") throw new Error(parsed);
  return parsed;
}

describe("resolveFolder", () => {
  it.each([
    ["Default Web Site", "C:\\inetpub\\wwwroot"],
    ["DEFAULT web SITE/aspnet_client/x", "C:\\inetpub\\wwwroot\\aspnet_client\\x"],
    ["Default Web Site/OWA", "C:\\Program Files\\Exchange\\FrontEnd\\HttpProxy\\owa"],
    ["Default Web Site/owa/auth", "C:\\Program Files\\Exchange\\FrontEnd\\HttpProxy\\owa\\auth"],
    ["Default Web Site/owa/calendar/x", "C:\\Program Files\\Exchange\\FrontEnd\\HttpProxy\\calendar\\x"],
    ["Default Web Site/owacalendar", "C:\\inetpub\\wwwroot\\owacalendar"],
    ["Default Web Site/shared/x", "D:\\Shared Files\\x"],
    ["Exchange Back End", "C:\\Back End"],
  ])("%s leads to %s", async (from, to) => {
    expect(resolveFolder(await readApplicationHost(exchangeHost()), path(from))).toBe(to);
  });

  it("takes the longest application before the longest virtual directory", async () => {
    const host = exchangeHost();
    host.put(
      serverFile,
      applicationHost.replace(
        "</site>",
        '<application path="/a"><virtualDirectory path="/" physicalPath="C:\\a"/><virtualDirectory path="/b/c" physicalPath="C:\\abc"/></application><application path="/a/b"><virtualDirectory path="/" physicalPath="C:\\ab\\"/></application></site>',
      ),
    );
    const server = await readApplicationHost(host);
    expect(resolveFolder(server, path("Default Web Site/a/b/c/d"))).toBe("C:\\ab\\c\\d");
    expect(resolveFolder(server, path("Default Web Site/a/x"))).toBe("C:\\a\\x");
  });

  it.each([
    ["Nowhere", "SITE_NOT_FOUND"],
    ["Default Web Site/unc", "PHYSICAL_PATH_REFUSED"],
    ["Default Web Site/dots", "PHYSICAL_PATH_REFUSED"],
  ])("%s is %s", async (from, code) => {
    const server = await readApplicationHost(exchangeHost());
    expect(() => resolveFolder(server, path(from))).toThrow(expect.objectContaining({ code }));
  });

  it("takes the root of a drive", async () => {
    const host = exchangeHost({ [serverFile]: applicationHost.replace("C:\\Back End", "D:\\") });
    const server = await readApplicationHost(host);
    expect(resolveFolder(server, path("Exchange Back End"))).toBe("D:\\");
    expect(resolveFolder(server, path("Exchange Back End/ecp"))).toBe("D:\\ecp");
  });

  it("names an environment variable that is not set", async () => {
    const host = exchangeHost();
    host.put("environment.json", "{}");
    const server = await readApplicationHost(host);
    expect(() => resolveFolder(server, path("Default Web Site/owa"))).toThrow(/ExchangeInstallPath/);
  });

  it("reads the shared configuration that redirection.config leads to, and none in the network", async () => {
    const host = exchangeHost({
      "C:\\shared\\applicationHost.config": applicationHost.replace("C:\\Back End", "C:\\Shared End"),
    });
    const folderOf = async (attributes: string) => {
      host.put(redirectionFile, redirection(attributes));
      return resolveFolder(await readApplicationHost(host), path("Exchange Back End"));
    };
    expect(await folderOf('enabled="false" path="C:\\shared"')).toBe("C:\\Back End");
    expect(await folderOf('enabled="true" path="%SystemDrive%\\shared\\"')).toBe("C:\\Shared End");
    await expect(folderOf('enabled="true" path="\\\\server\\share"')).rejects.toMatchObject({
      code: "PHYSICAL_PATH_REFUSED",
    });
  });
});
