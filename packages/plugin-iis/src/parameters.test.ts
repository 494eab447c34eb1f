import { describe, expect, it } from "vitest";
import { inboundRule, inboundValue, outboundValue, parametersOf, refusal } from "../test-support/memory-host.js";

const rules = (inner: string, path = "Default Web Site") => `<rewrite path="${path}"><rules>${inner}</rules></rewrite>`;
const rule = (inner: string, attributes = 'name="R"') => rules(`<rule ${attributes}>${inner}</rule>`);
const match = '<match url=".*"/>';
const abort = '<action type="AbortRequest"/>';

const outbound = (conditions: string) =>
  `<rewrite path="S"><outboundRules><rule name="R"><match pattern="a"/><conditions>${conditions}</conditions><action type="None"/></rule></outboundRules></rewrite>`;

describe("parameters", () => {
  it.each([
    ["an inbound rule", inboundValue("EEMS M1.1 PowerShell - inbound")],
    ["an outbound rule with its precondition", outboundValue("EEMS M2.1 OWA CSP - outbound")],
    ["a wildcard", rule(`<match url="a*"/>${abort}`, 'name="R" patternSyntax="Wildcard"')],
    [
      "the same name in and out",
      `<rewrite path="S"><rules>${inboundRule("R")}</rules><outboundRules><rule name="R"><match filterByTags="A, Img" pattern="x"/><action type="Rewrite" value="y"/></rule></outboundRules></rewrite>`,
    ],
    [
      "every optional part",
      `<rewrite path="S/a b/c"><rules><rule name="R" enabled="True" responseCacheDirective="Never"><match url="^a" ignoreCase="false" negate="true"/><conditions logicalGrouping="MatchAny" trackAllCaptures="true"><add input="{URL}" matchType="IsFile" negate="true"/><add input="{M:{R:0}}" pattern="(.+)"/></conditions><serverVariables><set name="HTTP_X" value="{C:1}" replace="false"/></serverVariables><action type="Redirect" url="/b" redirectType="Found" appendQueryString="false" logRewrittenUrl="true"/></rule><rule name="S">${match}<action type="CustomResponse" statusCode="403" subStatusCode="5" statusReason="No" statusDescription="No."/></rule></rules><rewriteMaps><rewriteMap name="M" defaultValue="x"><add key="a" value="b"/></rewriteMap></rewriteMaps><allowedServerVariables><add name="HTTP_X"/></allowedServerVariables><outboundRules><customTags><tags name="T"><tag name="video" attribute="src"/></tags></customTags><rule name="O"><match filterByTags="CustomTags" customTags="T" pattern="a" occurrences="1"/><action type="None" replace="false"/></rule></outboundRules></rewrite>`,
    ],
  ])("accepts %s", (_what, xml) => {
    expect(refusal(xml)).toBeNull();
  });

  it.each([
    ["no element", "", "exactly one"],
    ["another element", "<rules/>", "exactly one"],
    ["two elements", inboundValue("a") + inboundValue("b"), "exactly one"],
    ["text beside it", `x${inboundValue("a")}`, "text"],
    ["no path", `<rewrite><rules>${inboundRule("R")}</rules></rewrite>`, "no path"],
    ["no rule", '<rewrite path="S"/>', "no rule"],
    ["no rule in rules", rules(""), "no rule"],
    [
      "only a precondition",
      '<rewrite path="S"><outboundRules><preConditions><preCondition name="p"><add input="{URL}" pattern="a"/></preCondition></preConditions></outboundRules></rewrite>',
      "no rule",
    ],
    ["a name twice", rules(inboundRule("R") + inboundRule("r")), "two rules"],
    ["two rules elements", `<rewrite path="S"><rules>${inboundRule("R")}</rules><rules/></rewrite>`, "twice"],
    ["match url=*", rule(`<match url="*"/>${abort}`), 'match url="*"'],
    [
      "match url=* as a wildcard",
      rule(`<match url="*"/>${abort}`, 'name="R" patternSyntax="Wildcard"'),
      'match url="*"',
    ],
    ["match url=* exactly", rule(`<match url="*"/>${abort}`, 'name="R" patternSyntax="ExactMatch"'), 'match url="*"'],
    ["a pattern that does not compile", rule(`<match url="("/>${abort}`), "does not compile"],
    ["look-behind", rule(`<match url="(?&lt;=a)b"/>${abort}`), "look-behind"],
    ["a named group", rule(`<match url="(?&lt;a>b)"/>${abort}`), "named group"],
    [
      "a condition that does not compile",
      rule(`${match}<conditions><add input="{URL}" pattern="[b-a]"/></conditions>${abort}`),
      "does not compile",
    ],
    [
      "a condition without a pattern",
      rule(`${match}<conditions><add input="{URL}"/></conditions>${abort}`),
      "without a pattern",
    ],
    ["no match", rule(abort), "no match"],
    ["no action", rule(match), "no action"],
    ["two matches", rule(match + match + abort), "two match"],
    ["an unknown element", rule(`${match}${abort}<script/>`), "script"],
    ["a clear", rules(`<clear/>${inboundRule("R")}`), "clear"],
    ["an unknown attribute", rule(`<match url=".*" onload="x"/>${abort}`), "onload"],
    ["an inherited object name", rule(match + abort, 'name="R" constructor="x"'), "constructor"],
    [
      "an unknown attribute of rewrite",
      `<rewrite path="S" x="y"><rules>${inboundRule("R")}</rules></rewrite>`,
      "attribute",
    ],
    [
      "an unknown collection",
      `<rewrite path="S"><rules>${inboundRule("R")}</rules><providers/></rewrite>`,
      "providers",
    ],
    ["an unknown enum value", rule(`${match}<action type="Execute"/>`), "Execute"],
    ["an enum in another case", rule(`${match}<action type="abortrequest"/>`), "AbortRequest"],
    ["no boolean", rule(match + abort, 'name="R" enabled="1"'), "enabled"],
    ["a redirect without url", rule(`${match}<action type="Redirect"/>`), "without a url"],
    ["a response without status", rule(`${match}<action type="CustomResponse"/>`), "statusCode"],
    ["a redirect as a response", rule(`${match}<action type="CustomResponse" statusCode="302"/>`), "Redirect"],
    ["a url with space around it", rule(`${match}<action type="Rewrite" url=" a"/>`), "white space"],
    [
      "a condition without an input",
      rule(`${match}<conditions><add pattern="a"/></conditions>${abort}`),
      "without an input",
    ],
    [
      "a server variable set twice",
      rule(`${match}<serverVariables><set name="A"/><set name="a"/></serverVariables>${abort}`),
      "same set twice",
    ],
    [
      "an outbound condition twice",
      outbound('<add input="{URL}" pattern="A"/><add pattern="a" input="{URL}" negate="false"/>'),
      "same add twice",
    ],
    ["a file test going out", outbound('<add input="{URL}" matchType="IsFile"/>'), "IsFile"],
    [
      "a missing precondition",
      '<rewrite path="S"><outboundRules><rule name="R" preCondition="gone"><match pattern="a"/><action type="None"/></rule></outboundRules></rewrite>',
      "gone",
    ],
    ["no name", rule(match + abort, ""), "no name"],
    ["an empty name", rule(match + abort, 'name=""'), "empty"],
    ["a line break in a name", rule(match + abort, 'name="a&#10;b"'), "control"],
    ["an invisible character in a name", rule(match + abort, 'name="a\u200bb"'), "invisible"],
    ["a full-width name", rule(match + abort, 'name="Ｒule"'), "look-alike"],
    ["mixed scripts", rule(match + abort, 'name="ЕEMS"'), "mixes scripts"],
    ["a control character in a value", rule(`${match}<action type="Rewrite" url="a&#9;b"/>`), "control"],
    ["a huge value", rule(`<match url="${"a".repeat(5000)}"/>${abort}`), "longer than"],
    [
      "too many rules",
      rules(Array.from({ length: 300 }, (_, index) => inboundRule(`R${index}`)).join("")),
      "more than",
    ],
    ["a folder up", inboundValue("R", "Default Web Site/../x"), "leads out"],
    ["a backslash", inboundValue("R", "Default Web Site\\x"), "character"],
    ["a drive", inboundValue("R", "C:/x"), "character"],
    ["a wildcard in the path", inboundValue("R", "Default Web Site/*"), "character"],
    ["a variable in the path", inboundValue("R", "Default Web Site/%windir%"), "character"],
    ["an empty part", inboundValue("R", "Default Web Site//x"), "empty"],
    ["an empty path", inboundValue("R", ""), "empty"],
    ["a configuration file", inboundValue("R", "Default Web Site/Web.Config"), "configuration file"],
    ["a device", inboundValue("R", "Default Web Site/NUL.txt"), "device"],
    ["a dot at the end", inboundValue("R", "Default Web Site/owa."), "dot"],
    ["a long path", inboundValue("R", `S${"/a".repeat(300)}`), "longer"],
  ])("refuses %s", (_what, xml, reason) => {
    const line = refusal(xml);
    expect(line).toContain(reason);
    expect(line).not.toMatch(/[\r\n]/);
    expect(line?.length).toBeLessThan(400);
  });

  it("puts what rules refer to before them", () => {
    expect(parametersOf(outboundValue("R")).pieces.map(({ kind }) => kind)).toEqual(["precondition", "out"]);
  });
});
