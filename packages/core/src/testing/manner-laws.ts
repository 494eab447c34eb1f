import { inspect } from "node:util";
import type { ValueElement } from "../feed/feed.js";
import { asLines } from "../plugin/hook-results.js";
import type { Host } from "../plugin/host.js";
import { endsWithLateRejection } from "../plugin/leaked-rejections.js";
import type { MitigationPlugin } from "../plugin/mitigation-plugin.js";
import type { CaseLaw } from "./case-laws.js";
import { type LawCase, requireThat, type Watch } from "./law-case.js";
import { leftRunning } from "./left-running.js";
import { shellScript } from "./shell-script.js";

/** How a plugin behaves towards what is not its host. */
export function mannerLaws(plugin: MitigationPlugin): readonly CaseLaw[] {
  return [
    { name: "hooks leave their parameters alone", check: (open) => parametersStay(plugin, open()) },
    { name: "hooks leave nothing running", check: (open) => nothingRuns(plugin, open()) },
    { name: "no shell is given what the feed says", check: (open) => noShell(plugin, open()) },
  ];
}

async function parametersStay(plugin: MitigationPlugin, subject: LawCase): Promise<void> {
  const shown = () => inspect(subject.parameters, { depth: Number.POSITIVE_INFINITY, maxArrayLength: null });
  const before = shown();
  await everyHook(plugin, subject, {}, (hook) => {
    requireThat(shown() === before, `${hook} changes the parameters it is given`);
  });
}

async function nothingRuns(plugin: MitigationPlugin, subject: LawCase): Promise<void> {
  const lines: string[] = [];
  const log: Host["log"] = (message) => void lines.push(message);
  const left = await leftRunning(() => everyHook(plugin, subject, { log }));
  requireThat(left.length === 0, `a hook ends, and leaves running: ${left.join(", ")}`);
  const late = lines.find(endsWithLateRejection);
  requireThat(late === undefined, late ?? "");
}

async function noShell(plugin: MitigationPlugin, subject: LawCase): Promise<void> {
  const given = textsOf(subject.value.elements)
    .concat(subject.value.text.trim())
    .filter(({ length }) => length > 2);
  const before: Watch["before"] = (call, program = "", ...args) => {
    if (call !== "run") return;
    const script = shellScript(program, args);
    const text = given.find((candidate) => script?.includes(candidate));
    requireThat(text === undefined, `${program} is given a script that has ${JSON.stringify(text)} of the feed in it`);
  };
  await everyHook(plugin, subject, { before });
}

/** Runs each hook once, in an order that makes sense, and tells when one has ended. */
async function everyHook(
  plugin: MitigationPlugin,
  subject: LawCase,
  watch: Watch,
  ended: (hook: string) => void = () => {},
): Promise<void> {
  await subject.call("prerequisites", (host) => plugin.prerequisites?.(host) ?? [], asLines, watch);
  ended("prerequisites");
  await subject.inspect(watch);
  ended("inspect");
  plugin.describe?.(subject.parameters);
  ended("describe");
  plugin.claims?.(subject.parameters);
  ended("claims");
  const undo = await subject.capture(watch);
  ended("capture");
  await subject.apply(watch);
  ended("apply");
  await subject.revert(undo, watch);
  ended("revert");
}

function textsOf(elements: readonly ValueElement[]): readonly string[] {
  return elements.flatMap(({ attributes, text, elements: inner }) => [
    ...Object.values(attributes),
    text.trim(),
    ...textsOf(inner),
  ]);
}
