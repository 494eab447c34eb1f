import { asClaims, asInspection, asLines, asNothing, asUndo, type Validate } from "../plugin/hook-results.js";
import type { Host } from "../plugin/host.js";
import type { Deadlines, Json, MitigationPlugin } from "../plugin/mitigation-plugin.js";
import { difference, type LawCase, requireThat } from "./law-case.js";
import type { HostCall } from "./memory-host.js";

/** A law over one accepted value; `open` gives a fresh host each time. */
export interface CaseLaw {
  readonly name: string;
  check(open: () => LawCase): Promise<void>;
}

export function caseLaws(plugin: MitigationPlugin): readonly CaseLaw[] {
  return [
    { name: "inspecting and capturing change nothing", check: (open) => lookingChangesNothing(plugin, open()) },
    { name: "capture, apply and inspect agree", check: (open) => agree(open()) },
    { name: "apply twice is apply once", check: (open) => applyTwice(open()) },
    { name: "revert restores exactly", check: (open) => revertRestores(open()) },
    { name: "undo records survive JSON", check: (open) => undoSurvives(open()) },
    { name: "abort is honoured", check: (open) => abortIsHonoured(plugin, open) },
  ];
}

async function lookingChangesNothing(plugin: MitigationPlugin, subject: LawCase): Promise<void> {
  const look = async (when: string): Promise<void> => {
    const before = subject.memory.snapshot();
    const noWrite = (hook: string) => ({
      before: (call: HostCall, path?: string) => requireThat(call !== "write", `${hook} writes ${path} ${when}`),
    });
    await subject.inspect(noWrite("inspect"));
    await subject.capture(noWrite("capture"));
    await subject.call(
      "prerequisites",
      (host) => plugin.prerequisites?.(host) ?? [],
      asLines,
      noWrite("prerequisites"),
    );
    asLines(plugin.describe?.(subject.parameters) ?? []);
    const claims = asClaims(plugin.claims?.(subject.parameters) ?? []);
    requireThat(String(plugin.claims?.(subject.parameters) ?? []) === String(claims), "claims are not the same twice");
    const changed = difference(before, subject.memory.snapshot());
    requireThat(changed === null, `looking changed the host ${when}: ${changed}`);
  };
  await look("before apply");
  await subject.apply();
  await look("after apply");
}

async function agree(subject: LawCase): Promise<void> {
  const first = await subject.inspect();
  await subject.capture();
  const before = subject.memory.snapshot();
  await subject.apply();
  const last = await subject.inspect();
  requireThat(
    last.state === "present",
    `after apply, inspect says ${last.state}${last.detail ? `: ${last.detail}` : ""}`,
  );
  const changed = difference(before, subject.memory.snapshot());
  requireThat(
    first.state !== "present" || changed === null,
    `inspect said present, and yet apply changed the host: ${changed}`,
  );
}

async function applyTwice(subject: LawCase): Promise<void> {
  await subject.capture();
  await subject.apply();
  const once = subject.memory.snapshot();
  await subject.apply();
  const changed = difference(once, subject.memory.snapshot());
  requireThat(changed === null, `the second apply changed the host: ${changed}`);
}

async function revertRestores(subject: LawCase): Promise<void> {
  const before = subject.memory.snapshot();
  const { state } = await subject.inspect();
  const undo = await subject.capture();
  await subject.apply();
  await subject.revert(undo);
  const changed = difference(before, subject.memory.snapshot());
  requireThat(changed === null, `after revert ${changed}`);
  const after = await subject.inspect();
  requireThat(after.state === state, `inspect said ${state} before apply and says ${after.state} after revert`);
}

async function undoSurvives(subject: LawCase): Promise<void> {
  const before = subject.memory.snapshot();
  const undo = await subject.capture();
  await subject.apply();
  await subject.revert(JSON.parse(JSON.stringify(undo)) as Json);
  const changed = difference(before, subject.memory.snapshot());
  requireThat(changed === null, `with the record read back, after revert ${changed}`);
}

const mostAborts = 50;

async function abortIsHonoured(plugin: MitigationPlugin, open: () => LawCase): Promise<void> {
  const { parameters } = open();
  const hooks: readonly (readonly [keyof Deadlines, (host: Host, undo: Json) => unknown])[] = [
    ["inspect", (host) => plugin.inspect(parameters, host)],
    ["capture", (host) => plugin.capture(parameters, host)],
    ["apply", (host) => plugin.apply(parameters, host)],
    ["revert", (host, undo) => plugin.revert(parameters, undo, host)],
  ];
  for (const [hook, run] of hooks) {
    for (let at = 0; at < mostAborts; at += 1) {
      const subject = open();
      const undo = await subject.capture();
      if (hook === "revert") await subject.apply();
      if (!(await abortAt(at, hook, subject, (host) => run(host, undo)))) break;
    }
  }
}

/** Aborts at the host call of that number; false where the hook makes no so many. */
async function abortAt(
  at: number,
  hook: keyof Deadlines,
  subject: LawCase,
  run: (host: Host) => unknown,
): Promise<boolean> {
  const controller = new AbortController();
  let calls = 0;
  const before = (): void => {
    if (calls === at) controller.abort(new Error("aborted by the law"));
    calls += 1;
  };
  let settled: "resolved" | "rejected";
  try {
    await subject.call(hook, run, validators[hook], { before, abort: controller.signal });
    settled = "resolved";
  } catch (error) {
    const isLate = (error as { readonly code?: unknown }).code === "PLUGIN_TIMEOUT";
    requireThat(!isLate, `${hook} does not settle when its signal fires at host call ${at + 1}`);
    settled = "rejected";
  }
  if (!controller.signal.aborted) return false;
  requireThat(
    settled === "rejected",
    `${hook} resolves as if nothing were, though its signal fired at host call ${at + 1}`,
  );
  return true;
}

const validators: Readonly<Record<keyof Deadlines, Validate<unknown>>> = {
  prerequisites: asLines,
  inspect: asInspection,
  capture: asUndo,
  apply: asNothing,
  revert: asNothing,
};
