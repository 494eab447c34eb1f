import type { HttpRequest } from "@stopgap/core/plugin";
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
import { simulate, simulateRules as simulateBytes, simulateHost } from "./simulate.js";

function get(url: string, headers: Readonly<Record<string, string>> = {}, method = "GET"): HttpRequest {
  const absolute = url.startsWith("/") ? `https://mail.example${url}` : url;
  return { method, url: absolute, headers: Object.entries(headers).map(([name, value]) => ({ name, value })) };
}

const simulateRules = (xml: string, request: HttpRequest) => simulateBytes(Buffer.from(xml), request);

const abort = '<action type="AbortRequest"/>';
const rules = (...inner: readonly string[]) => `<rewrite><rules>${inner.join("")}</rules></rewrite>`;
const rule = (name: string, attributes: string, match: string, rest: string) =>
  `<rule name="${name}" ${attributes}><match ${match}/>${rest}</rule>`;
const when = (conditions: string, attributes = "") =>
  rules(rule("r", "", 'url=".*"', `<conditions ${attributes}>${conditions}</conditions>${abort}`));
const whenInput = (input: string, pattern: string, more = "") =>
  when(`<add input="${input}" pattern="${pattern}" ${more}/>`);
const redirect = (match: string, to: string, more = "", conditions = "") =>
  rules(rule("r", "", match, `${conditions}<action type="Redirect" url="${to}" ${more}/>`));
const outcome = (xml: string, request: HttpRequest) => simulateRules(xml, request).outcome;

describe("the real M1 rule", () => {
  const parameters = parametersOf(inboundValue("EEMS M1.1 PowerShell - inbound"));
  it.each([
    ["/autodiscover/autodiscover.json?a@b.example/PowerShell", "blocked"],
    ["/autodiscover/autodiscover.json?a%40b.example/p%6Fwershell", "blocked"],
    ["/PowerShell?autodiscover", "blocked"],
    ["/%61utodiscover/x?POWERSHELL", "blocked"],
    ["/owa/", "allowed"],
    ["/autodiscover/autodiscover.xml", "allowed"],
  ])("%s is %s", (url, expected) => {
    const blocked = { outcome: "blocked", status: null, by: "EEMS M1.1 PowerShell - inbound", location: null };
    const allowed = { outcome: "allowed", status: null, by: null, location: null };
    expect(simulate(parameters, get(url))).toEqual(expected === "blocked" ? blocked : allowed);
  });

  it("says nothing of places its path does not name, and sees the path below its own", () => {
    const owa = parametersOf(
      '<rewrite path="Default Web Site/owa"><rules><rule name="R"><match url="^auth/"/><action type="AbortRequest"/></rule></rules></rewrite>',
    );
    expect(simulate(owa, get("/OWA/auth/x")).outcome).toBe("blocked");
    expect(simulate(owa, get("/auth/x")).outcome).toBe("allowed");
    expect(simulate(parametersOf(outboundValue("csp")), get("/owa/")).outcome).toBe("allowed");
  });
});

