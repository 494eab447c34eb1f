import { attributeOf, childElements, type XmlDocument, type XmlElement } from "../xml/xml-document.js";
import { inherits, type Level, last, levelOf, type Way } from "./section-path.js";

/** The steps from the root element of a file along a way: element names, `name#n` for the n-th after the first of its like. */
export function stepsAlong(way: Way, level: Level): readonly string[] {
  const steps = way.chain.map((element, depth) => {
    const parent = way.chain[depth - 1];
    return parent === undefined
      ? element.name
      : step(element.name, likes(parent, element.name, level).indexOf(element));
  });
  const made = way.missing.map((name, depth) =>
    step(name, depth === 0 ? likes(last(way.chain), name, level).length : 0),
  );
  return [...steps, ...made];
}

/** The element that steps lead to, or null. */
export function elementAt(document: XmlDocument, steps: readonly string[], level: Level): XmlElement | null {
  return steps.slice(1).reduce<XmlElement | null>((parent, each) => {
    const [name = "", index = "0"] = each.split("#");
    return parent === null ? null : (likes(parent, name, level)[Number(index)] ?? null);
  }, document.root);
}

function step(name: string, index: number): string {
  return index === 0 ? name : `${name}#${index}`;
}

function likes(parent: XmlElement, name: string, level: Level): readonly XmlElement[] {
  const named = childElements(parent, name);
  if (name !== "location") return named;
  return named.filter((each) => inherits(each) && levelOf(attributeOf(each, "path")) === level);
}
