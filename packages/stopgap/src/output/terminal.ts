import { type Colours, colours } from "./colours.js";

/** Where a command writes: results to `write` (stdout), everything else to `note` (stderr). */
export interface Terminal {
  write(text: string): void;
  note(text: string): void;
  /** Columns for tables: those of the variable COLUMNS, else the terminal's; Infinity where the output is none. */
  readonly width: number;
  readonly colours: Colours;
}

interface Stream {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** The terminal on these streams: colours only where a person looks (`NO_COLOR`, `TERM=dumb` say nobody does). */
export function openTerminal(
  out: Stream,
  error: Stream,
  environment: Readonly<Record<string, string | undefined>>,
): Terminal {
  const seen = out.isTTY === true;
  const plain = (environment.NO_COLOR ?? "") !== "" || environment.TERM === "dumb";
  return {
    write: (text) => void out.write(text),
    note: (text) => void error.write(text),
    width: Math.max(columnsOf(environment) ?? (seen ? (out.columns ?? 80) : Number.POSITIVE_INFINITY), 20),
    colours: colours(seen && !plain),
  };
}

function columnsOf({ COLUMNS: text = "" }: Readonly<Record<string, string | undefined>>): number | null {
  return /^[1-9]\d{0,4}$/.test(text) ? Number(text) : null;
}
