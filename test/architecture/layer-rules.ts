/** Which folders of the engine each of its folders may take values from. Types go anywhere in the engine. */
export const coreFolders: Readonly<Record<string, readonly string[]>> = {
  apply: ["cycle", "decide", "errors", "inspect", "project"],
  connectivity: ["errors", "feed", "verify"],
  cycle: ["decide", "errors", "log", "project"],
  decide: ["project"],
  errors: ["decide"],
  feed: ["cycle", "decide", "errors", "project", "verify"],
  host: ["errors", "plugin"],
  inspect: ["apply", "decide", "errors", "project"],
  log: ["errors", "project"],
  plugin: ["decide", "errors", "host"],
  project: ["errors", "log"],
  publish: ["errors", "verify"],
  replay: ["decide", "errors", "log", "project"],
  schedule: ["errors"],
  settings: ["cycle", "decide", "errors", "feed", "log", "project"],
  snapshot: ["errors", "log", "project"],
  testing: ["apply", "errors", "feed", "host", "log", "plugin", "publish", "verify"],
  verify: ["cycle", "errors", "feed", "project"],
};

/** The folders whose result depends on their arguments alone. */
export const pureFolders = ["packages/core/src/decide/", "packages/core/src/project/"];

/** What a package may import of the other packages. */
export const packageLayers: readonly {
  readonly workspace: RegExp;
  readonly imports: RegExp;
  readonly tests: RegExp;
}[] = [
  { workspace: /^packages\/core$/, imports: /^(?!)/, tests: /^(?!)/ },
  { workspace: /^packages\/store$/, imports: /^@stopgap\/core\/log$/, tests: /^@stopgap\/core(\/(log|testing))?$/ },
  {
    workspace: /^(packages|examples)\/.*plugin/,
    imports: /^@stopgap\/core\/plugin$/,
    tests: /^@stopgap\/core\/(plugin|testing)$/,
  },
  {
    workspace: /^packages\/stopgap$/,
    imports: /^@stopgap\/(core(\/(log|plugin|publish|testing))?|store|plugin-iis)$/,
    tests: /^@stopgap\//,
  },
  { workspace: /^examples\//, imports: /^@stopgap\//, tests: /^@stopgap\// },
];

/** The only files that take a value from a library: a path, or a folder that ends with a slash. */
export const libraryHomes: Readonly<Record<string, readonly string[]>> = {
  "@standard-schema/spec": ["packages/core/src/plugin/mitigation-plugin.ts"],
  "better-sqlite3": ["packages/store/src/"],
  commander: [
    "packages/stopgap/src/command-line/",
    "packages/stopgap/src/commands/error-line.ts",
    "packages/stopgap/src/main.ts",
  ],
  "csv-stringify": ["packages/stopgap/src/output/csv.ts"],
  diff: ["packages/stopgap/src/views/plan-text.ts"],
  "fast-xml-parser": ["packages/core/src/feed/xml-element.ts"],
  "fastest-levenshtein": [
    "packages/stopgap/src/configuration/nearest-key.ts",
    "packages/stopgap/src/configuration/nearest-word.ts",
  ],
  inversify: ["packages/core/src/plugin/bind-plugins.ts"],
  koffi: [
    "packages/plugin-service/src/advapi32.ts",
    "packages/stopgap/src/command-line/keep-exit-status.ts",
    "packages/stopgap/src/journal/windows-journal.ts",
    "packages/stopgap/src/service/windows-control.ts",
  ],
  "node-cron": ["packages/core/src/schedule/cron.ts"],
  nodemailer: ["packages/stopgap/src/notify/mail.ts"],
  picocolors: ["packages/stopgap/src/output/colours.ts"],
  pino: ["packages/stopgap/src/composition/file-logger.ts"],
  "pino-roll": ["packages/stopgap/src/composition/steady-log-file.ts"],
  "reflect-metadata": ["packages/core/src/plugin/bind-plugins.ts"],
  rxjs: ["packages/core/src/log/", "packages/core/src/schedule/", "packages/core/src/runtime.ts"],
  undici: ["packages/core/src/feed/http/http-client.ts", "packages/stopgap/src/outlets/post-json.ts"],
  "validate-npm-package-name": ["packages/stopgap/src/plugin-template/package-name.ts"],
  "xml-crypto": ["packages/core/src/verify/signature/xml-dsig.ts"],
  yaml: ["packages/stopgap/src/configuration/parse-document.ts"],
  zod: ["packages/plugin-service/src/", "packages/plugin-apppool/src/", "packages/stopgap/src/configuration/"],
};

/** Built-in modules that reach nothing outside the process. */
export const harmlessBuiltins = new Set(["assert", "buffer", "crypto", "path", "timers/promises", "url", "util"]);

/** Built-in modules with one user and a reason. */
export const builtinHomes: Readonly<Record<string, string>> = {
  // A pattern out of a feed runs under a deadline, which only a script of its own has.
  vm: "packages/plugin-iis/src/simulate/pattern-matcher.ts",
};

/** What tests may import besides what the code may. */
export const testLibraries = new Set(["vitest", "fast-check"]);
