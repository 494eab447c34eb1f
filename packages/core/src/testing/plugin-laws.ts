import type { Scope } from "../feed/feed.js";
import type { MitigationPlugin } from "../plugin/mitigation-plugin.js";
import { caseLaws } from "./case-laws.js";
import { crashLaws } from "./crash-laws.js";
import { type LawCase, openCase, requireThat, validate } from "./law-case.js";
import type { MemoryHostOptions } from "./memory-host.js";
import { valueOfXml } from "./value-of-xml.js";

export interface PluginExamples {
  /** Values as they stand in a feed, with or without the `Value` element around them; at least one. */
  readonly accepts: readonly string[];
  readonly refuses: readonly string[];
}

/** The host each law starts on; empty where not named. */
export interface PluginLawOptions extends MemoryHostOptions {
  /** Of the values; `Server` where not named. */
  readonly scope?: Scope;
  /** Milliseconds for one hook at most; 3 000 where not named. */
  readonly deadline?: number;
}

export interface Law {
  readonly name: string;
  /** Resolves where the law holds; rejects with what was seen where it does not. Always settles. */
  run(): Promise<void>;
}

/**
 * What every mitigation type keeps to, for any test runner: `for (const { name, run } of pluginLaws(...)) it(name, run)`.
 * Nothing of the real machine is touched.
 */
export function pluginLaws<P>(
  plugin: MitigationPlugin<P>,
  examples: PluginExamples,
  options: PluginLawOptions = {},
): readonly Law[] {
  const { scope = "Server", deadline = 3_000, ...host } = options;
  const subject = plugin as MitigationPlugin;
  const law = (name: string, check: () => Promise<void>): Law => ({
    name,
    async run() {
      try {
        await check();
      } catch (error) {
        const seen = error instanceof Error ? error.message : String(error);
        throw new Error(`the law "${name}" does not hold for ${String(plugin?.type)}: ${seen}`, { cause: error });
      }
    },
  });
  const forEachAccepted = (check: (open: () => LawCase) => Promise<void>) => async () => {
    requireThat(examples.accepts.length > 0, "there is no accepted value to try");
    for (const xml of examples.accepts) {
      await about(xml, async () => {
        const result = await validate(subject, valueOfXml(xml, scope), deadline);
        requireThat("parameters" in result, `it is refused: ${"refusal" in result ? result.refusal : ""}`);
        await check(() => openCase(subject, result.parameters, { ...host, deadline }));
      });
    }
  };
  return [
    law("has the form of a plugin", async () => checkForm(subject)),
    law(
      "accepts what it is meant for",
      forEachAccepted(async () => {}),
    ),
    law("refuses bad parameters before any effect", async () => {
      for (const xml of examples.refuses) {
        await about(xml, async () => {
          const result = await validate(subject, valueOfXml(xml, scope), deadline);
          requireThat("refusal" in result, "its parameters are accepted");
          requireThat(result.refusal.trim() !== "", "it is refused without a word");
        });
      }
    }),
    ...[...caseLaws(subject), ...crashLaws].map(({ name, check }) => law(name, forEachAccepted(check))),
  ];
}

async function about(xml: string, check: () => Promise<void>): Promise<void> {
  try {
    await check();
  } catch (error) {
    const seen = error instanceof Error ? error.message : String(error);
    const value = xml.length > 200 ? `${xml.slice(0, 200)}…` : xml;
    throw new Error(`with ${value}: ${seen}`, { cause: error });
  }
}

function checkForm(plugin: MitigationPlugin): void {
  requireThat(typeof plugin === "object" && plugin !== null, "it is no object");
  requireThat(plugin.apiVersion === 1, `its apiVersion is ${String(plugin.apiVersion)}, not 1`);
  requireThat(typeof plugin.type === "string" && /^\S+$/.test(plugin.type), "its type is no word");
  requireThat(
    typeof plugin.parameters?.["~standard"]?.validate === "function",
    "its parameters are no Standard Schema",
  );
  for (const hook of ["inspect", "capture", "apply", "revert"] as const) {
    requireThat(typeof plugin[hook] === "function", `it has no ${hook}`);
  }
  for (const hook of ["prerequisites", "describe", "claims", "recapture", "simulate"] as const) {
    requireThat(["undefined", "function"].includes(typeof plugin[hook]), `its ${hook} is no function`);
  }
}
