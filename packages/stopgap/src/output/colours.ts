import picocolors from "picocolors";

/** How a piece of text is meant; what it looks like is the terminal's. */
export type Tone = "plain" | "good" | "warning" | "bad" | "faint" | "strong" | "added" | "removed";

export type Colours = (text: string, tone: Tone) => string;

/** Tones as colours, or the text as it is. */
export function colours(enabled: boolean): Colours {
  const paint = picocolors.createColors(enabled);
  const by: Readonly<Record<Tone, (text: string) => string>> = {
    plain: String,
    good: paint.green,
    warning: paint.yellow,
    bad: paint.red,
    faint: paint.dim,
    strong: paint.bold,
    added: paint.green,
    removed: paint.red,
  };
  return (text, tone) => by[tone](text);
}
