import type { Command } from "commander";
import type { CommandContext } from "../commands/command-context.js";
import { described } from "./described.js";
import { lazily } from "./lazily.js";

export function registerMitigations(program: Command, context: CommandContext): void {
  described(program.command("mitigations"), {
    summary: "List every mitigation with its type, text and status, as Get-Mitigations does",
    examples: [
      ["mitigations", "every server of the log"],
      ["mitigations --server Server1 --export-csv report.csv", "one server, for a spreadsheet"],
    ],
  })
    .option("--server <name>", "only this server")
    .option("--at <position|time>", "as it was at a position of the log, or at a time")
    .option("--export-csv <file>", "write the rows to a file, safe to open in a spreadsheet")
    .action(lazily(context, async () => (await import("../commands/mitigations.js")).mitigations));
}
