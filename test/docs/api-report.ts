import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "./code-blocks.js";

// CommonJS, and no named exports that Node finds.
const { Extractor, ExtractorConfig, ExtractorLogLevel }: typeof import("@microsoft/api-extractor") = createRequire(
  import.meta.url,
)("@microsoft/api-extractor");

/** One module that a package offers. */
export interface EntryPoint {
  /** As it is imported: `@stopgap/core/plugin`. */
  readonly name: string;
  /** The package's, absolute. */
  readonly folder: string;
  /** From the package's folder. */
  readonly types: string;
}

/** Where its report lies: `docs/api/core-plugin.api.md`. */
export function reportPath({ name }: EntryPoint): string {
  return `docs/api/${name.replace("@stopgap/", "").replaceAll("/", "-")}.api.md`;
}

/** The entry point's public interface as API Extractor reports it, from what was built. */
export async function apiReport({ name, folder, types }: EntryPoint): Promise<string> {
  const reports = await mkdtemp(join(tmpdir(), "stopgap-api-"));
  try {
    const entry = join(folder, types);
    const compilerOptions = {
      target: "es2022",
      lib: ["es2023"],
      module: "nodenext",
      moduleResolution: "nodenext",
      strict: true,
      exactOptionalPropertyTypes: true,
      skipLibCheck: true,
      types: ["node"],
      typeRoots: [join(root, "node_modules/@types")],
    };
    const config = ExtractorConfig.prepare({
      configObject: {
        projectFolder: folder,
        mainEntryPointFilePath: entry,
        compiler: { overrideTsconfig: { compilerOptions, files: [entry] } },
        apiReport: { enabled: true, reportFileName: "report.api.md", reportFolder: reports, reportTempFolder: reports },
        docModel: { enabled: false },
        dtsRollup: { enabled: false },
        tsdocMetadata: { enabled: false },
        newlineKind: "lf",
        messages: {
          extractorMessageReporting: {
            "ae-forgotten-export": { logLevel: ExtractorLogLevel.Warning, addToApiReportFile: true },
          },
        },
      },
      configObjectFullPath: undefined,
      packageJsonFullPath: join(folder, "package.json"),
    });
    // Everything is kept out of the console; what is wrong with the interface stands in the report.
    const messageCallback = (message: { handled: boolean }): void => {
      message.handled = true;
    };
    Extractor.invoke(config, { localBuild: true, messageCallback });
    const report = await readFile(join(reports, "report.api.md"), "utf8");
    return report.replace(/^## API Report File for .*$/m, `## API of \`${name}\``);
  } finally {
    await rm(reports, { recursive: true, force: true });
  }
}
