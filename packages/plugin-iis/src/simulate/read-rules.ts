import { PluginError, type ValueElement } from "@stopgap/core/plugin";
import { type Collection, collectionsAt, type Level, last } from "../config/section-path.js";
import { takesAway } from "../config/splice.js";
import { checkElement, Refused } from "../schema/check-element.js";
import { checkPiece } from "../schema/check-piece.js";
import { nameKey, shown } from "../schema/names.js";
import { type PlainElement, plainElement } from "../schema/plain-element.js";
import { type ElementSchema, inboundRule, rewriteMap } from "../schema/rewrite-schema.js";
import { readXml, XmlRefused } from "../xml/read-xml.js";
import { attributeOf, childElements, type XmlDocument, type XmlElement } from "../xml/xml-document.js";
import { inboundRuleOf, type RuleSet, rewriteMapOf } from "./rule-set.js";

/** Reads the rules of a `web.config` or of a `rewrite` element. Throws `PluginError("RULES_INVALID")` where IIS would refuse them. */
export function readRules(text: string): readonly RuleSet[] {
  return reporting(() => {
    const document = readXml(text.replace(/^\uFEFF/, ""));
    const { root } = document;
    if (root.name === "configuration") return [ruleSetAt(document, null, [])];
    if (root.name === "rewrite") {
      const of = (name: string) => childElements(root, name).flatMap((collection) => childElements(collection));
      return [ruleSet([], [...of("globalRules"), ...of("rules")], of("rewriteMaps"))];
    }
    throw new Refused(`the root element is ${root.name} instead of configuration or rewrite`);
  });
}

/** The rules that a file sets at a level, of those collections that count. Throws `Refused`. */
export function ruleSetAt(
  document: XmlDocument,
  level: Level,
  base: readonly string[],
  counts: (collection: Collection) => boolean = () => true,
): RuleSet {
  const of = (names: readonly string[]) =>
    collectionsAt(document, level, names)
      .filter(counts)
      .flatMap(({ chain }) => childElements(last(chain)));
  return ruleSet(base, of(["rewrite", "rules"]), of(["rewrite", "rewriteMaps"]));
}

/** The server-wide rules, which run before all others. Throws `Refused`. */
export function globalRuleSet(document: XmlDocument): RuleSet {
  const elements = collectionsAt(document, null, ["rewrite", "globalRules"]).flatMap(({ chain }) =>
    childElements(last(chain)),
  );
  return ruleSet([], elements, []);
}

/** Tells which names the elements of a collection take away from what is inherited. */
export function takenAway(document: XmlDocument, level: Level): (name: string) => boolean {
  const elements = collectionsAt(document, level, ["rewrite", "rules"]).flatMap(({ chain }) =>
    childElements(last(chain)),
  );
  return (name) => elements.some((element) => takesAway(element, nameKey(name)));
}

/** Runs a reading of rules and turns what it refuses into one line for people. */
export function reporting<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof XmlRefused || error instanceof Refused) {
      throw new PluginError("RULES_INVALID", `IIS would refuse these rules: ${error.message}; correct them`);
    }
    throw error;
  }
}

function ruleSet(base: readonly string[], rules: readonly XmlElement[], maps: readonly XmlElement[]): RuleSet {
  const inForce = carriedOut(rules, "rule");
  for (const { element, name } of inForce) {
    const plain = checked(element, inboundRule, `rule ${shown(name)}`);
    checkPiece({ kind: "in", name, element: plain }, []);
  }
  return {
    base,
    rules: inForce.map(({ element }) => inboundRuleOf(plainElement(element))),
    maps: carriedOut(maps, "rewriteMap").map(({ element, name }) =>
      rewriteMapOf(checked(element, rewriteMap, `rewrite map ${shown(name)}`)),
    ),
  };
}

/** The items of a collection that its `clear` and `remove` leave, each name once. */
function carriedOut(
  elements: readonly XmlElement[],
  item: string,
): readonly { readonly element: XmlElement; readonly name: string }[] {
  const kept = new Map<string, { readonly element: XmlElement; readonly name: string }>();
  for (const element of elements) {
    const name = attributeOf(element, "name") ?? "";
    if (element.name === "clear") kept.clear();
    else if (element.name === "remove") kept.delete(nameKey(name));
    else if (element.name !== item)
      throw new Refused(`there is an element ${shown(element.name)} where ${item} is expected`);
    else if (kept.has(nameKey(name))) throw new Refused(`two of ${item} are named ${shown(name)}`);
    else kept.set(nameKey(name), { element, name });
  }
  return [...kept.values()];
}

function checked(element: XmlElement, schema: ElementSchema, where: string): PlainElement {
  const plain = plainElement(element);
  checkElement(valueElement(plain), schema, where);
  return plain;
}

/** Without the attributes by which any element may be locked. */
function valueElement({ name, attributes, elements }: PlainElement): ValueElement {
  const own = Object.entries(attributes).filter(
    ([attribute]) => !/^lock(?:Item|Attributes|Elements|AllAttributesExcept|AllElementsExcept)$/.test(attribute),
  );
  return { name, attributes: Object.fromEntries(own), text: "", elements: elements.map(valueElement) };
}
