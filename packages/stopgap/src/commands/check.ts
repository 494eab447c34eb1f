import { type CycleOutcome, oneLine } from "@stopgap/core";
import type { Command } from "commander";
import { json } from "../output/json.js";
import { table } from "../output/table.js";
import type { Terminal } from "../output/terminal.js";
import { cycleColumns, cycleDocument, feedLine, someFailed } from "../views/decision-rows.js";
import { leftParagraph } from "../views/left-text.js";
import { sideEffectsParagraph } from "../views/side-effects.js";
import { actor } from "./actor.js";
import { type CommandContext, configurationOf, globalOptions } from "./command-context.js";
import { exitStatus } from "./exit-status.js";
import { onRuntime, refuseEdge } from "./open-runtime.js";

export async function check({ terminal, end }: CommandContext, _: unknown, command: Command): Promise<void> {
  const configuration = await configurationOf(command);
  refuseEdge(configuration);
  const show = (outcome: CycleOutcome) => {
    const document = cycleDocument(outcome);
    if (someFailed(document)) end(exitStatus.found);
    if (globalOptions(command).json === true) terminal.write(json(document));
    else showOutcome(outcome, terminal);
    noteTrustWarnings(outcome, terminal);
  };
  const done: CycleOutcome[] = [];
  try {
    await onRuntime(configuration, "stopgap check", async ({ runtime }) => {
      done.push(await runtime.check(actor()));
    });
  } finally {
    // After everything is closed: a reader that went away ends the program. Also where something failed after the cycle.
    done.forEach(show);
  }
}

/** The table of a cycle, with the side effects known of what is applied, and what else is on the host. */
export function showOutcome(outcome: CycleOutcome, terminal: Terminal): void {
  const document = cycleDocument(outcome);
  terminal.write(`${feedLine(document)}\n\n${table(cycleColumns, document.mitigations, terminal)}`);
  const applied = new Set(document.mitigations.filter(({ status }) => status === "Applied").map(({ id }) => id));
  terminal.write(sideEffectsParagraph(outcome.listed, applied) + leftParagraph(outcome.left));
}

function noteTrustWarnings({ trustWarnings }: CycleOutcome, terminal: Terminal): void {
  for (const { subject, daysLeft } of trustWarnings) {
    terminal.note(`${oneLine(`warning: the certificate ${subject} ends in ${daysLeft} days`)}\n`);
  }
}
