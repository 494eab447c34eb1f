import type { Host } from "@stopgap/core/plugin";
import type { ApplicationHost } from "../host/application-host.js";
import { type Piece, type PieceKind, pieceForms } from "../piece.js";
import type { RewritePath } from "../rewrite-path.js";
import { meaningOf } from "../schema/meaning.js";
import { nameKey } from "../schema/names.js";
import { plainElement } from "../schema/plain-element.js";
import type { OpenTarget } from "../target.js";
import { attributeOf, childElements, type XmlElement } from "../xml/xml-document.js";
import { type Configuration, configurationsAround } from "./configurations-around.js";
import { itemsNamed } from "./items-named.js";
import { lockOf } from "./section-lock.js";
import { collectionsAt, type Level, last } from "./section-path.js";
import { takesAway } from "./splice.js";

/** Where an inherited item comes from, and whether it means the same. */
interface Inherited {
  readonly from: string;
  readonly same: boolean;
}

/** What other configuration, above and below a target, does to a piece. */
export interface Surroundings {
  /** The item of that name that the target inherits; null where there is none, or the target itself takes it away. */
  inherited(piece: Piece): Inherited | null;
  /** `defeated in FILE by <clear/>`, for each configuration that takes the piece away from the target or below it. */
  defeats(piece: Piece): readonly string[];
  /** Where below an item of the same name stands that IIS would refuse beside the piece. */
  namesakes(piece: Piece): readonly string[];
  /** The configuration above that does not let the target say what the piece says; null where there is none. */
  lockedBy(piece: Piece): string | null;
}

/** True for a piece that is about to go from that level of that file, and so counts as gone. */
export type Leaving = (file: string, level: Level, piece: Piece) => boolean;

/** Reads the configurations above and below a target that applicationHost.config leads to. Those that cannot be read are passed over. */
export async function lookAround(
  host: Host,
  server: ApplicationHost,
  path: RewritePath,
  target: OpenTarget,
  leaving: Leaving = () => false,
): Promise<Surroundings> {
  const { above, below } = await configurationsAround(host, server, path, target);
  const filledAbove = filledByKind(above);
  const filledBelow = filledByKind(below);
  return {
    inherited: (piece) => {
      const found = staying(filledAbove(piece.kind), piece, leaving).reduce<Inherited | null>(
        (before, each) => carry(before, each, piece),
        null,
      );
      return found !== null && isTakenAwayIn(target, piece) ? null : found;
    },
    defeats: (piece) => [
      ...overruledIn(target, piece),
      ...saying(filledBelow(piece.kind), piece).flatMap((each) => defeat(each, piece)),
    ],
    namesakes: (piece) => staying(filledBelow(piece.kind), piece, leaving).flatMap((each) => namesake(each, piece)),
    lockedBy: (piece) => lockOf(server, path, above, pieceForms[piece.kind].collection),
  };
}

function isTakenAwayIn({ document, level }: OpenTarget, piece: Piece): boolean {
  return collectionsAt(document, level, pieceForms[piece.kind].collection)
    .flatMap(({ chain }) => childElements(last(chain)))
    .some((element) => takesAway(element, nameKey(piece.name)));
}

/** What speaks for the target's own place after the collection in which the piece stands, and takes it away. */
function overruledIn({ file, document, level }: OpenTarget, piece: Piece): readonly string[] {
  const { collection, item } = pieceForms[piece.kind];
  const all = collectionsAt(document, level, collection).map(({ chain }) => chain);
  const at = all.findIndex((chain) => itemsNamed(last(chain), item, piece.name).length > 0);
  if (at < 0) return [];
  return all.slice(at + 1).flatMap((chain) => {
    const place = chain.find(({ name }) => name === "location");
    const path = place === undefined ? null : attributeOf(place, "path");
    const title = `${file} (location ${path ?? "."})`;
    return defeat({ title, items: childElements(last(chain)) }, piece);
  });
}

/** A configuration whose collection of a kind has something in it. */
interface Filled extends Configuration {
  readonly items: readonly XmlElement[];
  /** The name of each that has one, as names are compared, and what clears. */
  readonly keys: ReadonlySet<string>;
}

/** Those of the configurations that say anything about a kind; looked up once for each kind. */
function filledByKind(all: readonly Configuration[]): (kind: PieceKind) => readonly Filled[] {
  const known = new Map<PieceKind, readonly Filled[]>();
  return (kind) => {
    const before = known.get(kind);
    if (before !== undefined) return before;
    const filled = all
      .map((each) => ({ ...each, items: itemsOf(each, kind) }))
      .filter(({ items }) => items.length > 0)
      .map((each) => ({ ...each, keys: new Set(each.items.map(keyOf)) }));
    known.set(kind, filled);
    return filled;
  };
}

function saying(all: readonly Filled[], { name }: Piece): readonly Filled[] {
  return all.filter(({ keys }) => keys.has(nameKey(name)) || keys.has(clearing));
}

function staying(all: readonly Filled[], piece: Piece, leaving: Leaving): readonly Filled[] {
  return saying(all, piece).filter(({ file, level }) => !leaving(file, level, piece));
}

function itemsOf({ document, level, isOtherApplication }: Configuration, kind: PieceKind): readonly XmlElement[] {
  return collectionsAt(document, level, pieceForms[kind].collection)
    .filter(({ inherited }) => inherited || !isOtherApplication)
    .flatMap(({ chain }) => childElements(last(chain)));
}

/** No name is this one. */
const clearing = "";

function keyOf(element: XmlElement): string {
  return element.name === "clear" ? clearing : nameKey(attributeOf(element, "name") ?? clearing);
}

function isNamesake(element: XmlElement, piece: Piece): boolean {
  return (
    element.name === pieceForms[piece.kind].item && nameKey(attributeOf(element, "name") ?? "") === nameKey(piece.name)
  );
}

function means(element: XmlElement, piece: Piece): boolean {
  const { schema } = pieceForms[piece.kind];
  return meaningOf(plainElement(element), schema) === meaningOf(piece.element, schema);
}

function carry(found: Inherited | null, each: Filled, piece: Piece): Inherited | null {
  return each.items.reduce((now, element) => {
    if (takesAway(element, nameKey(piece.name))) return null;
    return isNamesake(element, piece) ? { from: each.title, same: means(element, piece) } : now;
  }, found);
}

function defeat(each: Pick<Filled, "title" | "items">, piece: Piece): readonly string[] {
  let by: XmlElement | null = null;
  for (const element of each.items) {
    if (takesAway(element, nameKey(piece.name))) by = element;
    else if (isNamesake(element, piece) && means(element, piece)) by = null;
  }
  if (by === null) return [];
  return [
    `defeated in ${each.title} by ${by.name === "clear" ? "<clear/>" : `<remove name="${attributeOf(by, "name") ?? ""}"/>`}`,
  ];
}

function namesake(each: Filled, piece: Piece): readonly string[] {
  for (const element of each.items) {
    if (takesAway(element, nameKey(piece.name))) return [];
    if (isNamesake(element, piece)) return [each.title];
  }
  return [];
}
