import { type Piece, pieceForms } from "../piece.js";
import { meaningOf } from "../schema/meaning.js";
import { nameKey } from "../schema/names.js";
import { type PlainElement, plainElement } from "../schema/plain-element.js";
import type { OpenTarget } from "../target.js";
import { attributeOf, childElements, type XmlElement } from "../xml/xml-document.js";
import { assess } from "./assess.js";
import { collectionsAt, last } from "./section-path.js";
import { takesAway } from "./splice.js";

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
  const missing = target.pieces.filter((piece) => assess(target.document, target.level, piece).state === "absent");
  for (const piece of missing.filter(({ kind }) => kind === "in" || kind === "out")) {
    const other = itemsIn(target, piece).find(({ element }) => isSameRule(target, piece, element));
    if (other !== undefined) found.set(piece, equivalent(other));
  }
  for (const piece of missing.filter(({ kind }) => kind === "precondition")) {
    const users = target.pieces.filter((rule) => rule.kind === "out" && usesOf(rule.element) === nameKey(piece.name));
    const other = itemsIn(target, piece).find(({ element }) => meansSame(piece, plainElement(element)));
    if (other !== undefined && users.length > 0 && users.every((rule) => found.has(rule)))
      found.set(piece, equivalent(other));
  }
  return found;
}

interface Item {
  readonly element: XmlElement;
  readonly chain: readonly XmlElement[];
}

function equivalent({ element, chain }: Item): Equivalent {
  return { name: attributeOf(element, "name") ?? "", chain };
}

/** The items of a piece's collection that nothing after them takes away. */
function itemsIn({ document, level }: Place, piece: Piece): readonly Item[] {
  const { collection, item } = pieceForms[piece.kind];
  return collectionsAt(document, level, collection)
    .filter(({ inherited }) => inherited)
    .flatMap(({ chain }) => {
      const children = childElements(last(chain));
      return children
        .filter(({ name }) => name === item)
        .filter((element) => !children.some((other) => other.start > element.start && takesAway(other, keyOf(element))))
        .map((element) => ({ element, chain }));
    });
}

function keyOf(element: XmlElement): string {
  return nameKey(attributeOf(element, "name") ?? "");
}

/** An outbound rule may name another precondition, if that means the same. */
function isSameRule(target: Place, rule: Piece, element: XmlElement): boolean {
  const other = plainElement(element);
  const [own, theirs] = [usesOf(rule.element), usesOf(other)];
  if (own === theirs) return meansSame(rule, other);
  const precondition = target.pieces.find(({ kind, name }) => kind === "precondition" && nameKey(name) === own);
  if (precondition === undefined || theirs === null) return false;
  const same = itemsIn(target, precondition).some(
    (item) => keyOf(item.element) === theirs && meansSame(precondition, plainElement(item.element)),
  );
  const attributes = { ...other.attributes, preCondition: rule.element.attributes.preCondition ?? "" };
  return same && meansSame(rule, { ...other, attributes });
}

function usesOf({ attributes }: PlainElement): string | null {
  return attributes.preCondition === undefined ? null : nameKey(attributes.preCondition);
}

/** Whatever their names. */
function meansSame(piece: Piece, element: PlainElement): boolean {
  const { schema } = pieceForms[piece.kind];
  const renamed = { ...element, attributes: { ...element.attributes, name: piece.name } };
  return meaningOf(renamed, schema) === meaningOf(piece.element, schema);
}
