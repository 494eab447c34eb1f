import type { Command } from "commander";
import { json } from "../output/json.js";
import { table } from "../output/table.js";
import { cycleColumns, cycleDocument, feedLine, someFailed } from "../views/decision-rows.js";
import { planText } from "../views/plan-text.js";
import { type CommandContext, configurationOf, globalOptions } from "./command-context.js";
import { described } from "./described.js";
import { exitStatus } from "./exit-status.js";
import { onRuntime, refuseEdge } from "./open-runtime.js";

export function registerPlan(program: Command, { terminal, end }: CommandContext): void {
  described(program.command("plan"), {
    summary: "Show what check would do and change, as a diff; touch and record nothing",
    examples: [
      ["plan", "before the first check on a server"],
      ["plan --json", "the decisions for a script"],
    ],
  }).action(async (_, command: Command) => {
    const configuration = await configurationOf(command);
    refuseEdge(configuration);
    const plan = await onRuntime(configuration, "stopgap plan", ({ runtime }) => runtime.plan());
    const document = cycleDocument(plan);
    if (someFailed(document)) end(exitStatus.found);
    if (globalOptions(command).json === true) return terminal.write(json(document));
    const changes = planText(plan, terminal.colours);
    const rest = changes === "" ? "Nothing would change.\n" : changes;
    terminal.write(`${feedLine(document)}\n\n${table(cycleColumns, document.mitigations, terminal)}\n${rest}`);
  });
}
