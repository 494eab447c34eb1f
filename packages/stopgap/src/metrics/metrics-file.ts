import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { StopgapError } from "@stopgap/core";
import type { Configuration } from "../configuration/configuration.js";
import { writeWhole } from "../outlets/write-whole.js";

export const metricsFile = ({ log }: { readonly log: Pick<Configuration["log"], "directory"> }): string =>
  join(log.directory, "stopgap.prom");

/** Puts the text in place at once, as the node exporter's textfile collector wants it. Rejects with `METRICS_UNAVAILABLE`. */
export async function writeMetricsFile(file: string, text: string): Promise<void> {
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeWhole(file, text);
  } catch (cause) {
    const why = cause instanceof Error && "code" in cause ? String(cause.code) : "unknown";
    throw new StopgapError("METRICS_UNAVAILABLE", `${file} cannot be written (${why})`, { cause });
  }
}
