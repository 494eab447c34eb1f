/** HTML that is safe to write out: made by `html` or `join` only. */
export interface Html {
  readonly safe: string;
}

export type HtmlPart = Html | string | number | readonly Html[];

/** A template whose values are escaped, unless they are HTML made by this function. */
export function html(texts: TemplateStringsArray, ...values: readonly HtmlPart[]): Html {
  const filled = texts.map((text, index) => (index === 0 ? text : partText(values[index - 1] ?? "") + text));
  return { safe: filled.join("") };
}

function partText(part: HtmlPart): string {
  if (typeof part === "string" || typeof part === "number") return escaped(String(part));
  return "safe" in part ? part.safe : part.map(({ safe }) => safe).join("");
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? "");
}
