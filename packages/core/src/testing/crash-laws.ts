import type { CaseLaw } from "./case-laws.js";
import { difference, type LawCase, requireThat } from "./law-case.js";
import type { HostCall } from "./memory-host.js";

const mostEffects = 100;

export const crashLaws: readonly CaseLaw[] = [
  { name: "a crash after any effect of apply can be recovered", check: applyCrashes },
  { name: "a crash after any effect of revert can be recovered", check: revertCrashes },
];

async function applyCrashes(open: () => LawCase): Promise<void> {
  for (let effects = 1; effects <= mostEffects; effects += 1) {
    const again = open();
    const before = again.memory.snapshot();
    const undo = await again.capture();
    if (!(await crashed(effects, (watch) => again.apply(watch)))) return;
    const when = `after a crash at effect ${effects} of apply`;
    await step(`${when}, apply again`, () => again.apply());
    const { state } = await again.inspect();
    requireThat(state === "present", `${when} and apply again, inspect says ${state}`);
    await step(`${when} and apply again, revert`, () => again.revert(undo));
    const left = difference(before, again.memory.snapshot());
    requireThat(left === null, `${when}, apply again and revert ${left}`);

    const atOnce = open();
    const kept = await atOnce.capture();
    await crashed(effects, (watch) => atOnce.apply(watch));
    await step(`${when}, revert`, () => atOnce.revert(kept));
    const remains = difference(before, atOnce.memory.snapshot());
    requireThat(remains === null, `${when} and revert ${remains}`);
  }
}

async function revertCrashes(open: () => LawCase): Promise<void> {
  for (let effects = 1; effects <= mostEffects; effects += 1) {
    const subject = open();
    const before = subject.memory.snapshot();
    const undo = await subject.capture();
    await subject.apply();
    const cut = await crashed(effects, (watch) => subject.revert(undo, watch));
    const when = cut ? `after a crash at effect ${effects} of revert` : "after revert";
    await step(`${when}, revert again`, () => subject.revert(undo));
    const left = difference(before, subject.memory.snapshot());
    requireThat(left === null, `${when} and revert again ${left}`);
    if (!cut) return;
  }
}

/** Runs the hook on a host that is gone once so many effects are done; false where it needs fewer. */
async function crashed(
  effects: number,
  hook: (watch: { before: (call: HostCall) => void; after: (call: HostCall) => void }) => Promise<void>,
): Promise<boolean> {
  let done = 0;
  const gone = (): void => {
    if (done >= effects) throw new Error("the process was killed here");
  };
  await hook({
    before: gone,
    after: (call) => {
      if (call !== "read") done += 1;
      gone();
    },
  }).catch((error: unknown) => {
    if (done < effects) throw error;
  });
  return done >= effects;
}

async function step(what: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    throw new Error(`${what} fails: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}
