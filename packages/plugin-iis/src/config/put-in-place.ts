import { PluginError } from "@stopgap/core/plugin";
import type { ConfigChange } from "../host/appcmd.js";
import { parseConfig } from "../host/config-file.js";
import { type Piece, pieceForms, pieceTitle } from "../piece.js";
import { meaningDigest, meaningOf } from "../schema/meaning.js";
import type { PlainElement } from "../schema/plain-element.js";
import { containerClaim, itemClaim, type RewriteUndo, type UndoEntry } from "../undo.js";
import type { XmlDocument, XmlNode } from "../xml/xml-document.js";
import { assess } from "./assess.js";
import { type Level, last, type Way, wayTo } from "./section-path.js";
import { emptyBody, insertElement, lastNode, lastRemoval, removeElement, replaceElement } from "./splice.js";
import { stepsAlong } from "./steps.js";

/** A configuration file and which part of it is meant. */
interface FileLevel {
  readonly file: string;
  readonly document: XmlDocument;
  readonly level: Level;
  /** The `path` of a `location` that has to be made. */
  readonly locationPath: string;
  readonly ascii: boolean;
}

/** What becomes of a file, what undoes it, and the same as changes to a collection. */
interface Placed {
  readonly text: string;
  readonly undo: RewriteUndo;
  readonly changes: readonly ConfigChange[];
}

/**
 * Puts pieces where they belong, in memory. `ours` says which of them an earlier apply put there, so that they may be
 * put right. Gives the new text, and the undo for what was not there before.
 * Throws `PluginError("RULE_CONFLICT")` for a namesake of somebody else.
 */
export function putInPlace(at: FileLevel, pieces: readonly Piece[], ours: (piece: Piece) => boolean): Placed {
  const changes: ConfigChange[] = [];
  const undo: Record<string, UndoEntry> = {};
  let { document } = at;
  const hold = (claim: string, entry: UndoEntry) => {
    undo[claim] ??= entry;
  };
  for (const [index, piece] of pieces.entries()) {
    const standing = assess(document, at.level, piece);
    if (standing.state === "altered" && !ours(piece)) throw conflict(at.file, piece, standing.detail ?? "is another");
    const [element] = standing.elements;
    if (standing.state !== "present") changes.push({ change: element === undefined ? "add" : "replace", piece });
    if (standing.inPlace && element !== undefined) {
      document = parseConfig(at.file, replaceElement(document, element, piece.element, at.ascii));
    } else if (standing.state !== "present") {
      const { collection } = pieceForms[piece.kind];
      noteContainers(at, document, wayTo(document, at.level, collection), hold);
      const clean = withoutStale(at, document, piece);
      const way = wayTo(clean, at.level, collection);
      document = parseConfig(at.file, insert(at, clean, way, piece, pieces.slice(0, index)));
    }
    const digest = meaningDigest(meaningOf(piece.element, pieceForms[piece.kind].schema));
    hold(itemClaim(at.file, at.level, piece), element === undefined ? { added: digest } : null);
    holdWay(at, document, piece, hold);
  }
  return { text: document.text, undo, changes };
}

function conflict(file: string, piece: Piece, detail: string): PluginError {
  return new PluginError(
    "RULE_CONFLICT",
    `${pieceTitle(piece)} is in ${file} already and ${detail}; rename or remove it there, it was left as it is`,
  );
}

function withoutStale(at: FileLevel, document: XmlDocument, piece: Piece): XmlDocument {
  const [stale] = assess(document, at.level, piece).elements;
  if (stale === undefined) return document;
  return withoutStale(at, parseConfig(at.file, removeElement(document, stale)), piece);
}

function noteContainers(
  at: FileLevel,
  document: XmlDocument,
  way: Way,
  hold: (claim: string, entry: UndoEntry) => void,
): void {
  const steps = stepsAlong(way, at.level);
  const there = way.chain.length;
  const body = emptyBody(document, last(way.chain));
  if (body !== null) hold(containerClaim(at.file, at.level, steps.slice(0, there)), { body });
  way.missing.forEach((_name, depth) => {
    hold(containerClaim(at.file, at.level, steps.slice(0, there + depth + 1)), { made: true });
  });
}

function holdWay(
  at: FileLevel,
  document: XmlDocument,
  piece: Piece,
  hold: (claim: string, entry: UndoEntry) => void,
): void {
  const way = wayTo(document, at.level, pieceForms[piece.kind].collection);
  for (const claim of containersAlong(at, way)) hold(claim, null);
}

/** The claims of all that stands on a way, the root of the file first. */
export function containersAlong({ file, level }: Pick<FileLevel, "file" | "level">, way: Way): readonly string[] {
  const steps = stepsAlong(way, level);
  return steps.map((_step, depth) => containerClaim(file, level, steps.slice(0, depth + 1)));
}

function insert(at: FileLevel, document: XmlDocument, way: Way, piece: Piece, before: readonly Piece[]): string {
  const parent = last(way.chain);
  const form = pieceForms[piece.kind];
  const element = way.missing.reduceRight<PlainElement>(
    (inner, name) => ({ name, attributes: name === "location" ? { path: at.locationPath } : {}, elements: [inner] }),
    piece.element,
  );
  const after = way.missing.length > 0 || !form.first ? lastNode(parent) : firstPlace(at, document, way, piece, before);
  return insertElement({ document, parent, after, element, ascii: at.ascii });
}

/** After what clears the collection, and after those of the same mitigation that come before it. */
function firstPlace(
  at: FileLevel,
  document: XmlDocument,
  way: Way,
  piece: Piece,
  before: readonly Piece[],
): XmlNode | null {
  const collection = last(way.chain);
  const removal = lastRemoval(collection);
  const own = before
    .filter((each) => each.kind === piece.kind)
    .flatMap((each) => assess(document, at.level, each).elements)
    .filter((element) => collection.children.includes(element) && element.start > (removal?.start ?? -1));
  return own.at(-1) ?? removal;
}
