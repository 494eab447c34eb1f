import { oneLine } from "@stopgap/core";
import type { Colours, Tone } from "./colours.js";
import { displayWidth, wrap } from "./display-width.js";

export interface Column<Row> {
  readonly title: string;
  readonly value: (row: Row) => string;
  readonly tone?: (row: Row) => Tone;
}

export interface Page {
  readonly width: number;
  readonly colours: Colours;
}

const gap = 2;
const narrowestLast = 20;

/**
 * Rows under their titles, the last column wrapped to the width. Where that is too narrow, one `Title: value` block per
 * row instead. Plain text that a screen reader reads in order; no line is padded at its end.
 */
export function table<Row>(columns: readonly Column<Row>[], rows: readonly Row[], page: Page): string {
  const cells = rows.map((row) => columns.map((column) => oneLine(column.value(row))));
  const widths = columns.map(({ title }, index) =>
    Math.max(displayWidth(title), ...cells.map((line) => displayWidth(line[index] ?? ""))),
  );
  const before = widths.slice(0, -1).reduce((sum, width) => sum + width + gap, 0);
  const last = Math.min(widths.at(-1) ?? 0, page.width - before);
  if (last < Math.min(narrowestLast, widths.at(-1) ?? 0)) return blocks(columns, rows, page);
  const tonesOf = (row: Row) => columns.map((column) => column.tone?.(row) ?? "plain");
  const title = line(
    columns.map(({ title }) => title),
    columns.map((): Tone => "strong"),
    widths,
    last,
    page,
  );
  const body = rows.map((row, index) => line(cells[index] ?? [], tonesOf(row), widths, last, page));
  return `${[title, ...body].join("\n")}\n`;
}

function line(
  cells: readonly string[],
  tones: readonly Tone[],
  widths: readonly number[],
  last: number,
  { colours }: Page,
): string {
  const paint = (text: string, index: number) => (text === "" ? "" : colours(text, tones[index] ?? "plain"));
  const lead = cells
    .slice(0, -1)
    .map((cell, index) => paint(cell, index) + spaces((widths[index] ?? 0) - displayWidth(cell) + gap));
  const indent = spaces(widths.slice(0, -1).reduce((sum, width) => sum + width + gap, 0));
  const wrapped = wrap(cells.at(-1) ?? "", Math.max(last, 1)).map((text) => paint(text, cells.length - 1));
  return wrapped
    .map((text, index) => (index === 0 ? lead.join("") : indent) + text)
    .map(trimEnd)
    .join("\n");
}

function blocks<Row>(columns: readonly Column<Row>[], rows: readonly Row[], { width, colours }: Page): string {
  const one = (row: Row) =>
    columns
      .flatMap(({ title, value, tone }) => {
        const [first = "", ...rest] = wrap(oneLine(value(row)), Math.max(width - title.length - gap, 8));
        const paint = (text: string) => colours(text, tone?.(row) ?? "plain");
        return [`${title}: ${paint(first)}`, ...rest.map((text) => `  ${paint(text)}`)];
      })
      .join("\n");
  return `${rows.map(one).join("\n\n")}\n`;
}

function spaces(count: number): string {
  return " ".repeat(Math.max(count, 0));
}

function trimEnd(text: string): string {
  return text.replace(/ +$/, "");
}