describe("patterns", () => {
  it.each([
    ["no leading slash, no query", rules(rule("r", "", 'url="^a/b$"', abort)), "/a/b?c", "blocked"],
    ["decoded", rules(rule("r", "", 'url="^a b$"', abort)), "/a%20b", "blocked"],
    ["any case", rules(rule("r", "", 'url="^ABC$"', abort)), "/abc", "blocked"],
    ["this case", rules(rule("r", "", 'url="^ABC$" ignoreCase="false"', abort)), "/abc", "allowed"],
    ["negated", rules(rule("r", "", 'url="^abc$" negate="true"', abort)), "/abc", "allowed"],
    ["negated, elsewhere", rules(rule("r", "", 'url="^abc$" negate="true"', abort)), "/x", "blocked"],
    ["a wildcard covers all", rules(rule("r", 'patternSyntax="Wildcard"', 'url="a*c"', abort)), "/abbc", "blocked"],
    [
      "a wildcard covers all, and only that",
      rules(rule("r", 'patternSyntax="Wildcard"', 'url="b*"', abort)),
      "/abbc",
      "allowed",
    ],
    ["a lone asterisk as wildcard", rules(rule("r", 'patternSyntax="Wildcard"', 'url="*"', abort)), "/x", "blocked"],
    [
      "a wildcard's question mark",
      rules(rule("r", 'patternSyntax="Wildcard"', 'url="a?c.x"', abort)),
      "/abc.x",
      "blocked",
    ],
    ["a wildcard's dot", rules(rule("r", 'patternSyntax="Wildcard"', 'url="a.c"', abort)), "/abc", "allowed"],
    ["exact", rules(rule("r", 'patternSyntax="ExactMatch"', 'url="a.c"', abort)), "/A.c", "blocked"],
    ["exact, not within", rules(rule("r", 'patternSyntax="ExactMatch"', 'url="a.c"', abort)), "/xa.c", "allowed"],
    ["disabled", rules(rule("r", 'enabled="false"', 'url=".*"', abort)), "/", "allowed"],
    ["dot segments", rules(rule("r", "", 'url="^b$"', abort)), "/a/../b", "blocked"],
  ])("%s", (_what, xml, url, expected) => {
    expect(outcome(xml, get(url))).toBe(expected);
  });
});

describe("conditions and inputs", () => {
  it.each([
    ["path and query", whenInput("{REQUEST_URI}", "^/a\\?b=1$"), get("/a?b=1"), "blocked"],
    ["a query as sent", whenInput("{REQUEST_URI}", "powershell"), get("/a?p%6Fwershell"), "allowed"],
    ["a query decoded", whenInput("{UrlDecode:{REQUEST_URI}}", "powershell"), get("/a?p%6Fwershell"), "blocked"],
    ["the raw URL", whenInput("{UNENCODED_URL}", "^/%61\\?b$"), get("/%61?b"), "blocked"],
    ["a header", whenInput("{HTTP_X_Any_Thing}", "^v$"), get("/", { "x-any-thing": "v" }), "blocked"],
    [
      "a cookie",
      whenInput("{HTTP_COOKIE}", "X-BEResource=(.+)/(.+)~(.+)"),
      get("/", { Cookie: "a=b; X-BEResource=x/y~1" }),
      "blocked",
    ],
    ["no such header", whenInput("{HTTP_X}", "^$"), get("/"), "blocked"],
    ["the host", whenInput("{HTTP_HOST}", "^mail\\.example:8443$"), get("https://mail.example:8443/"), "blocked"],
    ["the method", whenInput("{REQUEST_METHOD}", "^POST$"), get("/", {}, "POST"), "blocked"],
    ["HTTPS", whenInput("{HTTPS}", "^off$"), get("http://a/"), "blocked"],
    ["the port", whenInput("{SERVER_PORT}", "^443$"), get("/"), "blocked"],
    ["lower case", whenInput("{ToLower:{QUERY_STRING}}", "^abc$", 'ignoreCase="false"'), get("/?ABC"), "blocked"],
    ["encoded", whenInput("{UrlEncode:{QUERY_STRING}}", "^a%2Fb$"), get("/?a/b"), "blocked"],
    [
      "a rule's capture",
      rules(
        rule(
          "r",
          "",
          'url="^(a)(b)?"',
          `<conditions><add input="{R:1}{R:2}{R:9}" pattern="^a$"/></conditions>${abort}`,
        ),
      ),
      get("/ac"),
      "blocked",
    ],
    [
      "the last condition's capture",
      when('<add input="{URL}" pattern="/(.)"/><add input="{C:1}" pattern="^x$"/>'),
      get("/x"),
      "blocked",
    ],
    ["negated", whenInput("{URL}", "x", 'negate="true"'), get("/x"), "allowed"],
    ["all of them", when('<add input="{URL}" pattern="x"/><add input="{URL}" pattern="y"/>'), get("/x"), "allowed"],
    [
      "any of them",
      when('<add input="{URL}" pattern="y"/><add input="{URL}" pattern="x"/>', 'logicalGrouping="MatchAny"'),
      get("/x"),
      "blocked",
    ],
    ["none of any", when('<add input="{URL}" pattern="y"/>', 'logicalGrouping="MatchAny"'), get("/x"), "allowed"],
    ["no conditions", when("", 'logicalGrouping="MatchAny"'), get("/x"), "blocked"],
    ["a file", when('<add input="{REQUEST_FILENAME}" matchType="IsFile"/>'), get("/x"), "allowed"],
    ["no file", when('<add input="{REQUEST_FILENAME}" matchType="IsFile" negate="true"/>'), get("/x"), "blocked"],
    ["an unknown variable", whenInput("{NO_SUCH}", "^$"), get("/"), "blocked"],
    ["an object's own name", whenInput("{constructor}{__proto__:x}", "^$"), get("/"), "blocked"],
  ])("%s", (_what, xml, request, expected) => {
    expect(outcome(xml, request)).toBe(expected);
  });

  it("tracks the captures of all conditions where asked", () => {
    const conditions = (track: string) =>
      `<conditions ${track}><add input="{URL}" pattern="^/(.)(.)"/><add input="{QUERY_STRING}" pattern="p=(.)"/></conditions>`;
    const to = "/{C:1}-{C:2}-{C:3}";
    const located = (track: string) =>
      simulateRules(redirect('url=".*"', to, 'appendQueryString="false"', conditions(track)), get("/ab?p=c")).location;
    expect(located('trackAllCaptures="true"')).toBe("/a-b-c");
    expect(located("")).toBe("/c--");
  });

  it("looks keys up in rewrite maps", () => {
    const xml = `<rewrite><rewriteMaps><rewriteMap name="Old" defaultValue="none"><add key="/a" value="/new"/></rewriteMap></rewriteMaps><rules>${rule("r", "", 'url=".*"', '<action type="Redirect" url="{Old:{URL}}"/>')}</rules></rewrite>`;
    expect(simulateRules(xml, get("/A")).location).toBe("/new");
    expect(simulateRules(xml, get("/b")).location).toBe("/none");
  });
});

