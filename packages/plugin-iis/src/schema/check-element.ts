import type { ValueElement } from "@stopgap/core/plugin";
import { shown } from "./names.js";
import type { AttributeSchema, ElementSchema } from "./rewrite-schema.js";

const maxValue = 4096;

/** The Value is not what the mitigation type accepts; the message says why in one line. */
export class Refused extends Error {
  override readonly name = "Refused";
}

/** Stops with the reason. */
export function refuse(reason: string): never {
  throw new Refused(reason);
}

/** Holds an element against the schema, and everything in it. Throws `Refused`. */
export function checkElement(element: ValueElement, schema: ElementSchema, where: string): void {
  if (element.text.trim() !== "") refuse(`${where} holds text, which the URL Rewrite schema does not know`);
  for (const [name, value] of Object.entries(element.attributes)) {
    const attribute = Object.hasOwn(schema.attributes, name) ? schema.attributes[name] : undefined;
    if (attribute === undefined)
      refuse(`${where} has the attribute ${shown(name)}, which the URL Rewrite schema does not know`);
    checkValue(value, attribute, `${name} of ${where}`);
  }
  for (const [name, attribute] of Object.entries(schema.attributes)) {
    const required = "required" in attribute && attribute.required === true;
    if (required && !Object.hasOwn(element.attributes, name)) refuse(`${where} has no ${name}`);
  }
  const seen = new Set<string>();
  for (const child of element.elements) {
    const inside = `${child.name} in ${where}`;
    if (schema.elements !== undefined && Object.hasOwn(schema.elements, child.name)) {
      if (seen.has(child.name)) refuse(`${where} has two ${child.name} elements`);
      seen.add(child.name);
      checkElement(child, schema.elements[child.name] ?? { attributes: {} }, inside);
    } else if (schema.items !== undefined && Object.hasOwn(schema.items, child.name)) {
      checkElement(child, schema.items[child.name] ?? { attributes: {} }, inside);
    } else {
      refuse(`${where} holds the element ${shown(child.name)}, which ${unknownBecause(child.name)}`);
    }
  }
}

function unknownBecause(name: string): string {
  if (name === "clear" || name === "remove") return "would take away what others configured";
  return "the URL Rewrite schema does not know there";
}

/** Holds the values of an element from a feed, and of everything in it, against what is sane. Throws `Refused`. */
export function checkValues(element: ValueElement, where: string): void {
  for (const [name, value] of Object.entries(element.attributes)) {
    const what = `${name} of ${where}`;
    if (value.length > maxValue) refuse(`${what} is longer than ${maxValue} characters`);
    if (/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\ufffe\uffff]/u.test(value)) refuse(`${what} holds a control character`);
  }
  for (const child of element.elements) checkValues(child, `${child.name} in ${where}`);
}

function checkValue(value: string, schema: AttributeSchema, what: string): void {
  switch (schema.type) {
    case "string":
      if (schema.nonEmpty === true && value === "") refuse(`${what} is empty`);
      return;
    case "bool":
      if (!/^(?:true|false)$/i.test(value)) refuse(`${what} is ${shown(value)} instead of true or false`);
      return;
    case "uint":
      if (!/^\d{1,10}$/.test(value) || Number(value) > schema.max)
        refuse(`${what} is ${shown(value)} instead of a number up to ${schema.max}`);
      return;
    case "enum":
      if (!schema.values.includes(value))
        refuse(`${what} is ${shown(value)} instead of one of ${schema.values.join(", ")}`);
      return;
    case "flags":
      for (const flag of value.split(",")) {
        if (!schema.values.includes(flag.trim()))
          refuse(`${what} has ${shown(flag)} instead of some of ${schema.values.join(", ")}`);
      }
  }
}
