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
      for (const add of element.elements) checkPattern(add.attributes.pattern, syntax, `precondition ${shown(name)}`);
      return;
    case "map":
      checkMap(element, `rewrite map ${shown(name)}`);
      return;
    case "tags":
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
  const { type = "None", url: target = "", statusCode } = child(rule, "action", where).attributes;
  if ((type === "Rewrite" || type === "Redirect") && target === "")
    refuse(`${where} has a ${type} action without a url`);
  if (type === "CustomResponse" && !(Number(statusCode) >= 100))
    refuse(`${where} has a CustomResponse action without a statusCode from 100 to 999`);
}

function checkOutbound(rule: PlainElement, syntax: string, where: string, all: readonly Piece[]): void {
  const match = child(rule, "match", where).attributes;
  if (match.serverVariable !== undefined) {
    const problem = problemWithName(match.serverVariable, `the serverVariable of ${where}`);
    if (problem !== null) refuse(problem);
  }
  checkPattern(match.pattern, syntax, where);
  checkConditions(rule, syntax, where);
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
  const conditions = rule.elements.find((each) => each.name === "conditions")?.elements ?? [];
  if (conditions.length > maxItems) refuse(`${where} has more than ${maxItems} conditions`);
  for (const { attributes } of conditions) {
    if ((attributes.matchType ?? "Pattern") === "Pattern") checkPattern(attributes.pattern, syntax, where);
  }
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