describe("files as they are found", () => {
  const at = (location: string, inner: string) =>
    `<location path="${location}"><system.webServer><rewrite>${inner}</rewrite></system.webServer></location>`;
  const config = (inner: string) => `<configuration>${inner}</configuration>`;
  const own = (inner: string) => config(`<system.webServer><rewrite>${inner}</rewrite></system.webServer>`);

  it.each(["utf8", "utf16le"] as const)("reads %s, with a byte order mark", (encoding) => {
    const bytes = Buffer.from(`\uFEFF${own(`<rules>${rule("Ü", "", 'url=".*"', abort)}</rules>`)}`, encoding);
    expect(simulateBytes(bytes, get("/")).by).toBe("Ü");
  });

  it("knows the places of a file, from the outermost in", () => {
    const xml = config(
      `${at("owa", `<rules>${rule("owa", "", 'url="^x"', abort)}</rules>`)}${at("owa/auth", '<rules><remove name="owa"/></rules>')}${at(".", `<rules>${rule("all", "", 'url="^y"', abort)}</rules>`)}`,
    );
    expect(simulateRules(xml, get("/OWA/x")).by).toBe("owa");
    expect(simulateRules(xml, get("/x")).outcome).toBe("allowed");
    expect(simulateRules(xml, get("/owa/auth/x")).outcome).toBe("allowed");
    expect(simulateRules(xml, get("/y")).by).toBe("all");
  });

  it("takes a rule without match for one that matches all, and one without action for one that does nothing", () => {
    const xml = rules(
      '<rule name="idle" patternSyntax="Wildcard"><match url="*"/></rule>',
      '<rule name="DynamicContent"><conditions><add input="{{REQUEST_FILENAME}}" matchType="IsFile" negate="True"/></conditions><action type="Rewrite" url="server.js"/></rule>',
    );
    expect(simulateRules(xml, get("/a"))).toMatchObject({ outcome: "rewritten", location: "/server.js" });
  });

  it("carries out what a map clears and removes", () => {
    const xml = `<rewrite><rewriteMaps><rewriteMap name="M"><add key="b" value="x"/><clear/><add key="a" value="1"/><add key="b" value="2"/><remove key="a"/></rewriteMap></rewriteMaps><rules>${rule("r", "", 'url="(.*)"', '<action type="Redirect" url="/{M:{R:1}}"/>')}</rules></rewrite>`;
    expect(simulateRules(xml, get("/b")).location).toBe("/2");
    expect(simulateRules(xml, get("/a")).location).toBe("/");
  });

  it("says where rules are that are kept in another file, and reads that", () => {
    expect(() => simulateRules(own('<rules configSource="Rules.config"/>'), get("/"))).toThrow(/Rules\.config/);
    expect(outcome(`<rules>${rule("r", "", 'url=".*"', abort)}</rules>`, get("/"))).toBe("blocked");
  });
});

