import { type Piece, type PieceKind, pieceForms } from "../piece.js";
import { meaningOf } from "../schema/meaning.js";
import { nameKey } from "../schema/names.js";
import { type PlainElement, plainElement } from "../schema/plain-element.js";
import type { OpenTarget } from "../target.js";
import { attributeOf, childElements, type XmlElement } from "../xml/xml-document.js";
import { assess } from "./assess.js";
import { collectionsAt, last } from "./section-path.js";

/** Something on the host that means what a piece means, under another name. */
export interface Equivalent {
  readonly name: string;
  /** The elements from the root of the file to the collection it stands in. */
  readonly chain: readonly XmlElement[];
}

type Place = Pick<OpenTarget, "document" | "level" | "pieces">;

/**
 * The pieces that a target lacks and has under other names: rules that do the same, in force where they stand, and the
 * preconditions that no other rule of the mitigation needs.
 */
export function equivalentsIn(target: Place): ReadonlyMap<Piece, Equivalent> {
  const found = new Map<Piece, Equivalent>();
  const items = new TargetItems(target);
  const missing = target.pieces.filter((piece) => assess(target.document, target.level, piece).state === "absent");
  for (const piece of missing.filter(({ kind }) => kind === "in" || kind === "out")) {
    const meaning = meaningWithoutName(piece.kind, piece.element);
    const other = items
      .of(piece.kind)
      .find((item) => item.meaning === meaning || usesSamePrecondition(target, items, piece, item));
    if (other !== undefined) found.set(piece, equivalent(other));
  }
  for (const piece of missing.filter(({ kind }) => kind === "precondition")) {
    const users = target.pieces.filter((rule) => rule.kind === "out" && usesOf(rule.element) === nameKey(piece.name));
    const meaning = meaningWithoutName(piece.kind, piece.element);
    const other = items.of(piece.kind).find((item) => item.meaning === meaning);
    if (other !== undefined && users.length > 0 && users.every((rule) => found.has(rule)))
      found.set(piece, equivalent(other));
  }
  return found;
}

interface Item {
  readonly element: XmlElement;
  readonly chain: readonly XmlElement[];
  readonly says: PlainElement;
  readonly meaning: string;
}

function equivalent({ element, chain }: Item): Equivalent {
  return { name: attributeOf(element, "name") ?? "", chain };
}

/** The items of a target's collections that nothing after them takes away; looked up once for each kind. */
class TargetItems {
  readonly #place: Place;
  readonly #known = new Map<PieceKind, readonly Item[]>();

  constructor(place: Place) {
    this.#place = place;
  }

  of(kind: PieceKind): readonly Item[] {
    const items = this.#known.get(kind) ?? itemsIn(this.#place, kind);
    this.#known.set(kind, items);
    return items;
  }
}

function itemsIn({ document, level }: Place, kind: PieceKind): readonly Item[] {
  const { collection, item } = pieceForms[kind];
  return collectionsAt(document, level, collection)
    .filter(({ inherited }) => inherited)
    .flatMap(({ chain }) =>
      staying(childElements(last(chain)))
        .filter(({ name }) => name === item)
        .map((element) => {
          const says = plainElement(element);
          return { element, chain, says, meaning: meaningWithoutName(kind, says) };
        }),
    );
}

/** Those that no `clear` or `remove` after them takes away. */
function staying(children: readonly XmlElement[]): readonly XmlElement[] {
  const kept: XmlElement[] = [];
  const gone = new Set<string>();
  for (const element of children.toReversed()) {
    if (element.name === "clear") break;
    if (element.name === "remove") gone.add(keyOf(element));
    else if (!gone.has(keyOf(element))) kept.push(element);
  }
  return kept.toReversed();
}

function keyOf(element: XmlElement): string {
  return nameKey(attributeOf(element, "name") ?? "");
}

/** An outbound rule may name another precondition, if that means the same. */
function usesSamePrecondition(target: Place, items: TargetItems, rule: Piece, { says }: Item): boolean {
  const [own, theirs] = [usesOf(rule.element), usesOf(says)];
  const precondition = target.pieces.find(({ kind, name }) => kind === "precondition" && nameKey(name) === own);
  if (precondition === undefined || theirs === null || theirs === own) return false;
  const wanted = meaningWithoutName("precondition", precondition.element);
  const same = items.of("precondition").some(({ element, meaning }) => keyOf(element) === theirs && meaning === wanted);
  if (!same) return false;
  const attributes = { ...says.attributes, preCondition: rule.element.attributes.preCondition ?? "" };
  return meaningWithoutName(rule.kind, { ...says, attributes }) === meaningWithoutName(rule.kind, rule.element);
}

function usesOf({ attributes }: PlainElement): string | null {
  return attributes.preCondition === undefined ? null : nameKey(attributes.preCondition);
}

function meaningWithoutName(kind: PieceKind, element: PlainElement): string {
  const { name: _name, ...attributes } = element.attributes;
  return meaningOf({ ...element, attributes }, pieceForms[kind].schema);
}
