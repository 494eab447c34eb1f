import { setTimeout as pause } from "node:timers/promises";
import type { CaseLaw } from "./case-laws.js";
import { difference, type LawCase, requireThat } from "./law-case.js";

/** What a plugin may go by: its parameters, its host, and the undo record it is given. */
export const memoryLaws: readonly CaseLaw[] = [
  { name: "two hosts do not know of each other", check: hostsAreApart },
  { name: "the undo record is all that is remembered", check: undoIsAll },
  { name: "apply does the same on the same host", check: sameOnTheSame },
];

/** Milliseconds, above the resolution of the clock that no plugin should read but through its host. */
const moment = 3;

async function hostsAreApart(open: () => LawCase): Promise<void> {
  const [one, other] = [open(), open()];
  const { state } = await one.inspect();
  await one.capture();
  await one.apply();
  const seen = await other.inspect();
  requireThat(
    seen.state === state,
    `inspect said ${state}, and after apply on another host it says ${seen.state} where nothing was changed`,
  );
  await other.capture();
  await other.apply();
  const last = await other.inspect();
  requireThat(last.state === "present", `after apply on a second host, inspect says ${last.state} there`);
}

async function undoIsAll(open: () => LawCase): Promise<void> {
  const [one, other] = [open(), open()];
  const before = one.memory.snapshot();
  await other.apply();
  const undo = await one.capture();
  await other.capture();
  await one.apply();
  const { state } = await one.inspect();
  requireThat(state === "present", `capture on another host in between, and after apply inspect says ${state}`);
  await other.capture();
  await one.revert(undo);
  const changed = difference(before, one.memory.snapshot());
  requireThat(changed === null, `capture on another host in between, and after revert ${changed}`);
}

async function sameOnTheSame(open: () => LawCase): Promise<void> {
  const [one, other] = [open(), open()];
  for (const subject of [one, other]) {
    await subject.capture();
    await subject.apply();
    await pause(moment);
  }
  const changed = difference(one.memory.snapshot(), other.memory.snapshot());
  requireThat(changed === null, `of two hosts that were the same, on the second ${changed}`);
}
