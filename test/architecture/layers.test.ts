import { describe, expect, it } from "vitest";
import {
  builtinHomes,
  coreFolders,
  harmlessBuiltins,
  libraryHomes,
  packageLayers,
  pureFolders,
  testLibraries,
} from "./layer-rules.js";
import { reachedFrom } from "./reached-from.js";
import { type Import, type SourceFile, sourceFiles } from "./source-files.js";

const code = sourceFiles.filter((file) => !file.isTest);
const byPath = new Map(sourceFiles.map((file) => [file.path, file]));

/** `file:line imports x` for every import that breaks the rule. */
function breaches(of: readonly SourceFile[], breaks: (entry: Import, file: SourceFile) => boolean): readonly string[] {
  return of.flatMap((file) =>
    file.imports
      .filter((entry) => breaks(entry, file))
      .map((entry) => `${file.path}:${entry.line} imports ${entry.specifier}`),
  );
}

const below = (folder: string) => code.filter((file) => file.path.startsWith(folder));
const workspaceOf = (path: string) => path.split("/", 2).join("/");
const folderOf = (path: string) => /^packages\/core\/src\/([^/]+)\//.exec(path)?.[1];
const isOwn = (specifier: string) => /^(@stopgap\/|stopgap$)/.test(specifier);

describe("the scan", () => {
  it("sees the code and its imports", () => {
    expect(code.length).toBeGreaterThan(50);
    expect(sourceFiles.flatMap((file) => file.imports).length).toBeGreaterThan(500);
  });

  it("resolves every relative import to a file", () => {
    expect(
      breaches(sourceFiles, ({ to }) => to.kind === "file" && to.name.endsWith(".ts") && !byPath.has(to.name)),
    ).toEqual([]);
  });
});

describe("packages", () => {
  it("are entered through their exports only", () => {
    const isDeep = ({ specifier, to }: Import, { workspace }: SourceFile) =>
      specifier.startsWith(".") && workspaceOf(to.name) !== workspace && !to.name.startsWith("test/");
    expect(breaches(sourceFiles, isDeep)).toEqual([]);
  });

  it("import of each other what their layer allows", () => {
    const isWrong = ({ specifier }: Import, { workspace, isTest }: SourceFile) => {
      const layer = packageLayers.find((rule) => rule.workspace.test(workspace));
      const allowed = isTest ? layer?.tests : layer?.imports;
      return isOwn(specifier) && allowed?.test(specifier) !== true && !(isTest && layer?.imports.test(specifier));
    };
    expect(breaches(sourceFiles, isWrong)).toEqual([]);
  });

  it("never import the program", () => {
    const isProgram = ({ to }: Import, { workspace }: SourceFile) =>
      workspace !== "packages/stopgap" && to.kind === "file" && to.name.startsWith("packages/stopgap/");
    expect(breaches(sourceFiles, isProgram)).toEqual([]);
  });

  it("of plugins reach the machine through their host only", () => {
    const plugins = below("packages/plugin-");
    const isOutside = ({ to }: Import, { path }: SourceFile) =>
      to.kind === "builtin" && !harmlessBuiltins.has(to.name) && builtinHomes[to.name] !== path;
    expect(breaches(plugins, isOutside)).toEqual([]);
  });
});

describe("libraries", () => {
  it("are imported from the files that are named for it", () => {
    const isElsewhere = ({ to, isType }: Import, { path }: SourceFile) => {
      const homes = to.kind === "library" && to.name in libraryHomes ? libraryHomes[to.name] : [];
      if (to.kind !== "library") return false;
      const isHome = (home: string) =>
        isType
          ? workspaceOf(home) === workspaceOf(path)
          : home === path || (home.endsWith("/") && path.startsWith(home));
      return homes?.some(isHome) !== true;
    };
    expect(breaches(below("packages/"), isElsewhere)).toEqual([]);
  });

  it("of the table are all in use", () => {
    const used = new Set(code.flatMap((file) => file.imports.map(({ to }) => to.name)));
    expect(Object.keys(libraryHomes).filter((name) => !used.has(name))).toEqual([]);
  });

  it("for tests stay out of the code", () => {
    expect(breaches(code, ({ to }) => testLibraries.has(to.name))).toEqual([]);
  });
});

describe("the engine", () => {
  const core = below("packages/core/src/");

  it("knows its own folders only, each those of its row", () => {
    const isWrong = ({ to, isType }: Import, { path }: SourceFile) => {
      const [from, into] = [folderOf(path), to.kind === "file" ? folderOf(to.name) : undefined];
      if (from === undefined || into === undefined || from === into || isType) return false;
      return coreFolders[from]?.includes(into) !== true;
    };
    expect(breaches(core, isWrong)).toEqual([]);
  });

  it("decides and projects without library, I/O or module of the system", () => {
    const pure = reachedFrom(
      core.filter(({ path }) => pureFolders.some((folder) => path.startsWith(folder))),
      byPath,
    );
    expect(pure.length).toBeGreaterThan(10);
    expect(breaches(pure, ({ to, isType }) => to.kind !== "file" && !isType)).toEqual([]);
  });

  it("does not know any mitigation type by name", () => {
    const named = sourceFiles.filter(
      ({ path, text }) => path.startsWith("packages/core/src/") && /IIS|AppPool|UrlRewrite/.test(text),
    );
    expect(named.map(({ path }) => path)).toEqual([]);
  });
});
