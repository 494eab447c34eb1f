import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { act, type Bench, openBench } from "../kit/bench.js";
import { feed, ping } from "../kit/feeds.js";

let bench: Bench;
let serial: number;
beforeEach(async () => {
  serial = 0;
  bench = await openBench();
});
afterEach(() => bench.end());

const server = "C/Windows/System32/inetsrv/config/applicationHost.config";
const web = "C/inetpub/wwwroot/web.config";
const next = (...configs: string[]) => {
  serial += 1;
  return feed(serial, ...configs);
};
const config = (id: string, type: string, value: string, scope = type === "UrlRewrite" ? "Site" : "Server") =>
  `<Config id="${id}"><ActionList><Action id="${id}.1" type="${type}" scope="${scope}"><Value>${value}</Value></Action></ActionList></Config>`;
const rule = (path: string, name = "R", pattern = ".*") =>
  `<rewrite path="${path}"><rules><rule name="${name}"><match url="${pattern}"/><action type="AbortRequest"/></rule></rules></rewrite>`;
const service = (...names: string[]) =>
  names.map((name) => `<service name="${name}" state="Stopped" startType="Disabled"/>`).join("");
const edit = async (path: string, change: (text: string) => string) => {
  const text = await bench.read(path);
  const changed = change(text);
  expect(changed).not.toBe(text);
  await bench.write(path, Buffer.from(changed, "latin1"));
};
const states = async () =>
  Object.fromEntries(
    Object.entries(await bench.json("services.json")).map(([name, { state, startType }]) => [
      name,
      `${state} ${startType}`,
    ]),
  );

describe("nothing outside the folder is ever read or written", () => {
  it.each([
    ["..", "%SystemDrive%\\..\\..\\outside"],
    [".. in the middle", "C:\\inetpub\\..\\..\\outside"],
    ["a UNC path", "\\\\server\\share"],
    ["a UNC path by slashes", "//server/share"],
    ["a device path", "\\\\.\\C:\\inetpub\\wwwroot"],
    ["a long path", "\\\\?\\C:\\inetpub\\wwwroot"],
    ["a device name", "C:\\inetpub\\NUL"],
    ["a stream", "C:\\inetpub\\wwwroot:x"],
    ["a relative path", "inetpub\\wwwroot"],
    ["a drive's own folder", "C:inetpub"],
    ["a variable nobody set", "%Nowhere%\\x"],
    ["an absolute path of here", "/etc"],
    ["nothing", ""],
  ])("physicalPath: %s", async (_, physical) => {
    await edit(server, (text) => text.replace("%SystemDrive%\\inetpub\\wwwroot", physical));
    const before = await bench.files();
    const outcomes = await bench.decided(next(config("M1", "UrlRewrite", rule("Default Web Site")), ping));
    expect(outcomes).toEqual({ "M1.1.0": expect.stringMatching(/Failed$/), PING1: "apply Applied" });
    expect(await bench.files()).toEqual(before);
  });

  it.each(["folder", "file", "variables"])("a link as %s", async (kind) => {
    const outside = await mkdtemp(join(tmpdir(), "stopgap-outside-"));
    await writeFile(join(outside, "web.config"), "<configuration/>");
    if (kind === "folder") {
      await rm(join(bench.root, "C/inetpub"), { recursive: true });
      await mkdir(join(outside, "wwwroot"));
      await symlink(outside, join(bench.root, "C/inetpub"));
    } else if (kind === "file") {
      await rm(join(bench.root, web));
      await symlink(join(outside, "web.config"), join(bench.root, web));
    } else {
      await writeFile(join(outside, "environment.json"), '{"ExchangeInstallPath":"C:\\\\x\\\\"}');
      await rm(join(bench.root, "environment.json"));
      await symlink(join(outside, "environment.json"), join(bench.root, "environment.json"));
    }
    const outcomes = await bench.decided(next(config("M1", "UrlRewrite", rule("Default Web Site"))));
    expect(outcomes["M1.1.0"]).toMatch(/Failed$/);
    expect(await readFile(join(outside, "web.config"), "utf8")).toBe("<configuration/>");
    await rm(outside, { recursive: true });
  });

  it("a link as services.json", async () => {
    const outside = await mkdtemp(join(tmpdir(), "stopgap-outside-"));
    const table = await bench.read("services.json");
    await writeFile(join(outside, "services.json"), table);
    await rm(join(bench.root, "services.json"));
    await symlink(join(outside, "services.json"), join(bench.root, "services.json"));
    const outcomes = await bench.decided(next(config("M3", "Service", service("MSExchangeUM"))));
    expect(outcomes["M3.1.0"]).toMatch(/Failed$/);
    expect(await readFile(join(outside, "services.json"), "utf8")).toBe(table);
    await rm(outside, { recursive: true });
  });
});