describe("actions", () => {
  it("redirects to what a header can hold, whatever was captured", () => {
    const to = (url: string, path: string) => simulateRules(redirect('url="(.)(.*)"', url), get(path)).location;
    expect(to("/x/{R:2}", "/ab%20c%C3%BC")).toBe("/x/b%20c%C3%BC");
    expect(to("/{UrlEncode:{R:1}}", "/%F0%9F%98%80")).toBe("/%EF%BF%BD");
  });

  it("responds", () => {
    const respond = (status: number) =>
      simulateRules(
        rules(rule("r", "", 'url=".*"', `<action type="CustomResponse" statusCode="${status}"/>`)),
        get("/"),
      );
    expect(respond(403)).toEqual({ outcome: "blocked", status: 403, by: "r", location: null });
    expect(respond(204)).toEqual({ outcome: "responded", status: 204, by: "r", location: null });
  });

  it("redirects, with the query unless told otherwise", () => {
    expect(simulateRules(redirect('url="^a/(.*)"', "https://b/{R:1}"), get("/a/x?q=1"))).toEqual({
      outcome: "redirected",
      status: 301,
      by: "r",
      location: "https://b/x?q=1",
    });
    expect(simulateRules(redirect('url=".*"', "/b?z", 'redirectType="Found"'), get("/?q"))).toMatchObject({
      status: 302,
      location: "/b?z&q",
    });
    expect(
      simulateRules(redirect('url=".*"', "b", 'appendQueryString="false" redirectType="Temporary"'), get("/?q")),
    ).toMatchObject({ status: 307, location: "/b" });
  });

  it("rewrites for the rules that follow, unless it stops", () => {
    const rewrite = (stop: string) =>
      rules(
        rule("first", stop, 'url="^a$"', '<action type="Rewrite" url="b"/>'),
        rule("second", "", 'url="^b$"', abort),
      );
    expect(simulateRules(rewrite(""), get("/a"))).toMatchObject({ outcome: "blocked", by: "second" });
    expect(simulateRules(rewrite('stopProcessing="true"'), get("/a?q"))).toEqual({
      outcome: "rewritten",
      status: null,
      by: "first",
      location: "/b?q",
    });
  });

  it("does nothing, and stops where told", () => {
    const none = (stop: string) =>
      rules(rule("first", stop, 'url=".*"', '<action type="None"/>'), rule("second", "", 'url=".*"', abort));
    expect(outcome(none(""), get("/"))).toBe("blocked");
    expect(outcome(none('stopProcessing="true"'), get("/"))).toBe("allowed");
  });
});

