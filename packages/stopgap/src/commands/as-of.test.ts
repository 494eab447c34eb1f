import { MemoryEventLog } from "@stopgap/core";
import { beforeAll, describe, expect, it } from "vitest";
import { asOf, positionAt } from "./as-of.js";

const now = new Date("2026-11-24T12:00:00.000Z");
const log = new MemoryEventLog();
const times = [
  "2024-02-28T23:59:59.999Z",
  "2024-02-29T00:00:00.000Z",
  "2024-02-29T00:00:00.000Z",
  "2024-03-01T10:30:00.000Z",
];

beforeAll(async () => {
  for (const time of times)
    await log.append([{ stream: "s", type: "T", version: 1, time, cycle: null, actor: null, data: {} }]);
});

describe("a point of the log", () => {
  it.each([
    ["0", 0],
    ["1", 1],
    ["  4 ", 4],
    ["04", 4],
    ["2024-02-28", 0],
    ["2024-02-29", 3],
    ["2024-02-28T23:59:59.998Z", 0],
    ["2024-02-28T23:59:59.999Z", 1],
    ["2024-02-29T00:00:00.000Z", 3],
    ["2024-02-29T01:00:00+01:00", 3],
    ["2024-02-29T00:00:00+00:01", 0],
    ["2024-03-01 10:29", 3],
    ["2024-03-01T10:30", 4],
    ["1970-01-01", 0],
    ["0001-01-01", 0],
    ["2099-12-31T23:59:59.999Z", 4],
    ["0s", 4],
    ["9999d", 0],
  ])("%s stands for position %i", async (text, position) => {
    expect(await positionAt(log, asOf("--at", text, now))).toBe(position);
  });

  it.each([
    "-1",
    "+1",
    "1.5",
    "1e3",
    "0x1",
    "",
    "NaN",
    "yesterday",
    "2023-02-29",
    "2024-02-30",
    "2024-02-30T10:00Z",
    "2100-02-29",
    "2024-04-31T00:00:00Z",
    "2024-13-01",
    "2024-1-1",
    "2024-01-01T25:00Z",
    "2024-01-01T10:60Z",
    "2024-01-01T10:00+25:00",
    "2024-01-01T10",
    "999999999d",
    "-5m",
  ])("%j is none", (text) => {
    expect(() => asOf("--at", text, now)).toThrow(/^--at takes a position or a time, not /);
  });

  it.each(["5", "999999999999999999999999"])("position %s is beyond the end", async (text) => {
    await expect(positionAt(log, asOf("--at", text, now))).rejects.toMatchObject({
      code: "USAGE",
      message: expect.stringContaining("the log ends at 4"),
    });
  });
});