describe("what is missing is simply not there", () => {
  it.each([
    ["services.json", "Service", service("MSExchangeUM")],
    ["app-pools.json", "AppPool", '<appPool name="Nobody" state="Stopped"/>'],
    [server, "AppPool", '<appPool name="MSExchangeECPAppPool" state="Stopped"/>'],
    [server, "UrlRewrite", rule("Default Web Site")],
  ])("without %s, %s fails by itself", async (path, type, value) => {
    await rm(join(bench.root, path));
    const before = await bench.files();
    expect(await bench.decided(next(config("M1", type, value), ping))).toEqual({
      "M1.1.0": expect.stringMatching(/Failed$/),
      PING1: "apply Applied",
    });
    expect(await bench.files()).toEqual(before);
  });

  it("an unknown service or pool, site or folder: Failed, nothing changed", async () => {
    const before = await bench.files();
    const outcomes = await bench.decided(
      next(
        config("A", "Service", service("MSExchangeUM", "Nobody")),
        config(
          "B",
          "AppPool",
          '<appPool name="MSExchangeOWAAppPool" state="Stopped"/><appPool name="Nobody" state="Stopped"/>',
        ),
        config("C", "UrlRewrite", rule("No Site")),
        config("D", "Service", service("constructor")),
      ),
    );
    for (const outcome of Object.values(outcomes)) expect(outcome).toMatch(/Failed$/);
    expect(Object.keys(outcomes)).toHaveLength(4);
    expect(await bench.files()).toEqual(before);
  });

  it("a web.config that is not there is made, and gone after the revert", async () => {
    await rm(join(bench.root, web));
    const before = await bench.files();
    expect(await bench.decided(next(config("M1", "UrlRewrite", rule("Default Web Site"))))).toEqual({
      "M1.1.0": "apply Applied",
    });
    expect(await bench.read(web)).toContain('<rule name="R"');
    await bench.runtime.revert("M1", act);
    expect(await bench.files()).toEqual(before);
  });

  it("a pool the table does not name is stopped, and is not named after the revert", async () => {
    await bench.write("app-pools.json", "{}");
    const before = await bench.files();
    const value = '<appPool name="MSExchangeECPAppPool" state="Stopped" autoStart="false"/>';
    expect(await bench.decided(next(config("M4", "AppPool", value)))).toEqual({ "M4.1.0": "apply Applied" });
    expect(await bench.read("app-pools.json")).toBe("{}");
    expect(await bench.read(server)).toContain('<add name="MSExchangeECPAppPool" autoStart="false" />');
    await bench.runtime.revert("M4", act);
    expect(await bench.files()).toEqual(before);
  });
});

describe("names are matched without regard to case", () => {
  it("of folders, sites, services and pools", async () => {
    await edit(server, (text) => text.replace("inetpub\\wwwroot", "INETPUB\\WwwRoot"));
    const outcomes = await bench.decided(
      next(
        config("A", "UrlRewrite", rule("default web site/OWA")),
        config("B", "Service", service("msexchangeum")),
        config("C", "AppPool", '<appPool name="msexchangeowaapppool" state="Stopped" startMode="OnDemand"/>'),
        config("D", "UrlRewrite", rule("DEFAULT WEB SITE", "D")),
      ),
    );
    expect(outcomes).toEqual({
      "A.1.0": "apply Applied",
      "B.1.0": "apply Applied",
      "C.1.0": "apply Applied",
      "D.1.0": "apply Applied",
    });
    expect((await states()).MSExchangeUM).toBe("Stopped Disabled");
    expect(await bench.json("app-pools.json")).toMatchObject({ MSExchangeOWAAppPool: { state: "Stopped" } });
    expect(await bench.read(web)).toContain('<rule name="D"');
  });
});

