import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expect, it } from "vitest";

interface Row {
  readonly name: string;
  readonly verdict: string;
  readonly ratio: number;
  readonly megabytes: number;
}

const script = join(import.meta.dirname, "../../bench/denial.mjs");

// Of the built program, each document in a process of its own, by processor time: bench/denial.mjs.
it("no document costs three times a valid one of its size, or 512 MB", { timeout: 900_000 }, () => {
  const rows: readonly Row[] = JSON.parse(
    execFileSync(process.execPath, [script, "--json"], { encoding: "utf8", maxBuffer: 1024 * 1024 }),
  );
  expect(rows.length).toBeGreaterThan(50);
  expect(rows.filter(({ verdict }) => !/^(accepted|[A-Z][A-Z0-9_]*)$/.test(verdict))).toEqual([]);
  expect(rows.filter(({ ratio, megabytes }) => ratio > 3 || megabytes > 512)).toEqual([]);
});
