import { catalogue, type ErrorEntry } from "@stopgap/core";
import { describe, expect, it } from "vitest";
import { sourceFiles } from "../architecture/source-files.js";
import { errorPage } from "./error-page.js";

const rows: readonly (readonly [string, ErrorEntry])[] = Object.entries(catalogue);

describe("the error catalogue", () => {
  it("is what docs/errors.md says: npm run docs:errors, if not", async () => {
    await expect(errorPage()).toMatchFileSnapshot("../../docs/errors.md");
  });

  it("has codes, sentences and clauses", () => {
    const odd = rows.filter(
      ([code, { meaning, remedy }]) =>
        !/^[A-Z][A-Z0-9_]*$/.test(code) || !/^[A-Z].*[.]$/.test(meaning) || !/^[a-z].*[^.]$/.test(remedy),
    );
    expect(odd).toEqual([]);
  });

  it("has no code that nothing raises", () => {
    const code = sourceFiles
      .filter(({ path, isTest }) => !isTest && !path.startsWith("packages/core/src/errors/"))
      .map(({ text }) => text)
      .join("\n");
    expect(rows.map(([name]) => name).filter((name) => !code.includes(`"${name}"`))).toEqual([]);
  });
});
