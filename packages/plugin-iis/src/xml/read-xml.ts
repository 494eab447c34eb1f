import { decodeReferences } from "./character-references.js";
import type { XmlAttribute, XmlDocument, XmlElement, XmlNode } from "./xml-document.js";

/** The text is not well-formed XML, or is of a form that is refused. The message says where. */
export class XmlRefused extends Error {
  override readonly name = "XmlRefused";
}

interface OpenElement {
  readonly name: string;
  readonly attributes: readonly XmlAttribute[];
  readonly start: number;
  readonly attributesEnd: number;
  readonly startTagEnd: number;
  readonly children: XmlNode[];
}

const maxDepth = 256;
const nameStart =
  "A-Za-z_:\\u00C0-\\u00D6\\u00D8-\\u00F6\\u00F8-\\u02FF\\u0370-\\u037D\\u037F-\\u1FFF\\u200C\\u200D\\u2070-\\u218F\\u2C00-\\u2FEF\\u3001-\\uD7FF\\uF900-\\uFDCF\\uFDF0-\\uFFFD";
const namePattern = new RegExp(`[${nameStart}][${nameStart}\\-.0-9\\u00B7\\u0300-\\u036F\\u203F\\u2040]*`, "y");
const spacePattern = /[ \t\r\n]*/y;
// XML 1.0 2.2: Char
const forbidden = /(?![\t\n\r\u007F-\u009F])[\p{Cc}\p{Cs}\uFFFE\uFFFF]/u;

/** Reads well-formed XML without a DOCTYPE and remembers where everything stands. Throws `XmlRefused`. */
export function readXml(text: string): XmlDocument {
  const bad = forbidden.exec(text);
  if (bad !== null) refuse(text, bad.index, "a character that XML does not allow");
  return new Reader(text).document();
}

function refuse(text: string, at: number, what: string): never {
  const before = text.slice(0, at);
  const line = before.split("\n").length;
  const column = at - before.lastIndexOf("\n");
  throw new XmlRefused(`line ${line}, column ${column}: ${what}`);
}

class Reader {
  readonly #text: string;
  #at = 0;
  readonly #top: XmlNode[] = [];
  readonly #open: OpenElement[] = [];
  #root: XmlElement | null = null;

  constructor(text: string) {
    this.#text = text;
  }

