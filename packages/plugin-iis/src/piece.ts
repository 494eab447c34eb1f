import { nameKey } from "./schema/names.js";
import type { PlainElement } from "./schema/plain-element.js";
import {
  allowedServerVariable,
  customTags,
  type ElementSchema,
  inboundRule,
  outboundRule,
  preCondition,
  rewriteMap,
} from "./schema/rewrite-schema.js";

export type PieceKind = "in" | "out" | "precondition" | "tags" | "map" | "variable";

/** One named thing a mitigation puts into a collection of URL Rewrite's configuration. */
export interface Piece {
  readonly kind: PieceKind;
  readonly name: string;
  readonly element: PlainElement;
}

/** Where pieces of a kind live and what they may hold. */
interface PieceForm {
  /** What people call it. */
  readonly noun: string;
  /** Element names below `system.webServer`. */
  readonly collection: readonly string[];
  /** Name of the collection's items. */
  readonly item: string;
  readonly schema: ElementSchema;
  /** Goes before the items that are there. */
  readonly first: boolean;
  /** Stands in applicationHost.config whatever the scope: IIS locks the section in every web.config. */
  readonly serverOnly: boolean;
}

export const pieceForms: Readonly<Record<PieceKind, PieceForm>> = {
  variable: {
    noun: "allowed server variable",
    collection: ["rewrite", "allowedServerVariables"],
    item: "add",
    schema: allowedServerVariable,
    first: false,
    serverOnly: true,
  },
  map: {
    noun: "rewrite map",
    collection: ["rewrite", "rewriteMaps"],
    item: "rewriteMap",
    schema: rewriteMap,
    first: false,
    serverOnly: false,
  },
  in: {
    noun: "rule",
    collection: ["rewrite", "rules"],
    item: "rule",
    schema: inboundRule,
    first: true,
    serverOnly: false,
  },
  precondition: {
    noun: "precondition",
    collection: ["rewrite", "outboundRules", "preConditions"],
    item: "preCondition",
    schema: preCondition,
    first: false,
    serverOnly: false,
  },
  tags: {
    noun: "custom tag list",
    collection: ["rewrite", "outboundRules", "customTags"],
    item: "tags",
    schema: customTags,
    first: false,
    serverOnly: false,
  },
  out: {
    noun: "outbound rule",
    collection: ["rewrite", "outboundRules"],
    item: "rule",
    schema: outboundRule,
    first: true,
    serverOnly: false,
  },
};

/** `rule "X"`, as messages name a piece. */
export function pieceTitle(piece: Pick<Piece, "kind" | "name">): string {
  return `${pieceForms[piece.kind].noun} "${piece.name}"`;
}

/** True where IIS takes the two for the same item of a collection. */
export function sameItem(a: Pick<Piece, "kind" | "name">, b: Pick<Piece, "kind" | "name">): boolean {
  return a.kind === b.kind && nameKey(a.name) === nameKey(b.name);
}
