import { stringify } from "csv-stringify/sync";

/** Comma-separated values under their titles. A cell that a spreadsheet would run as a formula gets an apostrophe first. */
export function csv(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  return stringify([[...titles], ...rows.map((row) => [...row])], {
    escape_formulas: true,
    record_delimiter: "windows",
  });
}
