import type { ActionValue, Scope, ValueElement } from "../feed/feed.js";

interface Open {
  readonly name: string;
  readonly attributes: Record<string, string>;
  text: string;
  readonly elements: ValueElement[];
}

const token =
  /<!--[\s\S]*?-->|<\/([^\s>]+)\s*>|<([^\s/>!?]+)((?:\s+[^\s=]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>|([^<]+)/y;
const attribute = /([^\s=]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;
const entities: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };

/** The XML of a `Value`, with or without that element around it, as a plugin's `parameters` gets it. Throws where it is none. */
export function valueOfXml(xml: string, scope: Scope): ActionValue {
  const outer = elementOf(`<Value>${xml}</Value>`);
  const [only] = outer.elements;
  const inner = outer.elements.length === 1 && only?.name === "Value" && outer.text.trim() === "" ? only : outer;
  return { text: inner.text, elements: inner.elements, scope };
}

function elementOf(xml: string): ValueElement {
  const root: Open = { name: "", attributes: {}, text: "", elements: [] };
  const open: Open[] = [root];
  for (token.lastIndex = 0; token.lastIndex < xml.length; ) {
    const at = token.lastIndex;
    const match = token.exec(xml);
    if (match === null) throw new Error(`no well-formed XML at ${JSON.stringify(xml.slice(at, at + 40))}`);
    const [, closed, opened, attributes = "", empty, text] = match;
    const current = open.at(-1) ?? root;
    if (text !== undefined) current.text += decoded(text);
    else if (opened !== undefined) {
      const element: Open = { name: opened, attributes: attributesOf(attributes), text: "", elements: [] };
      current.elements.push(element);
      if (empty === "") open.push(element);
    } else if (closed !== undefined) {
      if (open.pop()?.name !== closed) throw new Error(`</${closed}> closes no element`);
    }
  }
  const [element] = root.elements;
  if (open.length !== 1 || root.elements.length !== 1 || element === undefined)
    throw new Error("no single XML element");
  return element;
}

function attributesOf(text: string): Record<string, string> {
  const pairs = [...text.matchAll(attribute)].map(([, name = "", double, single]) => [
    name,
    decoded(double ?? single ?? ""),
  ]);
  if (new Set(pairs.map(([name]) => name)).size !== pairs.length) throw new Error("an attribute stands twice");
  return Object.fromEntries(pairs);
}

function decoded(text: string): string {
  return text.replace(/&([^;&\s]*);?/g, (reference, name: string) => {
    const number = /^#(?:x([0-9a-f]+)|([0-9]+))$/i.exec(name);
    if (number !== null)
      return String.fromCodePoint(Number.parseInt(number[1] ?? number[2] ?? "", number[1] ? 16 : 10));
    const entity = entities[name];
    if (entity === undefined) throw new Error(`${reference} is no entity of XML`);
    return entity;
  });
}
