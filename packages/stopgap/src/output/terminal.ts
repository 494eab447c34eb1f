import { type Colours, colours } from "./colours.js";

/** Where a command writes: results to `write` (stdout), everything else to `note` (stderr). */
export interface Terminal {
  write(text: string): void;
  note(text: string): void;
  /** Columns for tables; Infinity where the output is not a terminal. */
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
    width: seen ? Math.max(out.columns ?? 80, 20) : Number.POSITIVE_INFINITY,
    colours: colours(seen && !plain),
  };
}
