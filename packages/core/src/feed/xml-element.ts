// The parser is fast-xml-parser by the project's charter, whatever its speed: the strict scan before it keeps the two of one mind.
import { XMLParser } from "fast-xml-parser";
import { decodeReferences } from "../verify/scan/references.js";
import type { SignedBytes } from "../verify/signature/signed-bytes.js";
import type { ValueElement } from "./feed.js";

const attributePrefix = "@";
const elementPrefix = "<";
const attributesKey = ":@";
const textKey = "#text";

/** Names are prefixed while inside the parser: it refuses or renames some (`constructor`, `toString`) otherwise. */
const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: attributePrefix,
  transformTagName: (name) => (name.startsWith(elementPrefix) ? name : `${elementPrefix}${name}`),
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  processEntities: false,
  removeNSPrefix: false,
  jPath: false,
});

type Parsed = Readonly<Record<string, unknown>>;

function isParsedList(value: unknown): value is readonly Parsed[] {
  return Array.isArray(value);
}

/** Literal line ends and tabs are spaces in attribute values (XML 1.0 3.3.3); references are decoded after that. */
function attributesOf(entry: Parsed): Readonly<Record<string, string>> {
  const attributes = entry[attributesKey];
  if (typeof attributes !== "object" || attributes === null) return {};
  return Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [
      name.slice(attributePrefix.length),
      decodeReferences(String(value).replace(/[\t\n\r]/g, " ")),
    ]),
  );
}

function elementOf(entry: Parsed): ValueElement | null {
  const key = Object.keys(entry).find((name) => name.startsWith(elementPrefix));
  const content = key === undefined ? undefined : entry[key];
  if (key === undefined || !isParsedList(content)) return null;
  const elements: ValueElement[] = [];
  let text = "";
  for (const child of content) {
    const element = elementOf(child);
    if (element !== null) elements.push(element);
    else text += textOf(child[textKey]);
  }
  return { name: key.slice(elementPrefix.length), attributes: attributesOf(entry), text, elements };
}

/** The root element of text that was scanned, as plain data: names as written, all text and order kept, references decoded. */
export function readElement(scanned: string): ValueElement {
  const parsed: unknown = parser.parse(scanned);
  const roots = isParsedList(parsed) ? parsed.map(elementOf).filter((element) => element !== null) : [];
  const [root] = roots;
  if (root === undefined || roots.length !== 1) throw new Error("a scanned document has one root element");
  return root;
}

/** The root element of what was signed. */
export function parseXml(signed: SignedBytes): ValueElement {
  return readElement(Buffer.from(signed.buffer, signed.byteOffset, signed.length).toString("utf8"));
}

function textOf(value: unknown): string {
  return typeof value === "string" ? decodeReferences(value) : "";
}
