import { describe, expect, it } from "vitest";
import { everyCommand, manPage } from "./man-page.js";

describe("the man page", () => {
  it("is packages/stopgap/man/stopgap.1: npm run docs:man, if not", async () => {
    await expect(manPage()).toMatchFileSnapshot("../../packages/stopgap/man/stopgap.1");
  });

  it("has a section for each command", () => {
    const sections = [...manPage().matchAll(/^\.SS "stopgap (.+)"$/gm)].map(([, words = ""]) =>
      words.replace(/\\/g, ""),
    );
    for (const [path] of everyCommand()) {
      expect(sections.filter((words) => words === path || words.startsWith(`${path} `))).toHaveLength(1);
    }
  });

  it("begins no line with what roff would take for a request", () => {
    const requests = new Set(["TH", "SH", "SS", "TP", "PP", "B", "I", "RI", '\\"']);
    const unknown = manPage()
      .split("\n")
      .filter(
        (line) => line.startsWith("'") || (line.startsWith(".") && !requests.has(line.slice(1).split(" ")[0] ?? "")),
      );
    expect(unknown).toEqual([]);
  });
});
