import { PluginError } from "@stopgap/core/plugin";
import { levelOf } from "../config/section-path.js";
import { Refused } from "../schema/check-element.js";
import { readXml, XmlRefused } from "../xml/read-xml.js";
import { decodeText, EncodingRefused } from "../xml/text-encoding.js";
import { childElements } from "../xml/xml-document.js";
import { checkedRuleSet } from "./checked-rule-set.js";
import type { RuleSet } from "./rule-set.js";
import { globalRuleSet, RuleStack } from "./rule-stack.js";

/**
 * Reads the rules of a `web.config`, a `rewrite` element or a file of `rules` that speak for the URL path segments. Throws
 * `PluginError("RULES_INVALID")` where IIS would refuse them.
 */
export function readRules(bytes: Uint8Array, segments: readonly string[]): readonly RuleSet[] {
  return reporting(() => {
    const document = readXml(decodeText(bytes).text);
    const { root } = document;
    const of = (name: string) => childElements(root, name).flatMap((collection) => childElements(collection));
    switch (root.name) {
      case "configuration": {
        const stack = new RuleStack();
        for (const end of [0, ...segments.map((_segment, index) => index + 1)]) {
          const base = segments.slice(0, end);
          stack.add(document, levelOf(base.join("/")), base);
        }
        return [globalRuleSet(document), ...stack.sets];
      }
      case "rewrite":
        return [checkedRuleSet([], [...of("globalRules"), ...of("rules")], of("rewriteMaps"))];
      case "rules":
        return [checkedRuleSet([], childElements(root), [])];
      default:
        throw new Refused(`the root element is ${root.name} instead of configuration or rewrite`);
    }
  });
}

/** Runs a reading of rules and turns what it refuses into one line for people. */
export function reporting<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof XmlRefused || error instanceof EncodingRefused || error instanceof Refused) {
      throw new PluginError("RULES_INVALID", `IIS would refuse these rules: ${error.message}; correct them`);
    }
    throw error;
  }
}
