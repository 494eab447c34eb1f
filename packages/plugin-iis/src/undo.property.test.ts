import type { Host, Json } from "@stopgap/core/plugin";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  exchangeHost,
  inboundValue,
  outboundValue,
  owaConfig,
  parametersOf,
  rootConfig,
} from "../test-support/memory-host.js";
import plugin from "./index.js";
import type { RewriteParameters } from "./rewrite-parameters.js";
import { encodeText, type TextEncoding } from "./xml/text-encoding.js";

interface Applied {
  readonly parameters: RewriteParameters;
  undo: Record<string, Json>;
}

/** What the engine does: of two actions that hold one thing, the revert of one hands its undo to the other. */
class Engine {
  readonly host: Host;
  readonly applied: Applied[] = [];

  constructor(host: Host) {
    this.host = host;
  }

  async apply(parameters: RewriteParameters): Promise<Applied> {
    const undo = { ...((await plugin.capture(parameters, this.host)) as Record<string, Json>) };
    const action = { parameters, undo };
    await plugin.apply(parameters, this.host);
    this.applied.push(action);
    return action;
  }

  async revert(action: Applied): Promise<void> {
    const index = this.applied.indexOf(action);
    this.applied.splice(index, 1);
    const mine: Record<string, Json> = {};
    for (const [claim, entry] of Object.entries(action.undo)) {
      const holderIndex = this.applied.findIndex((other) => Object.hasOwn(other.undo, claim));
      const holder = this.applied[holderIndex];
      if (holder === undefined) mine[claim] = entry;
      else if (holderIndex >= index) holder.undo = { ...holder.undo, [claim]: entry };
    }
    await plugin.revert(action.parameters, mine as never, this.host);
  }
}

const encodings: readonly TextEncoding[] = [
  { charset: "utf-8", bom: false },
  { charset: "utf-8", bom: true },
  { charset: "utf-16le", bom: true },
  { charset: "utf-16be", bom: true },
];

const rule = fc.constantFrom(
  '<rule name="Neighbour"><match url="x" /><action type="None" /></rule>',
  '<rule name="Üml" stopProcessing="true">\n<match url=".*"/>\n<action type="AbortRequest"/></rule>',
  "<clear />",
  '<remove name="Gone" />',
  '<!-- <rule name="ours 0"> </rules> -->',
);
const spaced = (parts: readonly string[], gap: string) => parts.map((part) => gap + part).join("");
const gapOf = fc.constantFrom("", "\n", "\n  ", "\n\t\t", "  ", "\n\n    ");

const collection = (name: string, items: fc.Arbitrary<string>) =>
  fc.oneof(
    fc.constantFrom(
      `<${name}/>`,
      `<${name} />`,
      `<${name}></${name}>`,
      `<${name}>\n   </${name}>`,
      `<${name}  >  </${name} >`,
    ),
    fc
      .tuple(fc.uniqueArray(items, { maxLength: 3 }), gapOf, gapOf)
      .map(([each, gap, end]) => `<${name}>${spaced(each, gap)}${end}</${name}>`),
  );
const rewrite = fc.oneof(
  fc.constantFrom("", "<rewrite/>", "<rewrite></rewrite>", "<rewrite> <!-- nothing --> </rewrite>"),
  fc
    .tuple(
      gapOf,
      fc.option(collection("rules", rule), { nil: "" }),
      fc.option(collection("outboundRules", fc.constant("<preConditions/>")), { nil: "" }),
    )
    .map(([gap, rules, outbound]) => `<rewrite>${gap}${rules}${gap}${outbound}${gap}</rewrite>`),
);
const server = fc
  .tuple(gapOf, rewrite, fc.boolean())
  .map(
    ([gap, inner, modules]) =>
      `<system.webServer>${modules ? `${gap}<modules><add name="a"/></modules>` : ""}${gap}${inner}${gap}</system.webServer>`,
  );
