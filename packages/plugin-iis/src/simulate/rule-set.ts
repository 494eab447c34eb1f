import { nameKey } from "../schema/names.js";
import type { PlainElement } from "../schema/plain-element.js";
import type { RewriteMap } from "./expand-template.js";
import type { PatternSyntax } from "./pattern-matcher.js";

export interface Condition {
  readonly input: string;
  readonly pattern: string;
  readonly matchType: "Pattern" | "IsFile" | "IsDirectory";
  readonly ignoreCase: boolean;
  readonly negate: boolean;
}

export interface InboundRule {
  readonly name: string;
  readonly enabled: boolean;
  readonly syntax: PatternSyntax;
  readonly stopProcessing: boolean;
  readonly url: string;
  readonly ignoreCase: boolean;
  readonly negate: boolean;
  readonly matchAny: boolean;
  readonly trackAllCaptures: boolean;
  readonly conditions: readonly Condition[];
  readonly serverVariables: readonly { readonly name: string; readonly value: string }[];
  readonly action: Readonly<Record<string, string>>;
}

/** Rules that are set at one place: their patterns see the path below it. */
export interface RuleSet {
  /** URL path segments of the place; empty for a site and for global rules. */
  readonly base: readonly string[];
  readonly rules: readonly InboundRule[];
  readonly maps: readonly RewriteMap[];
}

/** A rule of the configuration with its defaults filled in. */
export function inboundRuleOf(element: PlainElement): InboundRule {
  const { attributes } = element;
  const match = single(element, "match").attributes;
  const conditions = single(element, "conditions");
  return {
    name: attributes.name ?? "",
    enabled: flag(attributes.enabled, true),
    syntax: enumValue<PatternSyntax>(attributes.patternSyntax, ["ECMAScript", "Wildcard", "ExactMatch"]),
    stopProcessing: flag(attributes.stopProcessing, false),
    url: match.url ?? "",
    ignoreCase: flag(match.ignoreCase, true),
    negate: flag(match.negate, false),
    matchAny: nameKey(conditions.attributes.logicalGrouping ?? "") === "matchany",
    trackAllCaptures: flag(conditions.attributes.trackAllCaptures, false),
    conditions: conditions.elements.filter((each) => each.name === "add").map(conditionOf),
    serverVariables: single(element, "serverVariables").elements.map(({ attributes: set }) => ({
      name: set.name ?? "",
      value: set.value ?? "",
    })),
    action: single(element, "action").attributes,
  };
}

/** A rewrite map of the configuration. */
export function rewriteMapOf(element: PlainElement): RewriteMap {
  return {
    name: element.attributes.name ?? "",
    defaultValue: element.attributes.defaultValue ?? "",
    ignoreCase: flag(element.attributes.ignoreCase, true),
    entries: element.elements.map(({ attributes }) => [attributes.key ?? "", attributes.value ?? ""]),
  };
}

function conditionOf({ attributes }: PlainElement): Condition {
  return {
    input: attributes.input ?? "",
    pattern: attributes.pattern ?? "",
    matchType: enumValue<Condition["matchType"]>(attributes.matchType, ["Pattern", "IsFile", "IsDirectory"]),
    ignoreCase: flag(attributes.ignoreCase, true),
    negate: flag(attributes.negate, false),
  };
}

function single(element: PlainElement, name: string): PlainElement {
  return element.elements.find((each) => each.name === name) ?? { name, attributes: {}, elements: [] };
}

function flag(value: string | undefined, otherwise: boolean): boolean {
  return value === undefined ? otherwise : value.toLowerCase() === "true";
}

/** The value in its usual case; the first of the known ones where there is none. */
function enumValue<T extends string>(value: string | undefined, known: readonly [T, ...T[]]): T {
  return known.find((each) => nameKey(each) === nameKey(value ?? "")) ?? known[0];
}
