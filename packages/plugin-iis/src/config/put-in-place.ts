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
import { type Edit, edited, emptyBody, insertElements, lastNode, lastRemoval, removal, replacement } from "./splice.js";
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
  const undo: Record<string, UndoEntry> = {};
  const hold = (claim: string, entry: UndoEntry) => {
    undo[claim] ??= entry;
  };
  const placements = pieces.map((piece) => placementOf(at, piece, ours));
  const inPlace = placements.flatMap(({ edit }) => (edit === null ? [] : [edit]));
  let document = inPlace.length === 0 ? at.document : parseConfig(at.file, edited(at.document.text, inPlace));
  for (const { pieces: run, index } of runsOf(placements)) {
    const [{ kind }] = run;
    const clean = withoutStale(at, document, run);
    const way = wayTo(clean, at.level, pieceForms[kind].collection);
    noteContainers(at, document, wayTo(document, at.level, pieceForms[kind].collection), hold);
    document = parseConfig(at.file, insert(at, clean, way, run, pieces.slice(0, index)));
  }
  for (const { piece, isNew } of placements) {
    const digest = meaningDigest(meaningOf(piece.element, pieceForms[piece.kind].schema));
    hold(itemClaim(at.file, at.level, piece), isNew ? { added: digest } : null);
  }
  for (const kind of new Set(pieces.map((piece) => piece.kind))) {
    const way = wayTo(document, at.level, pieceForms[kind].collection);
    for (const claim of containersAlong(at, way)) hold(claim, null);
  }
  return { text: document.text, undo, changes: placements.flatMap(changeOf) };
}

/** What is to be done about a piece. */
interface Placement {
  readonly piece: Piece;
  readonly state: "present" | "absent" | "altered";
  /** Nothing of its name is there. */
  readonly isNew: boolean;
  /** Puts its content right where it stands; null where that does not do, or nothing is to be done. */
  readonly edit: Edit | null;
}

function placementOf(at: FileLevel, piece: Piece, ours: (piece: Piece) => boolean): Placement {
  const { state, detail, elements, inPlace } = assess(at.document, at.level, piece);
  if (state === "altered" && !ours(piece)) throw conflict(at.file, piece, detail ?? "is another");
  const [element] = elements;
  const edit = inPlace && element !== undefined ? replacement(at.document, element, piece.element, at.ascii) : null;
  return { piece, state, isNew: element === undefined, edit };
}

function changeOf({ piece, state, isNew }: Placement): readonly ConfigChange[] {
  return state === "present" ? [] : [{ change: isNew ? "add" : "replace", piece }];
}

/** Pieces of a kind that are written next to each other, and the place of the first among all. */
interface Run {
  readonly pieces: [Piece, ...Piece[]];
  readonly index: number;
  readonly isNew: boolean;
}

function runsOf(placements: readonly Placement[]): readonly Run[] {
  const runs: Run[] = [];
  for (const [index, { piece, state, isNew, edit }] of placements.entries()) {
    if (state === "present" || edit !== null) continue;
    const run = runs.at(-1);
    const goesOn = run !== undefined && run.index + run.pieces.length === index && run.pieces[0].kind === piece.kind;
    if (goesOn && run.isNew && isNew) run.pieces.push(piece);
    else runs.push({ pieces: [piece], index, isNew });
  }
  return runs;
}

function conflict(file: string, piece: Piece, detail: string): PluginError {
  return new PluginError(
    "RULE_CONFLICT",
    `${pieceTitle(piece)} is in ${file} already and ${detail}; rename or remove it there, it was left as it is`,
  );
}

function withoutStale(at: FileLevel, document: XmlDocument, pieces: readonly Piece[]): XmlDocument {
  const stale = pieces.flatMap((piece) => assess(document, at.level, piece).elements);
  if (stale.length === 0) return document;
  const edits = stale.map((element) => removal(document, element));
  return parseConfig(at.file, edited(document.text, edits));
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

/** The claims of all that stands on a way, the root of the file first. */
export function containersAlong({ file, level }: Pick<FileLevel, "file" | "level">, way: Way): readonly string[] {
  const steps = stepsAlong(way, level);
  return steps.map((_step, depth) => containerClaim(file, level, steps.slice(0, depth + 1)));
}

function insert(at: FileLevel, document: XmlDocument, way: Way, run: Run["pieces"], before: readonly Piece[]): string {
  const parent = last(way.chain);
  const [{ kind }] = run;
  const elements = way.missing.reduceRight<readonly PlainElement[]>(
    (inner, name) => [{ name, attributes: name === "location" ? { path: at.locationPath } : {}, elements: inner }],
    run.map(({ element }) => element),
  );
  const isFirst = way.missing.length === 0 && pieceForms[kind].first;
  const own = before.filter((each) => each.kind === kind);
  const after = isFirst ? firstPlace(at, document, way, own) : lastNode(parent);
  return insertElements({ document, parent, after, elements, ascii: at.ascii });
}

/** After what clears the collection, and after those of the same mitigation that come before. */
function firstPlace(at: FileLevel, document: XmlDocument, way: Way, before: readonly Piece[]): XmlNode | null {
  const collection = last(way.chain);
  const cleared = lastRemoval(collection);
  const own = before
    .flatMap((each) => assess(document, at.level, each).elements)
    .filter((element) => collection.children.includes(element) && element.start > (cleared?.start ?? -1));
  return own.at(-1) ?? cleared;
}
