import { createHash } from "node:crypto";
import { nameKey } from "./names.js";
import type { PlainElement } from "./plain-element.js";
import type { AttributeSchema, ElementSchema } from "./rewrite-schema.js";

const none: ElementSchema = { attributes: {} };

/** What an element means: equal strings for equal meanings, whatever the layout, the order of attributes or the defaults written out. */
export function meaningOf(element: PlainElement, schema: ElementSchema): string {
  const { name, preCondition, ...attributes } = element.attributes;
  const names = {
    ...(name === undefined ? {} : { name: nameKey(name) }),
    ...(preCondition === undefined ? {} : { preCondition: nameKey(preCondition) }),
  };
  return JSON.stringify(normal({ ...element, attributes: { ...attributes, ...names } }, schema));
}

/** A short fingerprint of a meaning. */
export function meaningDigest(meaning: string): string {
  return createHash("sha256").update(meaning).digest("hex").slice(0, 32);
}

function normal(element: PlainElement, schema: ElementSchema): unknown {
  const attributes = Object.entries(element.attributes)
    .map(([name, value]) => [name, normalValue(value, schema.attributes[name])] as const)
    .filter(([name, value]) => value !== defaultText(schema.attributes[name]))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const singles = Object.entries(schema.elements ?? {})
    .map(([name, child]) => [
      name,
      element.elements.filter((each) => each.name === name).map((each) => normal(each, child)),
    ])
    .filter(([, children]) => JSON.stringify(children) !== "[]" && JSON.stringify(children) !== emptyChild);
  const rest = element.elements
    .filter((each) => schema.elements?.[each.name] === undefined)
    .map((each) => [each.name, normal(each, schema.items?.[each.name] ?? none)]);
  return [attributes, singles, rest];
}

const emptyChild = JSON.stringify([[[], [], []]]);

function defaultText(schema: AttributeSchema | undefined): string | undefined {
  return schema?.default === undefined ? undefined : normalValue(String(schema.default), schema);
}

function normalValue(value: string, schema: AttributeSchema | undefined): string {
  switch (schema?.type) {
    case "bool":
      return value.toLowerCase();
    case "uint":
      return /^\d+$/.test(value) ? String(Number(value)) : value;
    case "enum":
      return schema.values.find((each) => each.toLowerCase() === value.toLowerCase()) ?? value;
    case "flags":
      return value
        .split(",")
        .map((flag) => flag.trim().toLowerCase())
        .sort()
        .join(",");
    default:
      return value;
  }
}
