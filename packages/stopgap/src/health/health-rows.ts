import { isEdge } from "../configuration/configuration.js";
import type { HealthFacts } from "./health-facts.js";
import { hiddenBecause } from "./health-gate.js";
import type { HealthRow } from "./health-row.js";
import { ownRows } from "./own-rows.js";
import { serviceRows } from "./service-rows.js";

/** HealthChecker's rows where it would show them, then ours. On an Edge server nothing runs, so there are none. */
export function healthRows(facts: HealthFacts): readonly HealthRow[] {
  const { server } = facts.configuration;
  if (isEdge(server)) return [];
  return [...(hiddenBecause(server) === null ? serviceRows(facts) : []), ...ownRows(facts)];
}
