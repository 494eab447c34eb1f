import { PluginError } from "@stopgap/core/plugin";
import type { ConfigChange } from "../host/appcmd.js";
import { parseConfig } from "../host/config-file.js";
import { type Piece, pieceForms, sameItem } from "../piece.js";
import { meaningDigest, meaningOf } from "../schema/meaning.js";
import { nameKey } from "../schema/names.js";
import { plainElement } from "../schema/plain-element.js";
import type { HeldThing, UndoEntry } from "../undo.js";
import { readXml } from "../xml/read-xml.js";
import { attributeOf, childElements, type XmlDocument, type XmlElement } from "../xml/xml-document.js";
import { itemsNamed } from "./items-named.js";
import { collectionsAt, last } from "./section-path.js";
import { type Edit, edited, emptyBody, removal, restoreBody } from "./splice.js";
import { elementAt } from "./steps.js";

type HeldItem = Extract<HeldThing, { type: "item" | "original" }>;
type ItemEntry = Extract<UndoEntry, { readonly added: string } | { readonly replaced: string }>;
type HeldContainer = Extract<HeldThing, { type: "container" }>;

/** What is to be taken back in one file. */
export interface Takings {
  readonly items: readonly { readonly held: HeldItem; readonly entry: ItemEntry }[];
  readonly containers: readonly { readonly held: HeldContainer; readonly entry: Exclude<UndoEntry, null> }[];
}

/** What becomes of a file, and the same as changes to a collection. */
interface TakenBack {
  readonly text: string;
  readonly changes: readonly ConfigChange[];
  /** True where something was overwritten that somebody changed. */
  readonly changed: boolean;
}

/**
 * Takes items out, and the containers that nothing is left in, in memory. Throws `PluginError("HOST_CHANGED")` where an
 * item says neither what the mitigation says nor what it said at first, unless forced.
 */
export function takeBack(
  file: string,
  text: string,
  takings: Takings,
  pieces: readonly Piece[],
  force: boolean,
): TakenBack {
  const changes: ConfigChange[] = [];
  const edits: Edit[] = [];
  let changed = false;
  const before = parseConfig(file, text);
  for (const { held, entry } of takings.items) {
    const elements = findItems(before, held);
    const problem = problemWith(file, before, elements, { held, entry, takings, pieces });
    if (problem !== null && !force) throw new PluginError("HOST_CHANGED", problem);
    changed ||= problem !== null;
    const [element] = elements;
    if (element === undefined) continue;
    changes.push(changeOf(held, entry, attributeOf(element, "name") ?? ""));
    const { start, end } = element;
    edits.push("replaced" in entry ? { start, end, text: entry.replaced } : removal(before, element));
  }
  let document = edits.length === 0 ? before : parseConfig(file, edited(text, edits));
  const deepestFirst = [...takings.containers].sort((a, b) => b.held.steps.length - a.held.steps.length);
  for (const { held, entry } of deepestFirst) {
    const element = elementAt(document, held.steps, held.level);
    if (element === null || element.selfClosing || emptyBody(document, element) === null) continue;
    if ("body" in entry) document = parseConfig(file, restoreBody(document, element, entry.body));
    else if (isMadeByUs(document, element))
      document = parseConfig(file, edited(document.text, [removal(document, element)]));
  }
  return { text: document.text, changes, changed };
}

function changeOf({ kind }: HeldItem, entry: ItemEntry, name: string): ConfigChange {
  if ("added" in entry) return { change: "remove", piece: { kind, name } };
  return { change: "replace", piece: { kind, name, element: plainElement(readXml(entry.replaced).root) } };
}

/** What a mitigation makes has no attributes, but for the path of a location. */
function isMadeByUs(document: XmlDocument, element: XmlElement): boolean {
  const plain = element.attributes.every(({ name }) => element.name === "location" && name === "path");
  return plain && element !== document.root;
}

function findItems(document: XmlDocument, held: HeldItem): readonly XmlElement[] {
  const form = pieceForms[held.kind];
  return collectionsAt(document, held.level, form.collection).flatMap(({ chain }) =>
    itemsNamed(last(chain), form.item, held.key),
  );
}

interface Taking {
  readonly held: HeldItem;
  readonly entry: ItemEntry;
  readonly takings: Takings;
  readonly pieces: readonly Piece[];
}

function problemWith(
  file: string,
  document: XmlDocument,
  elements: readonly XmlElement[],
  taking: Taking,
): string | null {
  const { noun } = pieceForms[taking.held.kind];
  const changed = elements.find((element) => !isUnchanged(element, taking));
  if (changed !== undefined) {
    const name = attributeOf(changed, "name") ?? "";
    return `${noun} "${name}" in ${file} was changed since it was set; put it right or remove it there first`;
  }
  const user = elements.length === 0 ? undefined : strangeUser(document, taking);
  return user === undefined
    ? null
    : `the outbound rule "${user}" in ${file} now uses ${noun} "${taking.held.key}"; change that rule first`;
}

function isUnchanged(element: XmlElement, { held, entry, pieces }: Taking): boolean {
  const { schema } = pieceForms[held.kind];
  const meaning = meaningOf(plainElement(element), schema);
  const piece = pieces.find((each) => sameItem(each, { kind: held.kind, name: attributeOf(element, "name") ?? "" }));
  if ("added" in entry && meaningDigest(meaning) === entry.added) return true;
  return piece !== undefined && meaning === meaningOf(piece.element, schema);
}

/** A stranger's rule that names the precondition, which IIS would refuse without it. */
function strangeUser(document: XmlDocument, { held, takings }: Taking): string | undefined {
  if (held.kind !== "precondition") return undefined;
  return collectionsAt(document, held.level, pieceForms.out.collection)
    .flatMap((collection) => childElements(last(collection.chain), "rule"))
    .filter((rule) => nameKey(attributeOf(rule, "preCondition") ?? "") === held.key)
    .map((rule) => attributeOf(rule, "name") ?? "")
    .find((name) => !takings.items.some(({ held: other }) => other.kind === "out" && other.key === nameKey(name)));
}
