import type { Command } from "commander";
import { lookOnRuntime } from "../composition/look-on-runtime.js";
import { json } from "../output/json.js";
import { table } from "../output/table.js";
import { cycleColumns, cycleDocument, feedLine, someFailed } from "../views/decision-rows.js";
import { leftParagraph } from "../views/left-text.js";
import { planText } from "../views/plan-text.js";
import { sideEffectsParagraph } from "../views/side-effects.js";
import { type CommandContext, configurationOf, globalOptions } from "./command-context.js";
import { exitStatus } from "./exit-status.js";
import { refuseEdge } from "./open-runtime.js";

export async function plan({ terminal, end }: CommandContext, _: unknown, command: Command): Promise<void> {
  const configuration = await configurationOf(command);
  refuseEdge(configuration);
  const plan = await lookOnRuntime(configuration, ({ runtime }) => runtime.plan());
  const document = cycleDocument(plan);
  if (someFailed(document)) end(exitStatus.found);
  if (globalOptions(command).json === true) return terminal.write(json(document));
  const changes = planText(plan, terminal.colours);
  const rest = changes === "" ? "Nothing would change.\n" : changes;
  const applied = new Set(document.mitigations.filter(({ status }) => status === "Applied").map(({ id }) => id));
  terminal.write(
    `${feedLine(document)}\n\n${table(cycleColumns, document.mitigations, terminal)}\n${rest}` +
      sideEffectsParagraph(plan.listed, applied) +
      leftParagraph(plan.left),
  );
}
