import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkDocument } from "../../packages/stopgap/src/configuration/check-document.js";
import { parseDocument } from "../../packages/stopgap/src/configuration/parse-document.js";
import { codeBlocks, describeBlock, readBlocks, root, wordOf } from "./code-blocks.js";
import { type DocumentProjects, isCompiled, writeDocumentProjects } from "./document-project.js";

const run = promisify(execFile);
const program = join(root, "packages/stopgap/bin/stopgap.js");
const named = (blocks: typeof codeBlocks) => blocks.map((block) => [describeBlock(block), block] as const);

let projects: DocumentProjects;
beforeAll(async () => {
  projects = await writeDocumentProjects();
});
afterAll(() => projects.remove());

it("blocks are found with their words, place and text", () => {
  const text = "a\n```ts file=src/a.ts run\nconst a = 1;\n```\n\n```\nplain\n```\n";
  expect(readBlocks("x.md", text)).toEqual([
    { document: "x.md", line: 2, language: "ts", words: ["file=src/a.ts", "run"], text: "const a = 1;\n" },
    { document: "x.md", line: 6, language: "", words: [], text: "plain\n" },
  ]);
});

describe("code in the documents", () => {
  it("compiles", async () => {
    const options = { module: "nodenext", target: "es2023", strict: true, exactOptionalPropertyTypes: true };
    const more = { noUncheckedIndexedAccess: true, noEmit: true, skipLibCheck: true, checkJs: true, types: ["node"] };
    const tsconfig = { compilerOptions: { ...options, ...more }, include: ["*/**/*.ts", "*/**/*.js"] };
    await writeFile(join(projects.directory, "tsconfig.json"), JSON.stringify(tsconfig));
    const tsc = join(root, "node_modules/@typescript/native/bin/tsc");
    const compiled = run(process.execPath, [tsc, "-p", projects.directory], { cwd: projects.directory });
    expect(await compiled.then(() => "", outputOf)).toBe("");
    expect(codeBlocks.filter(isCompiled).length).toBeGreaterThan(0);
  });

  it.each(named(codeBlocks.filter((block) => wordOf(block, "source") !== undefined)))(
    "%s is the file it says it is",
    (_, block) => {
      expect(block.text).toBe(readFileSync(join(root, wordOf(block, "source") ?? ""), "utf8"));
    },
  );

  it.each(named(codeBlocks.filter(({ language, words }) => language === "sh" && words.includes("run"))))(
    "%s runs",
    async (_, block) => {
      const env = { ...process.env, PATH: `${join(root, "node_modules/.bin")}:${process.env.PATH}` };
      const cwd = projects.folder(block.document);
      const ran = run("bash", ["-eu", "-o", "pipefail", "-c", block.text], { cwd, env });
      expect(await ran.then(() => "", outputOf)).toBe("");
    },
  );
});

describe("configuration in the documents", () => {
  const whole = {
    organization: "organization: Contoso",
    server: "server: { name: Server1, product: Exchange2019, build: 15.2.1118.12, roles: [Mailbox] }",
    feed: "feed: { url: https://feed.contoso.example/mitigations }",
    trust: "trust: { roots: [./root.pem], issuer: CN=Contoso Feed Signing CA, extendedKeyUsage: [1.3.6.1.5.5.7.3.3] }",
    host: "host: { kind: sandbox, root: ./server }",
  };
  const configurations = codeBlocks.filter(
    (block) => block.language === "yaml" && wordOf(block, "file") === undefined && !block.words.includes("other"),
  );

  it.each(named(configurations))("%s is accepted", (_, { text, words }) => {
    const missing = Object.entries(whole).filter(([key]) => !new RegExp(`^${key}:`, "m").test(text));
    const parsed = parseDocument([text, ...missing.map(([, line]) => line)].join("\n"));
    if (!parsed.ok) throw new Error(parsed.problem.message);
    const checked = words.includes("fragment") ? { ok: true as const } : checkDocument(parsed.document, "/");
    expect(checked.ok ? [] : checked.problems).toEqual([]);
  });
});

describe("commands in the documents", () => {
  const lines = [
    ...new Set(
      codeBlocks
        .filter(({ language }) => language === "sh")
        .flatMap(({ text }) => text.split(/\n|&&/))
        .map((line) => line.trim()),
    ),
  ];
  const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const commands = new Set(
    lines.flatMap((line) => /^(?:npx )?stopgap((?: [a-z][a-z-]*)+)/.exec(line)?.[1]?.trim() ?? []),
  );

  it("of npm are scripts of this repository", () => {
    const named = lines.flatMap((line) => /^npm (?:run ([\w:-]+)|(test))/.exec(line)?.slice(1).find(Boolean) ?? []);
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });

  it.each([...commands])("stopgap %s is one", async (command) => {
    const { stdout } = await run(process.execPath, [program, ...command.split(" "), "--help"]);
    expect(stdout).toContain(`stopgap ${command.split(" ")[0]}`);
  });
});

function outputOf(error: { readonly stdout?: string; readonly stderr?: string; readonly message: string }): string {
  return `${error.stdout ?? ""}${error.stderr ?? ""}` || error.message;
}