describe("stopping stops dependents first; a revert starts again those that ran", () => {
  it("through a chain, with one that did not run and a circle", async () => {
    const table = {
      A: { state: "Running", startType: "Automatic", dependents: ["B"] },
      B: { state: "Running", startType: "Manual", dependents: ["C", "D", "Nobody"] },
      C: { state: "Running", startType: "AutomaticDelayed", dependents: ["A"] },
      D: { state: "Stopped", startType: "Manual", dependents: [] },
    };
    await bench.write("services.json", JSON.stringify(table));
    const before = await bench.files();
    expect(await bench.decided(next(config("M3", "Service", service("A"))))).toEqual({ "M3.1.0": "apply Applied" });
    expect(await states()).toEqual({
      A: "Stopped Disabled",
      B: "Stopped Manual",
      C: "Stopped AutomaticDelayed",
      D: "Stopped Manual",
    });
    await bench.runtime.revert("M3", act);
    expect(await bench.files()).toEqual(before);
  });
});

describe("web.config as it stands", () => {
  const start =
    '<?xml version="1.0" encoding="ENC"?>\r\n<!-- ü -->\r\n<configuration>\r\n\t<system.webServer>\r\n\t\t<rewrite>\r\n';
  const end = "\t\t</rewrite>\r\n\t</system.webServer>\r\n</configuration>";
  const clear = `${start}\t\t\t<rules>\r\n\t\t\t\t<clear/>\r\n\t\t\t\t<remove name='x'/>\r\n\t\t\t\t<rule name="theirs"><match url="a" /><action type="None" /></rule>\r\n\t\t\t</rules>\r\n${end}`;

  it.each([
    ["UTF-8", (text: string) => Buffer.from(text.replace("ENC", "utf-8"))],
    ["UTF-8 with a mark", (text: string) => Buffer.from(`\ufeff${text.replace("ENC", "utf-8")}`)],
    ["UTF-16LE with a mark", (text: string) => Buffer.from(`\ufeff${text.replace("ENC", "utf-16")}`, "utf16le")],
    [
      "UTF-16BE with a mark",
      (text: string) => Buffer.from(`\ufeff${text.replace("ENC", "utf-16")}`, "utf16le").swap16(),
    ],
    ["Latin-1", (text: string) => Buffer.from(text.replace("ENC", "iso-8859-1"), "latin1")],
  ])("%s: goes in after clear and remove, and back to the bytes", async (_, encode) => {
    const bytes = encode(clear);
    await bench.write(web, bytes);
    const before = await bench.files();
    expect(
      await bench.decided(
        next(
          config("M1", "UrlRewrite", rule("Default Web Site", "R")),
          config("M2", "UrlRewrite", rule("Default Web Site", "S")),
        ),
      ),
    ).toEqual({
      "M1.1.0": "apply Applied",
      "M2.1.0": "apply Applied",
    });
    const text = (await readFile(join(bench.root, web))).toString("latin1").replaceAll("\0", "");
    const places = ["<remove", '"S"', '"R"', '"theirs"'].map((part) => text.indexOf(part));
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(places).not.toContain(-1);
    expect(await bench.decided()).toEqual({ "M1.1.0": "keep Applied", "M2.1.0": "keep Applied" });
    await bench.runtime.revert("M1", act);
    await bench.runtime.revert("M2", act);
    expect(await bench.files()).toEqual(before);
  });

  it("not well-formed, with a DOCTYPE, or of another root: Failed, untouched", async () => {
    for (const text of [
      "<configuration>",
      "<!DOCTYPE configuration><configuration/>",
      "<other/>",
      "<configuration/><configuration/>",
    ]) {
      await bench.write(web, text);
      expect((await bench.decided(next(config("M1", "UrlRewrite", rule("Default Web Site")))))["M1.1.0"]).toMatch(
        /Failed$/,
      );
      expect(await bench.read(web)).toBe(text);
    }
  });

  it("a same-named rule with other content is a conflict; with the same content it is adopted and stays after a revert", async () => {
    const theirs = (url: string) =>
      `<configuration><system.webServer><rewrite><rules><rule name="r"><match url="${url}"/><action type="AbortRequest"/></rule></rules></rewrite></system.webServer></configuration>`;
    await bench.write(web, theirs("x"));
    expect(await bench.decided(next(config("M1", "UrlRewrite", rule("Default Web Site"))))).toEqual({
      "M1.1.0": "apply Failed",
    });
    expect(await bench.read(web)).toBe(theirs("x"));
    expect(bench.applied()).toEqual([]);
    await bench.write(web, theirs(".*"));
    expect(await bench.decided()).toEqual({ "M1.1.0": "apply Applied" });
    expect(await bench.read(web)).toBe(theirs(".*"));
    await bench.runtime.revert("M1", act);
    expect(await bench.read(web)).toBe(theirs(".*"));
  });

  it("never goes where inheritInChildApplications keeps it from what the path names", async () => {
    const text = `<configuration><location path="." inheritInChildApplications="false"><system.webServer><rewrite><rules/></rewrite></system.webServer></location></configuration>`;
    await bench.write(web, text);
    expect(await bench.decided(next(config("M1", "UrlRewrite", rule("Default Web Site"))))).toEqual({
      "M1.1.0": "apply Applied",
    });
    const now = await bench.read(web);
    expect(now).toContain(
      '<location path="." inheritInChildApplications="false"><system.webServer><rewrite><rules/></rewrite></system.webServer></location>',
    );
    expect(now).toContain('<rule name="R"');
    await bench.runtime.revert("M1", act);
    expect(await bench.read(web)).toBe(text);
  });

  it("scope Server: a location of applicationHost.config, though one of other inheritance stands there", async () => {
    await edit(server, (text) =>
      text.replace(
        "</configuration>",
        '  <location path="Default Web Site/owa" inheritInChildApplications="false" overrideMode="Allow">\n    <system.webServer>\n      <rewrite><rules><rule name="q"><match url="q" /><action type="None" /></rule></rules></rewrite>\n    </system.webServer>\n  </location>\n</configuration>',
      ),
    );
    const before = await bench.files();
    expect(await bench.decided(next(config("M1", "UrlRewrite", rule("Default Web Site/owa"), "Server")))).toEqual({
      "M1.1.0": "apply Applied",
    });
    expect(await bench.read(server)).toMatch(
      /<location path="Default Web Site\/owa">\s*<system.webServer>\s*<rewrite>\s*<rules>\s*<rule name="R"/,
    );
    expect((await bench.files()).get(web)).toBe(before.get(web));
    expect(await bench.decided()).toEqual({ "M1.1.0": "keep Applied" });
    await bench.runtime.revert("M1", act);
    expect(await bench.files()).toEqual(before);
  });

  it.each(["Site", "Server"])(
    "a child that clears or removes the rule is named from the first cycle on (scope %s)",
    async (scope) => {
      const owa = "C/Program Files/Microsoft/Exchange Server/V15/FrontEnd/HttpProxy/owa/web.config";
      await edit(owa, (text) =>
        text.replace("<httpProtocol>", "<rewrite><rules><clear /></rules></rewrite>\n    <httpProtocol>"),
      );
      bench.publish(next(config("M1", "UrlRewrite", rule("Default Web Site"), scope)));
      for (let cycle = 0; cycle < 2; cycle += 1) {
        const [outcome] = await bench.check();
        expect(outcome?.status).toBe("Applied");
        expect(outcome?.reason).toMatch(/owa\\web\.config.*clear/);
        expect((await bench.runtime.plan()).facts.inspections["M1.1.0"]?.inspection?.warnings).toHaveLength(1);
      }
    },
  );
});

