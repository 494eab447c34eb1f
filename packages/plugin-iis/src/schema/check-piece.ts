import type { Piece } from "../piece.js";
import { refuse } from "./check-element.js";
import { nameKey, problemWithName, shown } from "./names.js";
import { problemWithPattern } from "./pattern.js";
import type { PlainElement } from "./plain-element.js";

const maxItems = 1000;

/** Holds a piece that fits the schema against what IIS asks for beyond it. Throws `Refused`. */
export function checkPiece(piece: Piece, all: readonly Piece[]): void {
  const { element, name } = piece;
  const syntax = element.attributes.patternSyntax ?? "ECMAScript";
  if (element.elements.length > maxItems) refuse(`${shown(name)} holds more than ${maxItems} elements`);
  switch (piece.kind) {
    case "in":
      checkInbound(element, syntax, `rule ${shown(name)}`);
      return;
    case "out":
      checkOutbound(element, syntax, `outbound rule ${shown(name)}`, all);
      return;
    case "precondition":
      for (const each of element.elements) checkCondition(each, syntax, `precondition ${shown(name)}`);
      checkKeys(element.elements, conditionKey, `precondition ${shown(name)}`);
      return;
    case "map":
      checkMap(element, `rewrite map ${shown(name)}`);
      return;
    case "tags":
      checkKeys(element.elements, tagKey, `custom tag list ${shown(name)}`);
      return;
    case "variable": {
      if (!/^[A-Za-z][A-Za-z0-9_-]*$/.test(name)) refuse(`the server variable ${shown(name)} is not a plain name`);
    }
  }
}

function child(element: PlainElement, name: string, where: string): PlainElement {
  const found = element.elements.find((each) => each.name === name);
  if (found === undefined) refuse(`${where} has no ${name}`);
  return found;
}

function checkInbound(rule: PlainElement, syntax: string, where: string): void {
  const url = child(rule, "match", where).attributes.url;
  if (url === "*" && syntax === "ECMAScript") {
    refuse(`${where} has match url="*", which makes IIS answer every request with an error; ".*" is meant`);
  }
  checkPattern(url, syntax, where);
  checkConditions(rule, syntax, where);
  const variables = rule.elements.find((each) => each.name === "serverVariables")?.elements ?? [];
  checkKeys(variables, ({ attributes }) => attributes.name ?? "", where);
  const { type = "None", url: target = "", statusCode } = child(rule, "action", where).attributes;
  if (target !== target.trim()) refuse(`${where} has an action whose url begins or ends with white space`);
  if ((type === "Rewrite" || type === "Redirect") && target === "")
    refuse(`${where} has a ${type} action without a url`);
  if (type === "CustomResponse" && !(Number(statusCode) >= 100))
    refuse(`${where} has a CustomResponse action without a statusCode from 100 to 999`);
  if (Number(statusCode) >= 300 && Number(statusCode) <= 307)
    refuse(`${where} has the statusCode ${statusCode}, which IIS leaves to the Redirect action`);
}

function checkOutbound(rule: PlainElement, syntax: string, where: string, all: readonly Piece[]): void {
  const match = child(rule, "match", where).attributes;
  if (match.serverVariable !== undefined) {
    const problem = problemWithName(match.serverVariable, `the serverVariable of ${where}`);
    if (problem !== null) refuse(problem);
  }
  checkPattern(match.pattern, syntax, where);
  checkConditions(rule, syntax, where);
  checkKeys(conditionsOf(rule), conditionKey, where);
  child(rule, "action", where);
  checkReference(rule.attributes.preCondition, "precondition", where, all);
  checkReference(match.customTags, "tags", where, all);
}

function checkReference(name: string | undefined, kind: Piece["kind"], where: string, all: readonly Piece[]): void {
  if (name === undefined || name === "") return;
  const there = all.some((piece) => piece.kind === kind && nameKey(piece.name) === nameKey(name));
  if (!there)
    refuse(
      `${where} names the ${kind === "tags" ? "custom tag list" : "precondition"} ${shown(name)}, which is not there`,
    );
}

function checkConditions(rule: PlainElement, syntax: string, where: string): void {
  const conditions = conditionsOf(rule);
  if (conditions.length > maxItems) refuse(`${where} has more than ${maxItems} conditions`);
  for (const each of conditions) checkCondition(each, syntax, where);
}

function conditionsOf(rule: PlainElement): readonly PlainElement[] {
  return rule.elements.find((each) => each.name === "conditions")?.elements ?? [];
}

function checkCondition({ attributes }: PlainElement, syntax: string, where: string): void {
  if ((attributes.matchType ?? "Pattern") !== "Pattern") return;
  if ((attributes.input ?? "") === "") refuse(`${where} has a condition without an input`);
  checkPattern(attributes.pattern, syntax, where);
}

/** Refuses what IIS takes for the same item of a collection, and answers with 500.19. */
function checkKeys(items: readonly PlainElement[], keyOf: (item: PlainElement) => string, where: string): void {
  const keys = items.map((item) => nameKey(keyOf(item)));
  const twice = keys.findIndex((key, index) => keys.indexOf(key) !== index);
  const item = items[twice];
  if (item !== undefined) refuse(`${where} holds the same ${item.name} twice`);
}

function conditionKey({ attributes }: PlainElement): string {
  const { input, pattern, ignoreCase = "true", negate = "false" } = attributes;
  return JSON.stringify([input, pattern, ignoreCase, negate]);
}

function tagKey({ attributes }: PlainElement): string {
  return JSON.stringify([attributes.name, attributes.attribute]);
}

function checkPattern(pattern: string | undefined, syntax: string, where: string): void {
  if (pattern === undefined || pattern === "") refuse(`${where} has a match or condition without a pattern`);
  if (syntax !== "ECMAScript") return;
  const problem = problemWithPattern(pattern);
  if (problem !== null) refuse(`the pattern ${shown(pattern)} of ${where} ${problem}`);
}

function checkMap(map: PlainElement, where: string): void {
  const fold = (map.attributes.ignoreCase ?? "true").toLowerCase() === "true" ? nameKey : (key: string) => key;
  const seen = new Set<string>();
  for (const { attributes } of map.elements) {
    const key = fold(attributes.key ?? "");
    if (seen.has(key)) refuse(`${where} has the key ${shown(attributes.key ?? "")} twice`);
    seen.add(key);
  }
}
