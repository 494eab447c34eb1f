import { StopgapError } from "../../errors/stopgap-error.js";
import { decodeReferences } from "../scan/references.js";
import { type WalkedAttribute, walkXml } from "../scan/walk-xml.js";

/** Canonical XML 1.0 (inclusive) and Exclusive XML Canonicalization 1.0, both without comments and PrefixList. */
export type C14nMethod = "inclusive" | "exclusive";

type Bindings = ReadonlyMap<string, string>;

interface Attribute {
  readonly name: string;
  readonly prefix: string;
  readonly local: string;
  readonly value: string;
}

interface Frame {
  readonly name: string;
  readonly inScope: Bindings;
  readonly rendered: Bindings;
}

const empty: Bindings = new Map();
const outermost: Frame = { name: "", inScope: empty, rendered: empty };

/** Order of code points, not of UTF-16 units. */
function compare(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index += 1) {
    const left = a.charCodeAt(index);
    const right = b.charCodeAt(index);
    if (left === right) continue;
    const leftHigh = left >= 0xd800 && left <= 0xdfff;
    const rightHigh = right >= 0xd800 && right <= 0xdfff;
    return leftHigh === rightHigh ? left - right : leftHigh ? 1 : -1;
  }
  return a.length - b.length;
}

function escapeText(raw: string): string {
  if (!/[&>]/.test(raw)) return raw;
  return decodeReferences(raw).replace(/[&<>\r]/g, (char) =>
    char === "&" ? "&amp;" : char === "<" ? "&lt;" : char === ">" ? "&gt;" : "&#xD;",
  );
}

const attributeEscapes: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  '"': "&quot;",
  "\t": "&#x9;",
  "\n": "&#xA;",
  "\r": "&#xD;",
};

function escapeAttribute(value: string): string {
  return /[&<"\t\n\r]/.test(value) ? value.replace(/[&<"\t\n\r]/g, (char) => attributeEscapes[char] ?? char) : value;
}

function prefixOf(name: string): string {
  const colon = name.indexOf(":");
  return colon < 0 ? "" : name.slice(0, colon);
}

function isDeclaration(name: string): boolean {
  return name === "xmlns" || name.startsWith("xmlns:");
}

/** What a tag adds to the namespaces in scope; the same map where it adds nothing. */
function enter(inScope: Bindings, attributes: readonly WalkedAttribute[]): Bindings {
  let bindings: Map<string, string> | null = null;
  for (const { name, value } of attributes) {
    if (!isDeclaration(name) || name === "xmlns:xml") continue;
    bindings ??= new Map(inScope);
    bindings.set(name === "xmlns" ? "" : name.slice(6), value);
  }
  return bindings ?? inScope;
}

function ownAttributes(attributes: readonly WalkedAttribute[], inScope: Bindings): Attribute[] {
  const own: Attribute[] = [];
  for (const { name, value } of attributes) {
    if (isDeclaration(name)) continue;
    const prefix = prefixOf(name);
    own.push({ name, prefix, local: prefix === "" ? name : name.slice(prefix.length + 1), value });
  }
  if (own.length < 2) return own;
  const namespace = ({ prefix }: Attribute): string =>
    prefix === "" ? "" : prefix === "xml" ? "http://www.w3.org/XML/1998/namespace" : (inScope.get(prefix) ?? "");
  return own.sort((a, b) => compare(namespace(a), namespace(b)) || compare(a.local, b.local));
}

/** The prefixes an element visibly utilises (Exclusive C14N, 1.1). */
function utilized(name: string, attributes: readonly Attribute[]): readonly string[] {
  const prefixes = new Set([prefixOf(name)]);
  for (const { prefix } of attributes) if (prefix !== "") prefixes.add(prefix);
  prefixes.delete("xml");
  return [...prefixes];
}

/** The declarations to write on an element, sorted, given what is written above it. */
function declarations(
  candidates: Iterable<string>,
  inScope: Bindings,
  rendered: Bindings,
): readonly (readonly [string, string])[] {
  const needed: (readonly [string, string])[] = [];
  for (const prefix of candidates) {
    const uri = inScope.get(prefix) ?? "";
    if (uri !== (rendered.get(prefix) ?? "")) needed.push([prefix, uri]);
  }
  return needed.length < 2 ? needed : needed.sort((a, b) => compare(a[0], b[0]));
}

/** What an apex inherits from the tags above it: namespaces, and for inclusive C14N the attributes of the xml namespace. */
function inherit(ancestors: readonly string[]): {
  readonly inScope: Bindings;
  readonly xml: Map<string, WalkedAttribute>;
} {
  let inScope = empty;
  const xml = new Map<string, WalkedAttribute>();
  for (const tag of ancestors) {
    walkXml(tag, {
      open(_name, attributes) {
        inScope = enter(inScope, attributes);
        for (const attribute of attributes) if (attribute.name.startsWith("xml:")) xml.set(attribute.name, attribute);
      },
      text() {},
      close() {},
    });
  }
  return { inScope, xml };
}

/**
 * The canonical form of one element given as text that a strict scan has passed, line ends normalised, with the start
 * tags of the elements it stands in, outermost first. Linear in the text's length, but for namespaces written anew:
 * DOCUMENT_TOO_COMPLEX as soon as there are more than `longest` characters.
 */
export function canonicalize(
  element: string,
  method: C14nMethod,
  ancestors: readonly string[] = [],
  longest = Number.POSITIVE_INFINITY,
): string {
  const inherited = inherit(ancestors);
  const frames: Frame[] = [];
  let output = "";
  walkXml(element, {
    open(name, attributes) {
      const parent = frames.at(-1);
      const isApex = parent === undefined;
      const { inScope: above, rendered } = parent ?? { ...outermost, inScope: inherited.inScope };
      const inScope = enter(above, attributes);
      const all =
        isApex && method === "inclusive"
          ? [...new Map([...inherited.xml, ...attributes.map((own) => [own.name, own] as const)]).values()]
          : attributes;
      const own = ownAttributes(all, inScope);
      const written = writtenDeclarations(
        name,
        own,
        { method, inScope, changed: isApex || inScope !== above },
        rendered,
      );
      output += `<${name}`;
      for (const [prefix, uri] of written) {
        output += `${prefix === "" ? " xmlns" : ` xmlns:${prefix}`}="${escapeAttribute(uri)}"`;
      }
      for (const attribute of own) output += ` ${attribute.name}="${escapeAttribute(attribute.value)}"`;
      output += ">";
      // Before it is hashed or held as one string: the document is not authenticated yet.
      if (output.length > longest) {
        throw new StopgapError("DOCUMENT_TOO_COMPLEX", `the canonical form has more than ${longest} characters`);
      }
      frames.push({ name, inScope, rendered: written.length === 0 ? rendered : new Map([...rendered, ...written]) });
    },
    text(raw) {
      output += escapeText(raw);
    },
    close() {
      output += `</${frames.pop()?.name ?? ""}>`;
    },
  });
  return output;
}

function writtenDeclarations(
  name: string,
  own: readonly Attribute[],
  scope: { readonly method: C14nMethod; readonly inScope: Bindings; readonly changed: boolean },
  rendered: Bindings,
): readonly (readonly [string, string])[] {
  if (scope.method === "exclusive") {
    if (scope.inScope.size === 0 && rendered.size === 0) return [];
    return declarations(utilized(name, own), scope.inScope, rendered);
  }
  return scope.changed ? declarations(scope.inScope.keys(), scope.inScope, rendered) : [];
}
