import type { Decision } from "../decide/decision.js";
import type { StopgapEvent } from "../log/event-types.js";
import { isOfAction } from "../project/entries-of.js";
import { type State, serverState } from "../project/state.js";

/** What is done about a `retire` (`left` on the host or `reverted`) or a `reapply` (`left` altered or `repaired`). */
export type Handling = "left" | "reverted" | "repaired";

interface Expected<T> {
  readonly decision: Decision;
  readonly applied: string;
  readonly judge: (handling: Handling | null) => T | null;
}

/** What one cycle recorded after its decisions, gathered until the cycle is over. */
export class CycleRecord<T> {
  readonly #cycle: string | null;
  readonly #expected: Expected<T>[] = [];
  readonly #types = new Map<string, Set<string>>();

  constructor(cycle: string | null) {
    this.#cycle = cycle;
  }

  /** `judge` is called when the cycle is over, with what was done about the decision on what was applied under that id. */
  expect(decision: Decision, applied: string, judge: Expected<T>["judge"]): void {
    this.#expected.push({ decision, applied, judge });
  }

  /** Takes an event of the server's stream; those of other cycles and of administrators in between are none of its own. */
  happened({ type, cycle, data }: StopgapEvent): void {
    if (cycle !== this.#cycle || !("appliedId" in data) || data.appliedId === null) return;
    this.#types.set(data.appliedId, (this.#types.get(data.appliedId) ?? new Set()).add(type));
  }

  settle(): readonly T[] {
    return this.#expected
      .map(({ decision, applied, judge }) => judge(this.#handling(decision, applied)))
      .filter(isThere);
  }

  #handling({ decision, appliedId }: Decision, applied: string): Handling | null {
    const seen = (id: string, type: string) => this.#types.get(id)?.has(type) ?? false;
    if (decision === "retire") {
      if (seen(applied, "Reverting") || seen(applied, "Reverted")) return "reverted";
      return seen(applied, "Retired") ? "left" : null;
    }
    if (decision !== "reapply") return null;
    if (seen(appliedId, "Blocked")) return null;
    return seen(appliedId, "Applying") || seen(appliedId, "Failed") ? "repaired" : "left";
  }
}

/** The id under which what is retired was applied in that state, at whatever version; of another decision, its own. */
export function appliedIdOf(state: State, server: string, { decision, actionId, appliedId }: Decision): string {
  if (decision !== "retire") return appliedId;
  const entries = Object.values(serverState(state, server).applied);
  return entries.find((entry) => isOfAction(entry, actionId))?.appliedId ?? appliedId;
}

function isThere<T>(value: T | null): value is T {
  return value !== null;
}