  document(): XmlDocument {
    while (this.#at < this.#text.length) this.#node();
    const unclosed = this.#open.at(-1);
    if (unclosed !== undefined) refuse(this.#text, unclosed.start, `<${unclosed.name}> is never closed`);
    if (this.#root === null) refuse(this.#text, this.#at, "no root element");
    return { text: this.#text, root: this.#root, nodes: this.#top };
  }

  #node(): void {
    const text = this.#text;
    if (text[this.#at] !== "<") this.#characters();
    else if (text.startsWith("<!--", this.#at)) this.#comment();
    else if (text.startsWith("<![CDATA[", this.#at)) this.#cdata();
    else if (text.startsWith("<!", this.#at)) refuse(text, this.#at, "a DOCTYPE or other declaration is not accepted");
    else if (text.startsWith("<?", this.#at)) this.#instruction();
    else if (text.startsWith("</", this.#at)) this.#endTag();
    else this.#startTag();
  }

  #add(node: XmlNode): void {
    (this.#open.at(-1)?.children ?? this.#top).push(node);
  }

  #characters(): void {
    const start = this.#at;
    const next = this.#text.indexOf("<", start);
    const end = next < 0 ? this.#text.length : next;
    const raw = this.#text.slice(start, end);
    const blank = /^[ \t\r\n]*$/.test(raw);
    if (!blank && this.#open.length === 0) refuse(this.#text, start, "text outside the root element");
    if (raw.includes("]]>")) refuse(this.#text, start, "]]> in text");
    if (!blank) this.#decode(raw, start);
    this.#at = end;
    this.#add({ kind: "text", start, end, blank });
  }

  #until(mark: string, from: number, what: string): number {
    const found = this.#text.indexOf(mark, from);
    if (found < 0) refuse(this.#text, this.#at, `${what} is never closed`);
    return found;
  }

  #comment(): void {
    const start = this.#at;
    const close = this.#until("--", start + 4, "a comment");
    if (this.#text[close + 2] !== ">") refuse(this.#text, close, "-- in a comment");
    this.#at = close + 3;
    this.#add({ kind: "other", start, end: this.#at });
  }

  #cdata(): void {
    const start = this.#at;
    if (this.#open.length === 0) refuse(this.#text, start, "CDATA outside the root element");
    this.#at = this.#until("]]>", start, "a CDATA section") + 3;
    this.#add({ kind: "text", start, end: this.#at, blank: false });
  }

  #instruction(): void {
    const start = this.#at;
    this.#at = start + 2;
    const target = this.#name("a processing instruction without a name");
    if (target.toLowerCase() === "xml" && start !== 0)
      refuse(this.#text, start, "an XML declaration that is not first");
    this.#at = this.#until("?>", this.#at, "a processing instruction") + 2;
    this.#add({ kind: "other", start, end: this.#at });
  }

  #name(what: string): string {
    namePattern.lastIndex = this.#at;
    const name = namePattern.exec(this.#text)?.[0];
    if (name === undefined) refuse(this.#text, this.#at, what);
    this.#at += name.length;
    return name;
  }

  #space(): number {
    spacePattern.lastIndex = this.#at;
    const length = spacePattern.exec(this.#text)?.[0].length ?? 0;
    this.#at += length;
    return length;
  }

  #decode(raw: string, at: number): string {
    const value = decodeReferences(raw);
    if (value === null) refuse(this.#text, at, "a character reference that XML does not know");
    return value;
  }

  #attribute(seen: ReadonlySet<string>): XmlAttribute {
    const at = this.#at;
    const name = this.#name("an attribute name or the end of the tag is missing");
    if (seen.has(name)) refuse(this.#text, at, `attribute ${name} stands twice`);
    this.#space();
    if (this.#text[this.#at] !== "=") refuse(this.#text, this.#at, `attribute ${name} has no value`);
    this.#at += 1;
    this.#space();
    const quote = this.#text[this.#at];
    if (quote !== '"' && quote !== "'") refuse(this.#text, this.#at, `the value of ${name} is not quoted`);
    const start = this.#at + 1;
    const end = this.#until(quote, start, `the value of ${name}`);
    const raw = this.#text.slice(start, end);
    if (raw.includes("<")) refuse(this.#text, start, `< in the value of ${name}`);
    this.#at = end + 1;
    // XML 1.0 3.3.3: attribute-value normalization
    return { name, value: this.#decode(raw.replace(/\r\n|[\t\r\n]/g, " "), start) };
  }

  #startTag(): void {
    const start = this.#at;
    if (this.#open.length === 0 && this.#root !== null) refuse(this.#text, start, "a second root element");
    if (this.#open.length >= maxDepth) refuse(this.#text, start, "elements nested too deep");
    this.#at += 1;
    const name = this.#name("a < that begins no tag");
    const attributes: XmlAttribute[] = [];
    const seen = new Set<string>();
    let attributesEnd = this.#at;
    for (;;) {
      const space = this.#space();
      const next = this.#text[this.#at];
      if (next === ">" || next === "/") break;
      if (space === 0) refuse(this.#text, this.#at, `<${name}> is not closed`);
      const attribute = this.#attribute(seen);
      seen.add(attribute.name);
      attributes.push(attribute);
      attributesEnd = this.#at;
    }
    const selfClosing = this.#text[this.#at] === "/";
    this.#at += 1;
    if (selfClosing) {
      if (this.#text[this.#at] !== ">") refuse(this.#text, this.#at, `<${name}> is not closed`);
      this.#at += 1;
    }
    const opened = { name, attributes, start, attributesEnd, startTagEnd: this.#at, children: [] };
    if (selfClosing) this.#close(opened, this.#at, true);
    else this.#open.push(opened);
  }

  #endTag(): void {
    const start = this.#at;
    this.#at += 2;
    const name = this.#name("a < that begins no tag");
    this.#space();
    if (this.#text[this.#at] !== ">") refuse(this.#text, this.#at, `</${name} is not closed`);
    this.#at += 1;
    const opened = this.#open.pop();
    if (opened === undefined) refuse(this.#text, start, `</${name}> closes nothing`);
    if (opened.name !== name) refuse(this.#text, start, `</${name}> where </${opened.name}> is expected`);
    this.#close(opened, start, false);
  }

  #close(opened: OpenElement, endTagStart: number, selfClosing: boolean): void {
    const element: XmlElement = { kind: "element", ...opened, endTagStart, end: this.#at, selfClosing };
    if (this.#open.length === 0) this.#root = element;
    this.#add(element);
  }
}
