import { PluginError } from "@stopgap/core/plugin";
import { type Collection, collectionsAt, type Level, last } from "../config/section-path.js";
import { takesAway } from "../config/splice.js";
import { nameKey, shown } from "../schema/names.js";
import { attributeOf, childElements, type XmlDocument, type XmlElement } from "../xml/xml-document.js";
import { checkedRuleSet } from "./checked-rule-set.js";
import type { RuleSet } from "./rule-set.js";

/** The rules of one configuration after the other, on the way down; what one takes away is gone from those above. */
export class RuleStack {
  #sets: readonly RuleSet[] = [];

  /** Throws `Refused` for rules that IIS would refuse. */
  add(
    document: XmlDocument,
    level: Level,
    base: readonly string[],
    counts: (collection: Collection) => boolean = () => true,
  ): void {
    const isGone = takenAway(document, level);
    const kept = this.#sets.map((set) => ({ ...set, rules: set.rules.filter((rule) => !isGone(rule.name)) }));
    this.#sets = [...kept, ruleSetAt(document, level, base, counts)];
  }

  get sets(): readonly RuleSet[] {
    return this.#sets;
  }
}

/** The rules that a file sets at a level, of those collections that count. */
function ruleSetAt(
  document: XmlDocument,
  level: Level,
  base: readonly string[],
  counts: (collection: Collection) => boolean,
): RuleSet {
  const of = (names: readonly string[]) =>
    collectionsAt(document, level, names)
      .filter(counts)
      .flatMap(({ chain }) => inFile(last(chain)));
  return checkedRuleSet(base, of(["rewrite", "rules"]), of(["rewrite", "rewriteMaps"]));
}

/** The server-wide rules, which run before all others. Throws `Refused`. */
export function globalRuleSet(document: XmlDocument): RuleSet {
  const elements = collectionsAt(document, null, ["rewrite", "globalRules"]).flatMap(({ chain }) =>
    childElements(last(chain)),
  );
  return checkedRuleSet([], elements, []);
}

/** The elements of a collection; those of another file are not looked for. */
function inFile(collection: XmlElement): readonly XmlElement[] {
  const source = attributeOf(collection, "configSource");
  if (source === null) return childElements(collection);
  throw new PluginError(
    "RULES_INVALID",
    `the ${collection.name} are in another file, ${shown(source)} (configSource), which is not looked into; simulate with --rules and that file`,
  );
}

/** Tells which names the elements of a collection take away from what is inherited. */
function takenAway(document: XmlDocument, level: Level): (name: string) => boolean {
  const elements = collectionsAt(document, level, ["rewrite", "rules"]).flatMap(({ chain }) =>
    childElements(last(chain)),
  );
  return (name) => elements.some((element) => takesAway(element, nameKey(name)));
}
