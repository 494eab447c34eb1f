import type { Scope } from "../feed/feed.js";
import { checkPlugin } from "../plugin/check-plugin.js";
import { holdRejectionWatch } from "../plugin/leaked-rejections.js";
import type { MitigationPlugin } from "../plugin/mitigation-plugin.js";
import { withoutWords } from "../plugin/parsed-parameters.js";
import { type CaseLaw, caseLaws } from "./case-laws.js";
import { crashLaws } from "./crash-laws.js";
import { type AcceptedValue, openCase, requireThat, validate } from "./law-case.js";
import { leftRunning } from "./left-running.js";
import { mannerLaws } from "./manner-laws.js";
import { createMemoryHost, type MemoryHost, type MemoryHostOptions } from "./memory-host.js";
import { memoryLaws } from "./memory-laws.js";
import { type PairLaw, pairLaws } from "./pair-laws.js";
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
      const release = holdRejectionWatch();
      try {
        // What a broken plugin leaves running keeps no test runner from ending.
        await leftRunning(check);
      } catch (error) {
        const seen = error instanceof Error ? error.message : String(error);
        throw new Error(`the law "${name}" does not hold for ${String(plugin?.type)}: ${seen}`, { cause: error });
      } finally {
        release();
      }
    },
  });
  const accepted = async (xml: string): Promise<AcceptedValue> => {
    const value = valueOfXml(xml, scope);
    const result = await validate(subject, value, deadline);
    requireThat(result.ok, `it is refused: ${result.ok ? "" : result.refusal.message}`);
    return { value, parameters: result.parameters };
  };
  const open = (value: AcceptedValue, memory?: MemoryHost) => openCase(subject, value, { ...host, deadline }, memory);
  const forEachAccepted = (check: CaseLaw["check"]) => async () => {
    requireThat(examples.accepts.length > 0, "there is no accepted value to try");
    for (const xml of examples.accepts) {
      await about(xml, async () => {
        const value = await accepted(xml);
        await check(() => open(value));
      });
    }
  };
  const forEachPair = (check: PairLaw["check"]) => async () => {
    for (const [index, xml] of examples.accepts.entries()) {
      for (const next of new Set([xml, examples.accepts[index + 1] ?? xml])) {
        await about(next === xml ? `${xml}, twice` : `${xml} and ${next}`, async () => {
          const [one, other] = [await accepted(xml), await accepted(next)];
          await check(() => {
            const memory = createMemoryHost(host);
            return [open(one, memory), open(other, memory)];
          });
        });
      }
    }
  };
  return [
    law("has the form of a plugin", async () => void checkPlugin(subject, "the object")),
    law(
      "accepts what it is meant for",
      forEachAccepted(async () => {}),
    ),
    law("refuses bad parameters before any effect", async () => {
      for (const xml of examples.refuses.length > 0 ? examples.refuses : [unknownToAll]) {
        await about(xml, async () => {
          const result = await validate(subject, valueOfXml(xml, scope), deadline);
          requireThat(!result.ok, "its parameters are accepted");
          requireThat(result.refusal.message !== withoutWords, "it is refused without a word");
        });
      }
    }),
    ...[...caseLaws(subject), ...crashLaws, ...memoryLaws, ...mannerLaws(subject)].map(({ name, check }) =>
      law(name, forEachAccepted(check)),
    ),
    ...pairLaws(subject).map(({ name, check }) => law(name, forEachPair(check))),
  ];
}

/** What no plugin can understand. */
const unknownToAll = '<stopgap-law-unknown unknown="to all"/>';

async function about(xml: string, check: () => Promise<void>): Promise<void> {
  try {
    await check();
  } catch (error) {
    const seen = error instanceof Error ? error.message : String(error);
    const value = xml.length > 200 ? `${xml.slice(0, 200)}…` : xml;
    throw new Error(`with ${value}: ${seen}`, { cause: error });
  }
}
