import { nameKey } from "../schema/names.js";
import { attributeOf, childElements, type XmlElement } from "../xml/xml-document.js";

const known = new WeakMap<XmlElement, ReadonlyMap<string, readonly XmlElement[]>>();

/** The items of a collection that IIS knows by that name; looked up once for a collection, which never changes. */
export function itemsNamed(collection: XmlElement, item: string, name: string): readonly XmlElement[] {
  const index = known.get(collection) ?? indexOf(collection);
  known.set(collection, index);
  return (index.get(nameKey(name)) ?? []).filter((element) => element.name === item);
}

function indexOf(collection: XmlElement): ReadonlyMap<string, readonly XmlElement[]> {
  const index = new Map<string, XmlElement[]>();
  for (const element of childElements(collection)) {
    const key = nameKey(attributeOf(element, "name") ?? "");
    const same = index.get(key);
    if (same === undefined) index.set(key, [element]);
    else same.push(element);
  }
  return index;
}
