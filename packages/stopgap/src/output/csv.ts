import { stringify } from "csv-stringify/sync";

/** What spreadsheets take for the begin of a formula, also behind blanks and in full width. */
const formula = /^\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]/;

/**
 * Comma-separated values under their titles. A cell that a spreadsheet would run as a formula gets an apostrophe first, and
 * one that another separator would split is quoted. With a byte order mark where there is more than ASCII: without it,
 * spreadsheets take the bytes for another encoding.
 */
export function csv(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = rows.map((row) => row.map((cell) => (formula.test(cell) ? `'${cell}` : cell)));
  const text = stringify([[...titles], ...cells], { quoted_match: /[;\t\r\n|]/, record_delimiter: "windows" });
  return isAscii(text) ? text : `\ufeff${text}`;
}

function isAscii(text: string): boolean {
  return Buffer.byteLength(text) === text.length;
}