describe("virtual directories and variables", () => {
  it("the longest application and virtual directory win", async () => {
    await edit(server, (text) =>
      text.replace(
        '<virtualDirectory path="/" physicalPath="%SystemDrive%\\inetpub\\wwwroot" />',
        '<virtualDirectory path="/" physicalPath="%SystemDrive%\\inetpub\\wwwroot" />\n          <virtualDirectory path="/aspnet/client" physicalPath="D:\\%Sub%\\files" />',
      ),
    );
    await bench.write(
      "environment.json",
      '{"Sub":"deep\\\\er","ExchangeInstallPath":"C:\\\\Program Files\\\\Microsoft\\\\Exchange Server\\\\V15\\\\"}',
    );
    expect(
      await bench.decided(
        next(
          config("A", "UrlRewrite", rule("Default Web Site/aspnet/client/x", "A")),
          config("B", "UrlRewrite", rule("Default Web Site/aspnet", "B")),
          config("C", "UrlRewrite", rule("Default Web Site/owa/auth", "C")),
        ),
      ),
    ).toEqual({ "A.1.0": "apply Applied", "B.1.0": "apply Applied", "C.1.0": "apply Applied" });
    expect(await bench.read("D/deep/er/files/x/web.config")).toContain('"A"');
    expect(await bench.read("C/inetpub/wwwroot/aspnet/web.config")).toContain('"B"');
    expect(
      await bench.read("C/Program Files/Microsoft/Exchange Server/V15/FrontEnd/HttpProxy/owa/auth/web.config"),
    ).toContain('"C"');
  });
});
