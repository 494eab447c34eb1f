import type { Json } from "@stopgap/core/plugin";
import type { Level } from "./config/section-path.js";
import { type Piece, type PieceKind, pieceForms } from "./piece.js";
import type { RewriteParameters } from "./rewrite-parameters.js";
import { rewritePathKey } from "./rewrite-path.js";
import { nameKey } from "./schema/names.js";

/**
 * What to restore, by what is held. A null value: it was there before and stays. Everything on the way to what an
 * action writes is held too, so that of several actions the last one takes away what the first one made.
 */
export type RewriteUndo = { readonly [claim: string]: UndoEntry };

export type UndoEntry =
  | null
  /** An item was added; `meaning` is the digest of what it said. */
  | { readonly added: string }
  /** Something of another name that means the same is counted as the item; nothing was added. */
  | { readonly equivalent: string }
  /** An item that was there before, and was adopted, was said anew later; its text as it stood. */
  | { readonly replaced: string }
  /** A container was made. */
  | { readonly made: true }
  /** A container had nothing in it: its text from after its attributes to its end. */
  | { readonly body: string }
  /** A file was absent (null) or held nothing but these bytes (base64). */
  | { readonly bytes: string | null };

export type HeldThing =
  | { readonly type: "file"; readonly file: string }
  | { readonly type: "container"; readonly file: string; readonly level: Level; readonly steps: readonly string[] }
  | {
      readonly type: "item";
      readonly file: string;
      readonly level: Level;
      readonly kind: PieceKind;
      readonly key: string;
    }
  | {
      readonly type: "original";
      readonly file: string;
      readonly level: Level;
      readonly kind: PieceKind;
      readonly key: string;
    }
  | { readonly type: "path" }
  | { readonly type: "equivalent" };

/** The claim that every `UrlRewrite` action on a path makes. */
export function pathClaim(parameters: RewriteParameters): string {
  return `path|${parameters.scope}|${rewritePathKey(parameters.path)}`;
}

export function fileClaim(file: string): string {
  return `file|${file.toLowerCase()}`;
}

/** `steps` go from the root element of the file. */
export function containerClaim(file: string, level: Level, steps: readonly string[]): string {
  const inLocation = steps.some((step) => step === "location" || step.startsWith("location#"));
  return `container|${file.toLowerCase()}|${inLocation ? (level ?? "") : ""}|${steps.join("/")}`;
}

export function itemClaim(file: string, level: Level, piece: Pick<Piece, "kind" | "name">): string {
  return `${piece.kind}|${file.toLowerCase()}|${level ?? ""}|${nameKey(piece.name)}`;
}

/** Beside the claim of an item that was adopted: what it said before. */
export function originalClaim(file: string, level: Level, piece: Pick<Piece, "kind" | "name">): string {
  return `original|${itemClaim(file, level, piece)}`;
}

/** In place of the claim of an item that is not there, as something of another name means the same. */
export function equivalentClaim(file: string, level: Level, piece: Pick<Piece, "kind" | "name">): string {
  return `equivalent|${itemClaim(file, level, piece)}`;
}

/** What a claim names, or null where it is none of ours. */
export function heldThing(claim: string): HeldThing | null {
  if (claim.startsWith("original|")) {
    const item = heldThing(claim.slice("original|".length));
    return item?.type === "item" ? { ...item, type: "original" } : null;
  }
  const [type = "", file = "", level = "", ...rest] = claim.split("|");
  const key = rest.join("|");
  if (type === "path" || type === "equivalent") return { type };
  if (type === "file") return { type, file };
  if (type === "container") return { type, file, level: level === "" ? null : level, steps: key.split("/") };
  if (isPieceKind(type)) return { type: "item", file, level: level === "" ? null : level, kind: type, key };
  return null;
}

function isPieceKind(type: string): type is PieceKind {
  return Object.hasOwn(pieceForms, type);
}

/** The undo as the engine hands it back. Throws `TypeError` where it is none of ours. */
export function readUndo(json: Json): RewriteUndo {
  if (typeof json !== "object" || json === null || Array.isArray(json))
    throw new TypeError("the undo record is not one of UrlRewrite");
  return json as RewriteUndo;
}

/**
 * The undo of two captures one after the other. What was there at the first stays as it was recorded then; what has
 * gone since, and had to be made anew, counts as it was found the second time.
 */
export function mergeUndo(earlier: RewriteUndo, later: RewriteUndo): RewriteUndo {
  return Object.fromEntries(Object.entries(later).map(([claim, entry]) => [claim, mergeEntry(earlier[claim], entry)]));
}

function mergeEntry(earlier: UndoEntry | undefined, later: UndoEntry): UndoEntry {
  if (earlier === undefined) return later;
  if (later === null) return earlier;
  if ("added" in later) return earlier === null ? null : later;
  // A container that nothing stands in any more is still the one that was filled, unless it closes itself, as ours never do.
  if ("body" in later && !later.body.trimStart().startsWith("/")) return earlier ?? later;
  return later;
}
