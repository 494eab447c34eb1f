/** The values an attribute may have. A `default` of undefined: none, the attribute's absence differs from any value. */
export type AttributeSchema =
  | { readonly type: "string"; readonly required?: true; readonly nonEmpty?: true; readonly default?: string }
  | { readonly type: "bool"; readonly default: boolean }
  | { readonly type: "uint"; readonly required?: true; readonly default?: number; readonly max: number }
  | { readonly type: "enum"; readonly values: readonly string[]; readonly default?: string; readonly required?: true }
  | { readonly type: "flags"; readonly values: readonly string[]; readonly default: string };

/** An element of the URL Rewrite schema: its attributes, its single children and the items it collects, by name. */
export interface ElementSchema {
  readonly attributes: Readonly<Record<string, AttributeSchema>>;
  readonly elements?: Readonly<Record<string, ElementSchema>>;
  readonly items?: Readonly<Record<string, ElementSchema>>;
}

const yes = { type: "bool", default: true } as const;
const no = { type: "bool", default: false } as const;
const text = { type: "string" } as const;
const optional = { type: "string", default: "" } as const;
const needed = { type: "string", required: true, nonEmpty: true } as const;

const patternSyntaxes = ["ECMAScript", "Wildcard", "ExactMatch"] as const;
const patternSyntax = { type: "enum", values: patternSyntaxes, default: "ECMAScript" } as const;
const logicalGrouping = { type: "enum", values: ["MatchAll", "MatchAny"], default: "MatchAll" } as const;

const condition = (matchTypes: readonly string[]): ElementSchema => ({
  attributes: {
    input: optional,
    pattern: optional,
    matchType: { type: "enum", values: matchTypes, default: "Pattern" },
    ignoreCase: yes,
    negate: no,
  },
});
const patternCondition = condition(["Pattern"]);

const conditions: ElementSchema = {
  attributes: { logicalGrouping, trackAllCaptures: no },
  items: { add: condition(["Pattern", "IsFile", "IsDirectory"]) },
};
const outboundConditions: ElementSchema = {
  attributes: { logicalGrouping, trackAllCaptures: yes },
  items: { add: patternCondition },
};

/** `system.webServer/rewrite/rules/rule`. */
export const inboundRule: ElementSchema = {
  attributes: {
    name: needed,
    enabled: yes,
    patternSyntax,
    stopProcessing: no,
    responseCacheDirective: { type: "enum", values: ["Auto", "Always", "Never", "NotIfRuleMatched"], default: "Auto" },
  },
  elements: {
    match: { attributes: { url: needed, ignoreCase: yes, negate: no } },
    conditions,
    serverVariables: {
      attributes: {},
      items: { set: { attributes: { name: needed, value: optional, replace: yes } } },
    },
    action: {
      attributes: {
        type: {
          type: "enum",
          values: ["None", "Rewrite", "Redirect", "CustomResponse", "AbortRequest"],
          default: "None",
        },
        url: optional,
        appendQueryString: yes,
        logRewrittenUrl: no,
        redirectType: { type: "enum", values: ["Permanent", "Found", "SeeOther", "Temporary"], default: "Permanent" },
        statusCode: { type: "uint", max: 999 },
        subStatusCode: { type: "uint", default: 0, max: 999 },
        statusReason: optional,
        statusDescription: optional,
      },
    },
  },
};

/** `system.webServer/rewrite/outboundRules/rule`. */
export const outboundRule: ElementSchema = {
  attributes: { name: needed, preCondition: optional, enabled: yes, patternSyntax, stopProcessing: no },
  elements: {
    match: {
      attributes: {
        filterByTags: {
          type: "flags",
          values: [
            "None",
            "A",
            "Area",
            "Base",
            "Form",
            "Frame",
            "Head",
            "IFrame",
            "Img",
            "Input",
            "Link",
            "Script",
            "CustomTags",
          ],
          default: "None",
        },
        customTags: optional,
        serverVariable: optional,
        pattern: text,
        occurrences: { type: "uint", default: 0, max: 4_294_967_295 },
        ignoreCase: yes,
        negate: no,
      },
    },
    conditions: outboundConditions,
    action: {
      attributes: {
        type: { type: "enum", values: ["None", "Rewrite"], default: "None" },
        value: optional,
        replace: yes,
      },
    },
  },
};

/** `system.webServer/rewrite/outboundRules/preConditions/preCondition`. */
export const preCondition: ElementSchema = {
  attributes: { name: needed, logicalGrouping, patternSyntax },
  items: { add: patternCondition },
};

/** `system.webServer/rewrite/outboundRules/customTags/tags`. */
export const customTags: ElementSchema = {
  attributes: { name: needed },
  items: { tag: { attributes: { name: needed, attribute: needed } } },
};

/** `system.webServer/rewrite/rewriteMaps/rewriteMap`. */
export const rewriteMap: ElementSchema = {
  attributes: { name: needed, defaultValue: optional, ignoreCase: yes },
  items: { add: { attributes: { key: needed, value: optional } } },
};

/** `system.webServer/rewrite/allowedServerVariables/add`. */
export const allowedServerVariable: ElementSchema = { attributes: { name: needed } };