describe("broken or hostile rules", () => {
  it.each([
    ["no XML", "<rewrite>", "RULES_INVALID"],
    ["another root", "<site/>", "RULES_INVALID"],
    ["a pattern that does not compile", rules(rule("r", "", 'url="("', abort)), "RULES_INVALID"],
    ["match url=*", rules(rule("r", "", 'url="*"', abort)), "RULES_INVALID"],
    ["a name twice", rules(inboundRule("r"), inboundRule("R")), "RULES_INVALID"],
    ["an unknown attribute", rules(rule("r", 'x="y"', 'url=".*"', abort)), "RULES_INVALID"],
    ["a catastrophic pattern", rules(rule("r", "", 'url="^(a+)+$"', abort)), "PATTERN_TOO_SLOW"],
    ["braces without end", whenInput("{".repeat(200_000), "x"), "PATTERN_TOO_SLOW"],
  ])("%s", (_what, xml, code) => {
    expect(() => simulateRules(xml, get(`/${"a".repeat(60)}!`))).toThrow(expect.objectContaining({ code }));
  });

  it("does not take many simple patterns for a slow one", () => {
    const many = Array.from({ length: 10_000 }, (_none, index) => rule(`r${index}`, "", `url="^x${index}$"`, abort));
    expect(simulateRules(rules(...many), get("/x9999")).by).toBe("r9999");
  });

  it("refuses what is no URL", () => {
    expect(() => simulateRules(rules(), get("mail.example"))).toThrow(expect.objectContaining({ code: "URL_INVALID" }));
  });
});

describe("rules on the host", () => {
  const config = (inner: string) =>
    `<configuration><system.webServer><rewrite><rules>${inner}</rules></rewrite></system.webServer></configuration>`;

  it("inherits, and stops at what a child clears", async () => {
    const host = exchangeHost({ [rootConfig]: config(rule("r", "", 'url="^owa/x"', abort)) });
    expect((await simulateHost(host, get("/owa/x"))).by).toBe("r");
    host.put(owaConfig, config("<clear/>"));
    expect((await simulateHost(host, get("/owa/x"))).outcome).toBe("allowed");
    host.put(owaConfig, config(`<remove name="r"/>${rule("own", "", 'url="^x"', abort)}`));
    expect((await simulateHost(host, get("/owa/x"))).by).toBe("own");
  });

  it("reads the rules that a file keeps in another", async () => {
    const text = config("").replace("<rules></rules>", '<rules configSource="Rules.config"/>');
    const host = exchangeHost({ [rootConfig]: text });
    await expect(simulateHost(host, get("/x"))).rejects.toMatchObject({ code: "CONFIG_UNREADABLE" });
    host.put(rootConfig.replace("web", "Rules"), `<rules>${rule("r", "", 'url="x"', abort)}</rules>`);
    expect((await simulateHost(host, get("/x"))).by).toBe("r");
  });

  it("keeps from applications what is not inherited", async () => {
    const text = config(rule("r", "", 'url="x"', abort))
      .replace("<configuration>", '<configuration><location inheritInChildApplications="false">')
      .replace("</configuration>", "</location></configuration>");
    const host = exchangeHost({ [rootConfig]: text });
    expect((await simulateHost(host, get("/owa/x"))).outcome).toBe("allowed");
    expect((await simulateHost(host, get("/x"))).outcome).toBe("blocked");
  });

  it("runs global rules first, and those of the site that answers", async () => {
    const host = exchangeHost();
    host.put(
      serverFile,
      applicationHost
        .replace('id="2">', 'id="2"><bindings><binding protocol="https" bindingInformation="*:444:"/></bindings>')
        .replace(
          "</configuration>",
          `<system.webServer><rewrite><globalRules>${rule("global", "", 'url="^g"', abort)}</globalRules></rewrite></system.webServer></configuration>`,
        ),
    );
    host.put("C:\\Back End\\web.config", config(inboundRule("back")));
    expect((await simulateHost(host, get("/g"))).by).toBe("global");
    expect((await simulateHost(host, get("https://a:444/?autodiscover/powershell"))).by).toBe("back");
    expect((await simulateHost(host, get("/?autodiscover/powershell"))).outcome).toBe("allowed");
  });
});
