import type { HttpRequest, SimulatedResponse } from "@stopgap/core/plugin";
import { nameKey } from "../schema/names.js";
import { expandTemplate, type RewriteMap, type TemplateContext } from "./expand-template.js";
import { type Captures, PatternMatcher } from "./pattern-matcher.js";
import { percentEncodeUnsafe } from "./percent-encoding.js";
import { type RequestState, requestState } from "./request-state.js";
import type { Condition, InboundRule, RuleSet } from "./rule-set.js";

interface Step {
  readonly state: RequestState;
  readonly response: SimulatedResponse;
  /** No later rule is looked at. */
  readonly final: boolean;
}

/** What all rules of one evaluation share. */
interface Common {
  readonly maps: readonly RewriteMap[];
  readonly patterns: PatternMatcher;
}

const allowed: SimulatedResponse = { outcome: "allowed", status: null, by: null, location: null };
const redirectStatus: Readonly<Record<string, number>> = { permanent: 301, found: 302, seeother: 303, temporary: 307 };

/** What IIS would do with a request under these rules, in this order. Throws `PluginError`. */
export function evaluateRules(sets: readonly RuleSet[], request: HttpRequest): SimulatedResponse {
  const patterns = new PatternMatcher();
  return patterns.within(() => evaluate(sets, request, { maps: sets.flatMap((set) => set.maps).reverse(), patterns }));
}

function evaluate(sets: readonly RuleSet[], request: HttpRequest, common: Common): SimulatedResponse {
  let step: Step = { state: requestState(request), response: allowed, final: false };
  for (const set of sets) {
    for (const rule of set.rules) {
      if (step.final) return step.response;
      if (rule.enabled) step = applyRule(rule, set, common, step);
    }
  }
  return step.response;
}

function applyRule(rule: InboundRule, set: RuleSet, common: Common, step: Step): Step {
  const path = pathBelow(step.state.path, set.base);
  if (path === null) return step;
  const found = common.patterns.match(rule.url, rule.syntax, rule.ignoreCase, path);
  if ((found !== null) === rule.negate) return step;
  const context: TemplateContext = {
    state: step.state,
    rule: rule.negate ? null : found,
    condition: null,
    maps: common.maps,
  };
  const condition = matchConditions(rule, context, common.patterns);
  if (condition === "no") return step;
  return act(rule, set, { ...context, condition }, step);
}

/** The path that patterns of a place see, without leading slash; null where the request is for another place. */
function pathBelow(path: string, base: readonly string[]): string | null {
  const parts = path.slice(1).split("/");
  const inside = base.every((part, index) => nameKey(part) === nameKey(parts[index] ?? ""));
  return inside ? parts.slice(base.length).join("/") : null;
}

function matchConditions(rule: InboundRule, context: TemplateContext, patterns: PatternMatcher): Captures | "no" {
  let captures: Captures = null;
  for (const condition of rule.conditions) {
    const found = matchCondition(condition, rule, { ...context, condition: captures }, patterns);
    if (found.holds && rule.trackAllCaptures && captures !== null)
      captures = [...captures, ...(found.captures?.slice(1) ?? [])];
    else if (found.holds && found.captures !== null) captures = found.captures;
    if (found.holds && rule.matchAny) return captures;
    if (!found.holds && !rule.matchAny) return "no";
  }
  return rule.matchAny && rule.conditions.length > 0 ? "no" : captures;
}

function matchCondition(
  condition: Condition,
  rule: InboundRule,
  context: TemplateContext,
  patterns: PatternMatcher,
): { readonly holds: boolean; readonly captures: Captures } {
  if (condition.matchType !== "Pattern") return { holds: condition.negate, captures: null };
  const input = expandTemplate(condition.input, context);
  const found = patterns.match(condition.pattern, rule.syntax, condition.ignoreCase, input);
  return { holds: (found !== null) !== condition.negate, captures: condition.negate ? null : found };
}

function act(rule: InboundRule, set: RuleSet, context: TemplateContext, step: Step): Step {
  const state = withServerVariables(rule, context);
  const end = (response: Omit<SimulatedResponse, "by">): Step => ({
    state,
    response: { ...response, by: rule.name },
    final: true,
  });
  switch (nameKey(rule.action.type ?? "None")) {
    case "abortrequest":
      return end({ outcome: "blocked", status: null, location: null });
    case "customresponse": {
      const status = Number(rule.action.statusCode);
      return end({ outcome: status >= 400 ? "blocked" : "responded", status, location: null });
    }
    case "redirect":
      return end({
        outcome: "redirected",
        status: redirectStatus[nameKey(rule.action.redirectType ?? "Permanent")] ?? 301,
        location: percentEncodeUnsafe(target(rule, set, context)),
      });
    case "rewrite": {
      const location = target(rule, set, context);
      const response: SimulatedResponse = { outcome: "rewritten", status: null, by: rule.name, location };
      const elsewhere = /^[a-z][a-z0-9+.-]*:\/\//i.test(location);
      return {
        state: elsewhere ? state : rewritten(state, location),
        response,
        final: rule.stopProcessing || elsewhere,
      };
    }
    default:
      return { state, response: step.response, final: rule.stopProcessing };
  }
}

function target(rule: InboundRule, set: RuleSet, context: TemplateContext): string {
  const url = expandTemplate(rule.action.url ?? "", context);
  const absolute = url.startsWith("/") || /^[a-z][a-z0-9+.-]*:/i.test(url) ? url : `/${[...set.base, url].join("/")}`;
  const append = (rule.action.appendQueryString ?? "true").toLowerCase() === "true";
  const { query } = context.state;
  if (!append || query === "") return absolute;
  return `${absolute}${absolute.includes("?") ? "&" : "?"}${query}`;
}

function rewritten(state: RequestState, location: string): RequestState {
  const mark = location.indexOf("?");
  return mark < 0
    ? { ...state, path: location, query: "" }
    : { ...state, path: location.slice(0, mark), query: location.slice(mark + 1) };
}

/** Request headers that the rule sets; other variables have no bearing on later rules here. */
function withServerVariables(rule: InboundRule, context: TemplateContext): RequestState {
  const { state } = context;
  const set = rule.serverVariables
    .filter(({ name }) => /^HTTP_/i.test(name))
    .map(({ name, value }) => ({ name: name.slice(5).replaceAll("_", "-"), value: expandTemplate(value, context) }));
  if (set.length === 0) return state;
  const names = new Set(set.map(({ name }) => nameKey(name)));
  const kept = state.request.headers.filter(({ name }) => !names.has(nameKey(name)));
  return { ...state, request: { ...state.request, headers: [...kept, ...set] } };
}
