import type { Stage } from "@stopgap/core";

/** Exit status of the program, the contract's section 5. */
export const exitStatus = {
  done: 0,
  /** Done, but some mitigation failed or a check found something. */
  found: 1,
  usage: 2,
  fetch: 3,
  refused: 4,
  log: 5,
} as const;

export type ExitStatus = (typeof exitStatus)[keyof typeof exitStatus];

/** What the program exits with where an error of this stage ends a command. */
export const statusOfStage: Readonly<Record<Stage, ExitStatus>> = {
  usage: exitStatus.usage,
  configuration: exitStatus.usage,
  plugin: exitStatus.usage,
  fetch: exitStatus.fetch,
  verify: exitStatus.refused,
  decide: exitStatus.found,
  apply: exitStatus.found,
  host: exitStatus.found,
  log: exitStatus.log,
};
