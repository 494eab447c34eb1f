import { expect, it } from "vitest";
import { parseDuration } from "./duration.js";
import { parseSize } from "./size.js";

it.each([
  ["10m", 600_000],
  ["30s", 30_000],
  ["24h", 86_400_000],
  ["7d", 604_800_000],
  ["500ms", 500],
  ["1.5h", 5_400_000],
  ["0", 0],
  ["30", null],
  ["-1s", null],
  ["1w", null],
  ["", null],
])("the duration %j is %s ms", (text, milliseconds) => {
  expect(parseDuration(text)).toBe(milliseconds);
});

it.each([
  ["5MiB", 5_242_880],
  ["200 KiB", 204_800],
  ["1MB", 1_000_000],
  ["12", 12],
  ["12b", 12],
  ["1.5KiB", 1536],
  ["-1", null],
  ["many", null],
])("the size %j is %s bytes", (text, bytes) => {
  expect(parseSize(text)).toBe(bytes);
});
