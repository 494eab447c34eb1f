import { attributeOf, childElements, type XmlDocument, type XmlElement } from "../xml/xml-document.js";

/** The part of a configuration file that is meant: the level of the file itself (null), or a `location` by its path in lower case. */
export type Level = string | null;

/** A collection element that speaks for a level. */
export interface Collection {
  /** The `configuration`, its `location` where there is one, `system.webServer` and on to the collection. */
  readonly chain: readonly XmlElement[];
  /** False where `inheritInChildApplications="false"` keeps it from the applications below. */
  readonly inherited: boolean;
  /** True where files below may not say anything about what is set here. */
  readonly locking: boolean;
}

/** The longest part of the way to a collection that is there. */
export interface Way {
  readonly chain: readonly XmlElement[];
  /** Element names still to be made, the collection last. */
  readonly missing: readonly string[];
}

/** A `location` path as levels are named; the level of the file itself for "." and "". */
export function levelOf(path: string | null): Level {
  const plain = (path ?? "")
    .replaceAll("\\", "/")
    .split("/")
    .filter((part) => part !== "" && part !== ".")
    .join("/");
  return plain === "" ? null : plain.toLowerCase();
}

/** Every collection of that name at that level, in document order. */
export function collectionsAt(document: XmlDocument, level: Level, names: readonly string[]): readonly Collection[] {
  return holders(document, level).flatMap((holder) =>
    ["system.webServer", ...names].reduce<readonly Collection[]>(
      (found, name) =>
        found.flatMap((each) =>
          childElements(last(each.chain), name).map((child) => ({ ...each, chain: [...each.chain, child] })),
        ),
      [holder],
    ),
  );
}

/**
 * Where a new item of the collection goes: never where it would not be inherited, and no new section where it would
 * lock those below. Of equals the first; the file's own level before a `location` that says the same.
 */
export function wayTo(document: XmlDocument, level: Level, names: readonly string[]): Way {
  const path = ["system.webServer", ...names];
  const ways = holders(document, level)
    .filter((holder) => holder.inherited)
    .flatMap((holder) => prefixes(holder.chain, path).map((way) => ({ ...way, locking: holder.locking })))
    .filter((way) => !way.locking || way.missing.length === 0)
    .sort((a, b) => a.missing.length - b.missing.length);
  return ways[0] ?? { chain: [document.root], missing: ["location", ...path] };
}

function prefixes(chain: readonly XmlElement[], names: readonly string[]): readonly Way[] {
  const [next, ...rest] = names;
  if (next === undefined) return [{ chain, missing: [] }];
  const children = childElements(last(chain), next);
  if (children.length === 0) return [{ chain, missing: names }];
  return children.flatMap((child) => prefixes([...chain, child], rest));
}

function holders(document: XmlDocument, level: Level): readonly Collection[] {
  const own: readonly Collection[] =
    level === null ? [{ chain: [document.root], inherited: true, locking: false }] : [];
  const locations = locationsByLevel(document).get(level) ?? [];
  return [
    ...own,
    ...locations.map((location) => ({
      chain: [document.root, location],
      inherited: inherits(location),
      locking: locks(location),
    })),
  ];
}

const knownLocations = new WeakMap<XmlDocument, ReadonlyMap<Level, readonly XmlElement[]>>();

/** The `location` elements of a file by what they speak for; found once for a document, which never changes. */
export function locationsByLevel(document: XmlDocument): ReadonlyMap<Level, readonly XmlElement[]> {
  const known = knownLocations.get(document);
  if (known !== undefined) return known;
  const found = new Map<Level, XmlElement[]>();
  for (const location of childElements(document.root, "location")) {
    const level = levelOf(attributeOf(location, "path"));
    const same = found.get(level);
    if (same === undefined) found.set(level, [location]);
    else same.push(location);
  }
  knownLocations.set(document, found);
  return found;
}

/** False for a `location` that is kept from the applications below. */
export function inherits(location: XmlElement): boolean {
  return attributeOf(location, "inheritInChildApplications")?.toLowerCase() !== "false";
}

/** True for a `location` that locks what stands in it. */
export function locks(location: XmlElement): boolean {
  return (
    attributeOf(location, "overrideMode")?.toLowerCase() === "deny" ||
    attributeOf(location, "allowOverride")?.toLowerCase() === "false"
  );
}

/** True for a `location` that opens what stands in it to those below. */
export function unlocks(location: XmlElement): boolean {
  return (
    attributeOf(location, "overrideMode")?.toLowerCase() === "allow" ||
    attributeOf(location, "allowOverride")?.toLowerCase() === "true"
  );
}

/** The last element of a chain, which is never empty. */
export function last(chain: readonly XmlElement[]): XmlElement {
  const element = chain.at(-1);
  if (element === undefined) throw new RangeError("an empty chain");
  return element;
}
