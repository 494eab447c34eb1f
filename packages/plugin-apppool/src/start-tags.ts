export interface TagAttribute {
  readonly name: string;
  /** As it stands, references and all. */
  readonly written: string;
  readonly valueStart: number;
  readonly valueEnd: number;
  /** With the white space before it. */
  readonly start: number;
  readonly end: number;
}

export interface StartTag {
  /** Names from the root, joined by `/`. */
  readonly path: string;
  readonly attributes: readonly TagAttribute[];
  /** Just after the last attribute, or the name. */
  readonly attributesEnd: number;
}

const piece = new RegExp(
  [
    "<!--[\\s\\S]*?-->",
    "<!\\[CDATA\\[[\\s\\S]*?\\]\\]>",
    "<\\?[\\s\\S]*?\\?>",
    "</(?<closed>[^\\s<>/]+)\\s*>",
    "<(?<opened>[^\\s<>/!?=]+)(?<attributes>(?:\\s+[^\\s<>=/\"']+\\s*=\\s*(?:\"[^\"<]*\"|'[^'<]*'))*)\\s*(?<empty>/?)>",
    "[^<]+",
  ].join("|"),
  "y",
);
const attribute = /\s+([^\s<>=/"']+)\s*=\s*(?:"([^"<]*)"|'([^'<]*)')/g;

/** Every start tag of the XML text, in order. Throws a `SyntaxError` with the line where tags do not match; takes no DOCTYPE. */
export function startTags(text: string): readonly StartTag[] {
  const found: StartTag[] = [];
  const open: string[] = [];
  let at = 0;
  while (at < text.length) {
    piece.lastIndex = at;
    const match = piece.exec(text);
    const groups = match?.groups ?? {};
    const { closed, opened, attributes = "", empty } = groups;
    if (match === null || (closed !== undefined && open.pop() !== closed)) throw malformed(text, at);
    if (opened !== undefined) {
      const nameEnd = at + 1 + opened.length;
      open.push(opened);
      found.push({
        path: open.join("/"),
        attributes: attributesOf(attributes, nameEnd),
        attributesEnd: nameEnd + attributes.length,
      });
      if (empty === "/") open.pop();
    }
    at += match[0].length;
  }
  if (open.length > 0 || found.length === 0) throw malformed(text, text.length);
  return found;
}

function attributesOf(attributes: string, offset: number): readonly TagAttribute[] {
  return [...attributes.matchAll(attribute)].map((match) => {
    const [whole, name = "", double, single] = match;
    const written = double ?? single ?? "";
    const start = offset + match.index;
    const end = start + whole.length;
    return { name, written, valueStart: end - 1 - written.length, valueEnd: end - 1, start, end };
  });
}

function malformed(text: string, at: number): SyntaxError {
  return new SyntaxError(`it is not well-formed at line ${text.slice(0, at).split("\n").length}`);
}
