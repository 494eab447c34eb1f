import type { Situation } from "./rules.js";

/**
 * How an applied action and its host came apart: `changed` by someone; `wiped` with an upgrade of the product, which has
 * another build since it was last seen there; `defeated`, in place and kept from its effect by other configuration.
 */
export type DriftKind = "changed" | "wiped" | "defeated";

export interface Drift {
  readonly kind: DriftKind;
  /** What was seen instead, one line. */
  readonly difference: string;
  /** Of what was wiped: the build it was last seen on. */
  readonly upgradedFrom?: string;
}

/** The drift of an action that is applied at this version, or null where it is on the host as wanted. Pure. */
export function driftOf({ seen: { inspection }, before, facts }: Situation): Drift | null {
  if (inspection?.state === "present") {
    const { warnings = [] } = inspection;
    return warnings.length === 0 ? null : { kind: "defeated", difference: warnings.join("; ") };
  }
  const { state = "absent", detail } = inspection ?? {};
  const difference = detail ? `${state}: ${detail}` : state;
  const build = before?.build;
  return state === "absent" && build !== undefined && build !== facts.build
    ? { kind: "wiped", difference, upgradedFrom: build }
    : { kind: "changed", difference };
}

/** What happened, in words, without the difference. */
export function driftWords({ kind, upgradedFrom }: Drift): string {
  switch (kind) {
    case "changed":
      return "changed by someone";
    case "wiped":
      return `wiped by the upgrade from ${upgradedFrom ?? "another build"}`;
    case "defeated":
      return "defeated from a child configuration";
  }
}
