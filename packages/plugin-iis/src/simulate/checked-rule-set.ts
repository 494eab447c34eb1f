import type { ValueElement } from "@stopgap/core/plugin";
import { checkElement, Refused } from "../schema/check-element.js";
import { checkPiece } from "../schema/check-piece.js";
import { nameKey, shown } from "../schema/names.js";
import { type PlainElement, plainElement } from "../schema/plain-element.js";
import { type ElementSchema, inboundRule, rewriteMap } from "../schema/rewrite-schema.js";
import { attributeOf, childElements, type XmlElement } from "../xml/xml-document.js";
import { inboundRuleOf, type RuleSet, rewriteMapOf } from "./rule-set.js";

/** The rules and maps that the elements of their collections come to. Throws `Refused` where IIS would refuse them. */
export function checkedRuleSet(
  base: readonly string[],
  rules: readonly XmlElement[],
  maps: readonly XmlElement[],
): RuleSet {
  return {
    base,
    rules: carriedOut(rules, "rule", "name").map(({ element, key }) => {
      const rule = complete(checked(plainElement(element), inboundRule, `rule ${shown(key)}`));
      checkPiece({ kind: "in", name: key, element: rule }, []);
      return inboundRuleOf(rule);
    }),
    maps: carriedOut(maps, "rewriteMap", "name").map(({ element, key }) => {
      const entries = carriedOut(childElements(element), "add", "key").map((entry) => plainElement(entry.element));
      const map = { ...plainElement(element), elements: entries };
      return rewriteMapOf(checked(map, rewriteMap, `rewrite map ${shown(key)}`));
    }),
  };
}

/** A rule without a pattern is for every URL, and one without an action does nothing. */
function complete(rule: PlainElement): PlainElement {
  const url = rule.attributes.patternSyntax === "Wildcard" ? "*" : ".*";
  const parts: readonly PlainElement[] = [
    { name: "match", attributes: { url }, elements: [] },
    { name: "action", attributes: {}, elements: [] },
  ];
  const missing = parts.filter(({ name }) => !rule.elements.some((each) => each.name === name));
  return { ...rule, elements: [...rule.elements, ...missing] };
}

/** The items of a collection that its `clear` and `remove` leave, each name once. */
function carriedOut(
  elements: readonly XmlElement[],
  item: string,
  keyAttribute: string,
): readonly { readonly element: XmlElement; readonly key: string }[] {
  const kept = new Map<string, { readonly element: XmlElement; readonly key: string }>();
  for (const element of elements) {
    const key = attributeOf(element, keyAttribute) ?? "";
    if (element.name === "clear") kept.clear();
    else if (element.name === "remove") kept.delete(nameKey(key));
    else if (element.name !== item)
      throw new Refused(`there is an element ${shown(element.name)} where ${item} is expected`);
    else if (kept.has(nameKey(key))) throw new Refused(`two of ${item} are named ${shown(key)}`);
    else kept.set(nameKey(key), { element, key });
  }
  return [...kept.values()];
}

function checked(plain: PlainElement, schema: ElementSchema, where: string): PlainElement {
  const own = valueElement(plain);
  checkElement(own, schema, where);
  return own;
}

/** Without the attributes by which any element may be locked. */
function valueElement({ name, attributes, elements }: PlainElement): ValueElement {
  const own = Object.entries(attributes).filter(
    ([attribute]) => !/^lock(?:Item|Attributes|Elements|AllAttributesExcept|AllElementsExcept)$/.test(attribute),
  );
  return { name, attributes: Object.fromEntries(own), text: "", elements: elements.map(valueElement) };
}
