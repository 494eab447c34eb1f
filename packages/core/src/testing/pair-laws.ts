import { type Hold, planRevert } from "../apply/undo-record.js";
import { asClaims } from "../plugin/hook-results.js";
import type { Json, MitigationPlugin } from "../plugin/mitigation-plugin.js";
import { difference, type LawCase, requireThat } from "./law-case.js";

/** A law over two accepted values on one host, which may be the same value; `open` gives a fresh host each time. */
export interface PairLaw {
  readonly name: string;
  check(open: () => readonly [LawCase, LawCase]): Promise<void>;
}

export function pairLaws(plugin: MitigationPlugin): readonly PairLaw[] {
  const sharing = (wanted: boolean) => async (open: () => readonly [LawCase, LawCase]) => {
    const [one, other] = open().map(({ parameters }) => claimsOf(plugin, parameters));
    const isShared = (one ?? []).some((claim) => other?.includes(claim));
    if (isShared === wanted) await comeOff(plugin, open);
  };
  return [
    { name: "two actions come off in any order", check: sharing(false) },
    { name: "what two actions hold comes back when the last one goes", check: sharing(true) },
  ];
}

interface Applied {
  readonly subject: LawCase;
  readonly called: "the first" | "the second";
  readonly hold: Hold;
}

async function comeOff(plugin: MitigationPlugin, open: () => readonly [LawCase, LawCase]): Promise<void> {
  // Whose type names nothing it holds is only asked for what came last first.
  const orders = plugin.claims === undefined ? (["second"] as const) : (["first", "second"] as const);
  for (const order of orders) {
    const [one, other] = open();
    const before = one.memory.snapshot();
    const first = await applied(plugin, one, 1);
    // Already there by the first, and claimed by neither: one thing in two names, of which the law says nothing.
    if (first.hold.claims === null && (await other.inspect()).state === "present") return;
    const second = await applied(plugin, other, 2);
    // What cannot be had together.
    if (!(await standTogether([one, other]))) return;
    const [gone, left] = order === "first" ? [first, second] : [second, first];
    const undo = await takeOff(gone, left);
    await left.subject.revert(undo);
    const changed = difference(before, one.memory.snapshot());
    requireThat(changed === null, `after ${gone.called} and then ${left.called} of two was reverted, ${changed}`);
  }
}

async function applied(plugin: MitigationPlugin, subject: LawCase, order: 1 | 2): Promise<Applied> {
  const claims = claimsOf(plugin, subject.parameters);
  const undo = await subject.capture();
  await subject.apply();
  const called = order === 1 ? "the first" : "the second";
  return { subject, called, hold: { appliedId: called, claims, undo, order } };
}

async function standTogether(subjects: readonly LawCase[]): Promise<boolean> {
  for (const subject of subjects) if ((await subject.inspect()).state !== "present") return false;
  return true;
}

/** Reverts one as the engine does while the other stays, and gives the undo record of the one that is left. */
async function takeOff(gone: Applied, left: Applied): Promise<Json> {
  const plan = planRevert(gone.hold, [left.hold]);
  if (plan.restore !== null) await gone.subject.revert(plan.restore.undo);
  const earlier = { parameters: left.subject.parameters, undo: left.hold.undo };
  const { state } = await left.subject.inspect({}, earlier);
  if (state !== "present") {
    requireThat(plan.heirs.length > 0, `after ${gone.called} of two was reverted, ${left.called} is ${state}`);
    await left.subject.apply({}, earlier);
  }
  return plan.handedOver[0]?.undo ?? left.hold.undo;
}

function claimsOf(plugin: MitigationPlugin, parameters: unknown): readonly string[] | null {
  return plugin.claims === undefined ? null : asClaims(plugin.claims(parameters));
}
