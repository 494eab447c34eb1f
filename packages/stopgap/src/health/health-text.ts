import type { Tone } from "../output/colours.js";
import { displayWidth, wrap } from "../output/display-width.js";
import type { Page } from "../output/table.js";
import type { HealthColor, HealthRow } from "./health-row.js";

const tones: Readonly<Record<HealthColor, Tone>> = { Green: "good", Grey: "plain", Yellow: "warning", Red: "bad" };
/** So that the colour is there without colours: for a screen reader, a log, a black-and-white print. */
const marks: Readonly<Record<HealthColor, string>> = { Green: "ok", Grey: "", Yellow: "look", Red: "act" };
const markWidth = 6;

/** The rows for a terminal: what asks for attention is marked in words too. */
export function healthText(rows: readonly HealthRow[], { width, colours }: Page): string {
  const names = Math.max(...rows.map(({ name }) => displayWidth(name ?? "")), 0) + 2;
  return rows
    .map(({ name, details, color }) => {
      const room = Math.max(width - names - markWidth, 24);
      const lines = details.split(/\r?\n/).flatMap((line) => wrap(line.trim(), room));
      const title = name === null ? "" : `${name}:`;
      return lines
        .map((line, index) => {
          const mark = (index === 0 ? marks[color] : "").padEnd(markWidth);
          const lead = (index === 0 ? title : "").padEnd(names);
          return `${colours(mark, tones[color])}${lead}${colours(line, tones[color])}\n`;
        })
        .join("");
    })
    .join("");
}
