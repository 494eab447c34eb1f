import { lawsFile } from "./laws-file.js";
import { manifestFile } from "./manifest-file.js";
import { typeOfPackage } from "./package-name.js";
import { pluginFile } from "./plugin-file.js";
import { readmeFile } from "./readme-file.js";
import { testFile } from "./test-file.js";
import { tsconfigFile } from "./tsconfig-file.js";

export interface NewPackage {
  readonly name: string;
  /** The mitigation type it serves. */
  readonly type: string;
  /** What its settings file is called. */
  readonly settings: string;
  /** Version of `@stopgap/core` it is made for. */
  readonly core: string;
}

/** The files of a new plugin package, by path: a plugin that keeps the laws, to be changed into what is wanted. */
export function pluginTemplate(name: string, core: string): ReadonlyMap<string, string> {
  const type = typeOfPackage(name);
  const made: NewPackage = { name, type, settings: type.toLowerCase(), core };
  return new Map([
    ["package.json", manifestFile(made)],
    ["tsconfig.json", tsconfigFile()],
    [".gitignore", "node_modules/\ndist/\n"],
    ["README.md", readmeFile(made)],
    ["src/index.ts", pluginFile(made)],
    ["src/laws.ts", lawsFile(made)],
    ["src/index.test.ts", testFile()],
  ]);
}
