import { type Difference, oneLine, type WhatIfOutcome } from "@stopgap/core";
import { clockTime } from "../output/time.js";

/** Differences of the same action that follow one another in the same words. */
interface Run {
  readonly first: Difference;
  last: Difference;
  cycles: number;
}

/** The differences as people read them: what stayed the same from cycle to cycle once, with how often it came. */
export function differenceText(differences: readonly Difference[]): string {
  return runsOf(differences).map(runText).join("");
}

function runsOf(differences: readonly Difference[]): readonly Run[] {
  const runs: Run[] = [];
  const newest = new Map<string, Run>();
  for (const difference of differences) {
    const key = JSON.stringify([difference.server, difference.appliedId, difference.type]);
    const run = newest.get(key);
    if (run !== undefined && words(run.first) === words(difference)) {
      run.last = difference;
      run.cycles += 1;
      continue;
    }
    const fresh = { first: difference, last: difference, cycles: 1 };
    runs.push(fresh);
    newest.set(key, fresh);
  }
  return runs;
}

function words({ recorded, would, certain }: Difference): string {
  return JSON.stringify([recorded, would, certain]);
}

function runText({ first, last, cycles }: Run): string {
  const { position, time, server, appliedId, recorded, would, certain } = first;
  const when = `${clockTime(time)}, position ${position}`;
  const more = cycles === 1 ? "" : `; ${cycles} cycles, the last at ${clockTime(last.time)}`;
  const verb = certain ? "would be" : "perhaps";
  const lines = [
    oneLine(`${appliedId} on ${server}, ${when}${more}`),
    `  recorded  ${outcome(recorded)}`,
    `  ${verb.padEnd(8)}  ${outcome(would)}`,
  ];
  return `\n${lines.join("\n")}\n`;
}

function outcome({ decision, handling, reason }: WhatIfOutcome): string {
  const what = decision ?? "no decision";
  return oneLine(`${what}${handling === null ? "" : `, ${handlings[handling]}`}: ${reason}`);
}

const handlings = { left: "left on the host", reverted: "reverted", repaired: "repaired" } as const;
