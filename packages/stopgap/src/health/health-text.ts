import type { Tone } from "../output/colours.js";
import { displayWidth, wrap } from "../output/display-width.js";
import type { Page } from "../output/table.js";
import type { HealthColor, HealthRow } from "./health-row.js";

const tones: Readonly<Record<HealthColor, Tone>> = { Green: "good", Grey: "plain", Yellow: "warning", Red: "bad" };
/** So that the colour is there without colours: for a screen reader, a log, a black-and-white print. */
const marks: Readonly<Record<HealthColor, string>> = { Green: "ok", Grey: "", Yellow: "look", Red: "act" };
const markWidth = 6;
const narrowest = 24;

/**
 * The rows for a terminal: what asks for attention is marked in words too. Where the details have no room beside the
 * names, they stand below them.
 */
export function healthText(rows: readonly HealthRow[], { width, colours }: Page): string {
  const names = Math.max(...rows.map(({ name }) => displayWidth(name ?? "")), 0) + 2;
  if (width - names - markWidth < narrowest) return narrowText(rows, { width, colours });
  return rows
    .map(({ name, details, color }) => {
      const lines = linesOf(details, width - names - markWidth);
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

function narrowText(rows: readonly HealthRow[], { width, colours }: Page): string {
  return rows
    .map(({ name, details, color }) => {
      const mark = marks[color] === "" ? "" : `${colours(marks[color], tones[color])} `;
      const title = name === null ? "" : `${mark}${name}:\n`;
      return (
        title +
        linesOf(details, Math.max(width - 2, 8))
          .map((line) => `  ${colours(line, tones[color])}\n`)
          .join("")
      );
    })
    .join("");
}

function linesOf(details: string, room: number): readonly string[] {
  return details.split(/\r?\n/).flatMap((line) => wrap(line.trim(), room));
}
