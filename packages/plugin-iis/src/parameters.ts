import type { ActionValue, MitigationPlugin, ValueElement } from "@stopgap/core/plugin";
import { type Piece, type PieceKind, pieceForms } from "./piece.js";
import type { RewriteParameters } from "./rewrite-parameters.js";
import { parseRewritePath } from "./rewrite-path.js";
import { checkElement, checkValues, Refused, refuse } from "./schema/check-element.js";
import { checkPiece } from "./schema/check-piece.js";
import { nameKey, problemWithName, shown } from "./schema/names.js";

const maxPieces = 200;

/** Validates a `UrlRewrite` Value against IIS's URL Rewrite schema; every refusal is one line. */
export const parameters: MitigationPlugin<RewriteParameters>["parameters"] = {
  "~standard": {
    version: 1,
    vendor: "@stopgap/plugin-iis",
    validate(value: unknown) {
      try {
        return { value: rewriteParameters(value as ActionValue) };
      } catch (error) {
        if (error instanceof Refused) return { issues: [{ message: error.message }] };
        throw error;
      }
    },
  },
};

function rewriteParameters(value: ActionValue): RewriteParameters {
  if (typeof value !== "object" || value === null || !Array.isArray(value.elements)) refuse("there is no Value");
  if (value.text.trim() !== "") refuse("the Value holds text beside its rewrite element");
  const [rewrite, second] = value.elements;
  if (rewrite === undefined || second !== undefined || rewrite.name !== "rewrite") {
    refuse("the Value is not exactly one rewrite element");
  }
  if (value.scope !== "Site" && value.scope !== "Server")
    refuse(`the scope is ${shown(String(value.scope))} instead of Site or Server`);
  const { path: rawPath, ...others } = rewrite.attributes;
  const [odd] = Object.keys(others);
  if (odd !== undefined) refuse(`rewrite has the attribute ${shown(odd)}, which it does not know`);
  if (rawPath === undefined) refuse("rewrite has no path");
  const path = parseRewritePath(rawPath);
  if (typeof path === "string") refuse(`the path ${shown(rawPath)} is refused: ${path}`);
  return { scope: value.scope, path, pieces: piecesOf(rewrite) };
}

function piecesOf(rewrite: ValueElement): readonly Piece[] {
  if (rewrite.text.trim() !== "") refuse("rewrite holds text, which the URL Rewrite schema does not know");
  const found: Piece[] = [];
  once(rewrite, "rewrite");
  for (const child of rewrite.elements) {
    switch (child.name) {
      case "rules":
        found.push(...collect(child, "in"));
        break;
      case "outboundRules":
        found.push(...outbound(child));
        break;
      case "rewriteMaps":
        found.push(...collect(child, "map"));
        break;
      case "allowedServerVariables":
        found.push(...collect(child, "variable"));
        break;
      default:
        refuse(`rewrite holds the element ${shown(child.name)}, which is not accepted there`);
    }
  }
  if (!found.some((piece) => piece.kind === "in" || piece.kind === "out")) refuse("rewrite holds no rule");
  if (found.length > maxPieces) refuse(`rewrite holds more than ${maxPieces} rules and things for them`);
  for (const piece of found) {
    refuseLoneAsterisk(piece);
    checkPiece(piece, found);
  }
  const order = Object.keys(pieceForms);
  return found.sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind));
}

/** In a feed it is refused in every syntax, as in most it makes IIS answer every request with an error. */
function refuseLoneAsterisk({ kind, name, element }: Piece): void {
  const match = kind === "in" ? element.elements.find((child) => child.name === "match") : undefined;
  if (match?.attributes.url === "*") refuse(`rule ${shown(name)} has match url="*"; ".*" is meant`);
}

function outbound(element: ValueElement): readonly Piece[] {
  noAttributes(element);
  if (element.text.trim() !== "") refuse("outboundRules holds text");
  const inner = element.elements.filter((child) => child.name === "preConditions" || child.name === "customTags");
  once({ ...element, elements: inner }, "outboundRules");
  const rules = { ...element, elements: element.elements.filter((child) => !inner.includes(child)) };
  return [
    ...inner.flatMap((child) => collect(child, child.name === "customTags" ? "tags" : "precondition")),
    ...collect(rules, "out"),
  ];
}

function once(parent: ValueElement, where: string): void {
  const names = parent.elements.map((child) => child.name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) refuse(`${where} holds the element ${shown(twice)} twice`);
}

function noAttributes(element: ValueElement): void {
  const [odd] = Object.keys(element.attributes);
  if (odd !== undefined) refuse(`${element.name} has the attribute ${shown(odd)}, which is not accepted there`);
}

function collect(collection: ValueElement, kind: PieceKind): readonly Piece[] {
  const { item, noun, schema } = pieceForms[kind];
  noAttributes(collection);
  if (collection.text.trim() !== "") refuse(`${collection.name} holds text`);
  const seen = new Set<string>();
  return collection.elements.map((element) => {
    if (element.name !== item)
      refuse(`${collection.name} holds the element ${shown(element.name)}, which is not accepted there`);
    const name = element.attributes.name;
    if (name === undefined) refuse(`a ${noun} has no name`);
    const problem = problemWithName(name, `the name of the ${noun} ${shown(name)}`);
    if (problem !== null) refuse(problem);
    if (seen.has(nameKey(name))) refuse(`two ${noun}s are named ${shown(name)}`);
    seen.add(nameKey(name));
    checkElement(element, schema, `${noun} ${shown(name)}`);
    checkValues(element, `${noun} ${shown(name)}`);
    return { kind, name, element: plain(element) };
  });
}

function plain(element: ValueElement): Piece["element"] {
  return { name: element.name, attributes: { ...element.attributes }, elements: element.elements.map(plain) };
}
