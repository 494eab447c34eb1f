import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { actionValue } from "../test-support/memory-host.js";
import { parameters } from "./parameters.js";
import { simulateRules } from "./simulate.js";
import { readXml, XmlRefused } from "./xml/read-xml.js";

const fragment = fc.constantFrom(
  ..."<a>|</a>|<b/>|<!--|-->|<![CDATA[|]]>|<?x|?>|&amp;|&x;|&#0;|<a b='c'>|<!DOCTYPE a>|text| |\n|\"|'|<|>|=|\0|\ud800".split(
    "|",
  ),
);

const elementName = fc.constantFrom(
  ..."rewrite rules rule match conditions add action outboundRules preConditions preCondition rewriteMaps rewriteMap clear set".split(
    " ",
  ),
);
const attributes = fc.dictionary(
  fc.constantFrom(..."path name url pattern input type statusCode key value preCondition patternSyntax".split(" ")),
  fc.constantFrom("a", "(", "*", ".*", "AbortRequest", "Wildcard", "403", "", "x/../y", "Redirect", "{R:{C:1}", "{{{"),
  { maxKeys: 4 },
);
const { element } = fc.letrec<{ element: string; children: string[] }>((tie) => ({
  element: fc.tuple(elementName, attributes, tie("children")).map(
    ([name, own, children]) =>
      `<${name}${Object.entries(own)
        .map(([key, value]) => ` ${key}="${value}"`)
        .join("")}>${children.join("")}</${name}>`,
  ),
  children: fc.oneof({ maxDepth: 4 }, fc.constant<string[]>([]), fc.array(tie("element"), { maxLength: 3 })),
}));

describe("whatever comes", () => {
  it("the reader gives a document or says where it is not well-formed", () => {
    fc.assert(
      fc.property(fc.array(fragment, { maxLength: 30 }), (parts) => {
        try {
          expect(readXml(parts.join("")).root.end).toBeLessThanOrEqual(parts.join("").length);
        } catch (error) {
          if (!(error instanceof XmlRefused)) throw error;
        }
      }),
      { numRuns: 2000 },
    );
  });

  it("the schema accepts or refuses in one line", () => {
    fc.assert(
      fc.property(element, (xml) => {
        const result = parameters["~standard"].validate(actionValue(xml));
        if (result instanceof Promise) throw new TypeError("not asynchronous");
        for (const { message } of result.issues ?? []) expect(message).toMatch(/^.{1,600}$/);
      }),
      { numRuns: 1000 },
    );
  });

  it("simulation answers or names what is wrong", () => {
    fc.assert(
      fc.property(
        element,
        fc.constantFrom("https://a.example/b?c=d", "http://a/%41%zz/../x", "nonsense", "https://[::1]:8/"),
        (xml, url) => {
          const rewrite = `<rewrite><rules><rule name="r"><match url=".*"/><conditions/><action type="Redirect" url="{{x:{R:0}"/></rule></rules>${xml}</rewrite>`;
          for (const rules of [xml, rewrite]) {
            try {
              expect(simulateRules(Buffer.from(rules), { method: "GET", url, headers: [] }).outcome).not.toBe("");
            } catch (error) {
              expect(error).toMatchObject({
                name: "PluginError",
                code: expect.stringMatching(/^(RULES|URL)_INVALID$/),
              });
            }
          }
        },
      ),
      { numRuns: 200 },
    );
  });
});