const location = fc
  .tuple(
    fc.constantFrom(
      "",
      ' path="."',
      ' path="sub"',
      ' inheritInChildApplications="false"',
      ' path="." inheritInChildApplications="false"',
      ' allowOverride="false"',
    ),
    gapOf,
  )
  .map(([attributes, gap]) => `<location${attributes}>${gap}<system.webServer/>${gap}</location>`);
const configFile = fc
  .tuple(
    fc.constantFrom("", '<?xml version="1.0" encoding="utf-8"?>\n', "<!-- <configuration> -->\n"),
    fc.oneof(
      fc.constantFrom(
        "<configuration/>",
        "<configuration></configuration>",
        "<configuration>\n</configuration>",
        '<configuration xmlns="u">\n\t</configuration>',
      ),
      fc
        .tuple(
          gapOf,
          fc.array(fc.oneof(server, location, fc.constantFrom("<appSettings/>", "<!-- </configuration> -->")), {
            maxLength: 3,
          }),
        )
        .filter(([, parts]) => parts.filter((part) => part.startsWith("<system.webServer")).length < 2)
        .map(([gap, parts]) => `<configuration>${spaced(parts, gap)}${gap}</configuration>`),
    ),
    fc.constantFrom("", "\n", "\n\n   ", "<!-- end -->"),
    fc.boolean(),
    fc.constantFrom(...encodings),
  )
  .map(([head, body, end, crlf, encoding]) => {
    const text = head + body + end;
    return encodeText(crlf ? text.replaceAll("\n", "\r\n") : text, encoding);
  });
const file = fc.oneof(
  { arbitrary: configFile, weight: 12 },
  { arbitrary: fc.constantFrom(null, Buffer.from(""), Buffer.from("\uFEFF \r\n")), weight: 1 },
);

const values = [
  parametersOf(inboundValue("ours 0")),
  parametersOf(inboundValue("ours 1", "Default Web Site", "b&lt;c")),
  parametersOf(outboundValue("ours 2", "Default Web Site")),
  parametersOf(inboundValue("ours 3", "Default Web Site/owa")),
  parametersOf(inboundValue("ours 4", "Default Web Site"), "Server"),
  parametersOf(outboundValue("ours 5", "Default Web Site/owa"), "Server"),
] as const;

const hostWith = (bytes: Uint8Array | null) =>
  exchangeHost(bytes === null ? {} : { [rootConfig]: bytes, [owaConfig]: bytes });

describe("for any configuration file", () => {
  it("apply then revert is the identity, and apply twice is apply once", async () => {
    await fc.assert(
      fc.asyncProperty(file, fc.constantFrom(...values), async (bytes, parameters) => {
        const host = hostWith(bytes);
        const before = host.snapshot();
        const undo = await plugin.capture(parameters, host);
        expect(host.snapshot()).toEqual(before);
        await plugin.apply(parameters, host);
        const after = host.snapshot();
        expect(await plugin.inspect(parameters, host)).toMatchObject({ state: "present" });
        await plugin.apply(parameters, host, { parameters, undo });
        expect(host.snapshot()).toEqual(after);
        await plugin.revert(parameters, undo, host);
        expect(host.snapshot()).toEqual(before);
      }),
      { numRuns: 100 },
    );
  });

  it("actions that share it revert in any order to the original bytes", async () => {
    await fc.assert(
      fc.asyncProperty(
        file,
        fc.shuffledSubarray([...values], { minLength: 2, maxLength: 4 }),
        fc.array(fc.nat(), { minLength: 4, maxLength: 4 }),
        async (bytes, chosen, picks) => {
          const host = hostWith(bytes);
          const before = host.snapshot();
          const engine = new Engine(host);
          for (const parameters of chosen) await engine.apply(parameters);
          for (const pick of picks) {
            const action = engine.applied[pick % Math.max(engine.applied.length, 1)];
            if (action !== undefined) await engine.revert(action);
          }
          expect(host.snapshot()).toEqual(before);
        },
      ),
      { numRuns: 100 },
    );
  });
});
