import { nameKey } from "../schema/names.js";
import type { Captures } from "./pattern-matcher.js";
import { percentDecode } from "./percent-encoding.js";
import { type RequestState, serverVariable } from "./request-state.js";

/** A rewrite map; the default is empty where the configuration has none. */
export interface RewriteMap {
  readonly name: string;
  readonly defaultValue: string;
  readonly ignoreCase: boolean;
  readonly entries: readonly (readonly [key: string, value: string])[];
}

/** What `{…}` in inputs and urls may refer to. */
export interface TemplateContext {
  readonly state: RequestState;
  readonly rule: Captures;
  readonly condition: Captures;
  readonly maps: readonly RewriteMap[];
}

const functions: Readonly<Record<string, (text: string) => string>> = {
  urldecode: percentDecode,
  urlencode: (text) => encodeURIComponent(text.toWellFormed()),
  tolower: (text) => text.toLowerCase(),
  htmlencode: (text) => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`),
};

/** Replaces every `{…}`, the innermost first; what is unknown is empty. */
export function expandTemplate(template: string, context: TemplateContext): string {
  let at = 0;
  const read = (nested: boolean): string => {
    let text = "";
    while (at < template.length) {
      const character = template.charAt(at);
      at += 1;
      if (character === "{") text += resolve(read(true), context);
      else if (character === "}" && nested) return text;
      else text += character;
    }
    return text;
  };
  return read(false);
}

function resolve(token: string, context: TemplateContext): string {
  const colon = token.indexOf(":");
  if (colon < 0) return serverVariable(token.trim(), context.state);
  const name = token.slice(0, colon).trim();
  const argument = token.slice(colon + 1);
  const key = nameKey(name);
  if (key === "r" && /^\d+$/.test(argument)) return context.rule?.[Number(argument)] ?? "";
  if (key === "c" && /^\d+$/.test(argument)) return context.condition?.[Number(argument)] ?? "";
  const map = context.maps.find((each) => nameKey(each.name) === key);
  if (map !== undefined) return lookUp(map, argument);
  return Object.hasOwn(functions, key) ? (functions[key]?.(argument) ?? "") : "";
}

function lookUp(map: RewriteMap, key: string): string {
  const fold = map.ignoreCase ? nameKey : (text: string) => text;
  return map.entries.find(([each]) => fold(each) === fold(key))?.[1] ?? map.defaultValue;
}
