import ts from "typescript";
import { describe, expect, it } from "vitest";
import { parseSource, type SourceFile, sourceFiles } from "./source-files.js";

const trusted = new Set(["SignedBytes", "VerifiedFeed"]);

/** Where a text says by itself that something is trusted. */
function claims({ path, tree }: Pick<SourceFile, "path" | "tree">): readonly string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    const type = ts.isAsExpression(node) || ts.isTypeAssertionExpression(node) ? node.type : undefined;
    if (type !== undefined && names(type).some((name) => trusted.has(name))) {
      found.push(`${path}:${tree.getLineAndCharacterOfPosition(node.getStart(tree)).line + 1} ${node.getText(tree)}`);
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}

function names(type: ts.Node): readonly string[] {
  const found: string[] = ts.isIdentifier(type) ? [type.text] : [];
  ts.forEachChild(type, (child) => {
    found.push(...names(child));
  });
  return found;
}

const isInVerify = ({ path }: SourceFile) => path.startsWith("packages/core/src/verify/");

describe("trust", () => {
  const code = sourceFiles.filter(({ isTest }) => !isTest);

  it("is given by verify/ and by nothing else", () => {
    expect(code.filter(isInVerify).flatMap(claims).length).toBeGreaterThan(0);
    expect(code.filter((file) => !isInVerify(file)).flatMap(claims)).toEqual([]);
  });

  it.each(["x as SignedBytes", "x as unknown as VerifiedFeed", "x as Promise<VerifiedFeed>", "<SignedBytes>x"])(
    "%s elsewhere would be found",
    (text) => {
      const path = "packages/core/src/feed/x.ts";
      expect(claims({ path, ...parseSource(path, `const y = ${text};`) })).toHaveLength(1);
    },
  );

  it("cannot be forged from outside: the brands are not exported", () => {
    const brands = code
      .filter(isInVerify)
      .flatMap(({ path, text }) =>
        [...text.matchAll(/^(.*)const (\w+): unique symbol/gm)].map((match) => [path, match[1]]),
      );
    expect(brands.length).toBeGreaterThanOrEqual(2);
    expect(brands.filter(([, before]) => before?.includes("export"))).toEqual([]);
  });

  it("is what the parser asks for", () => {
    const parser = code.find(({ path }) => path === "packages/core/src/feed/parse-feed.ts");
    expect(parser?.text).toMatch(/export function parseFeed\(\w+: SignedBytes\)/);
  });
});
