import { type Piece, pieceForms } from "../piece.js";
import { meaningOf } from "../schema/meaning.js";
import { nameKey } from "../schema/names.js";
import { plainElement } from "../schema/plain-element.js";
import { childElements, type XmlDocument, type XmlElement } from "../xml/xml-document.js";
import { itemsNamed } from "./items-named.js";
import { type Collection, collectionsAt, type Level, last } from "./section-path.js";
import { takesAway } from "./splice.js";

/** How a piece stands in a file. */
interface Standing {
  readonly state: "absent" | "present" | "altered";
  /** Why it is altered, beginning with a verb. */
  readonly detail: string | null;
  /** All elements that IIS would take for it. */
  readonly elements: readonly XmlElement[];
  /** True where only the content of the one element differs. */
  readonly inPlace: boolean;
}

/** Looks for a piece at a level of a file and compares its meaning. */
export function assess(document: XmlDocument, level: Level, piece: Piece): Standing {
  const form = pieceForms[piece.kind];
  const found = collectionsAt(document, level, form.collection).flatMap((collection) =>
    itemsOf(collection, form.item, piece.name),
  );
  const elements = found.map(({ element }) => element);
  const [only, second] = found;
  if (only === undefined) return { state: "absent", detail: null, elements, inPlace: false };
  const altered = (detail: string, inPlace = false): Standing => ({ state: "altered", detail, elements, inPlace });
  if (second !== undefined) return altered("stands there more than once");
  if (!only.collection.inherited)
    return altered('stands in a location that inheritInChildApplications="false" keeps from the applications below');
  const after = childElements(last(only.collection.chain)).filter((each) => each.start > only.element.start);
  const removal = after.find((each) => takesAway(each, nameKey(piece.name)));
  if (removal !== undefined) return altered(`is taken away again by the <${removal.name}> after it`);
  const content = plainElement(only.element);
  if (meaningOf(content, form.schema) === meaningOf(piece.element, form.schema))
    return { state: "present", detail: null, elements, inPlace: false };
  return altered(difference(content.attributes), true);
}

function difference(attributes: Readonly<Record<string, string>>): string {
  return attributes.enabled?.toLowerCase() === "false" ? "is disabled" : "has other content";
}

function itemsOf(
  collection: Collection,
  item: string,
  name: string,
): readonly { element: XmlElement; collection: Collection }[] {
  return itemsNamed(last(collection.chain), item, name).map((element) => ({ element, collection }));
}
