import { type PieceKind, pieceForms } from "./piece.js";
import type { RewriteParameters } from "./rewrite-parameters.js";
import { writeElement } from "./xml/write-element.js";

/** Lines for `plan`: where the rules go and, each line behind a `+`, what they say. */
export function describe(parameters: RewriteParameters): readonly string[] {
  const path = [parameters.path.site, ...parameters.path.segments].join("/");
  const where = parameters.scope === "Site" ? "web.config" : "applicationHost.config";
  const kinds = [...new Set(parameters.pieces.map((piece) => piece.kind))];
  return [`URL Rewrite of ${path}, in ${where}:`, ...kinds.flatMap((kind) => linesOf(parameters, kind))];
}

function linesOf(parameters: RewriteParameters, kind: PieceKind): readonly string[] {
  const pieces = parameters.pieces.filter((piece) => piece.kind === kind);
  const style = { lead: "\n  ", unit: "  ", ascii: false };
  const elements = pieces.flatMap((piece) => `  ${writeElement(piece.element, style)}`.split("\n"));
  return [pieceForms[kind].collection.join("/"), ...elements].map((line) => `+ ${line}`);
}
