import type { Command } from "commander";
import type { CommandContext } from "../commands/command-context.js";
import { described } from "./described.js";
import { lazily } from "./lazily.js";

export function registerDiagnostics(program: Command, context: CommandContext): void {
  const diagnostics = described(program.command("diagnostics"), {
    summary: "Diagnostic data, which are off unless the configuration says otherwise",
    examples: [["diagnostics preview", "everything that would be sent"]],
  });
  described(diagnostics.command("preview"), {
    summary: "Print the whole document that would be sent now; send nothing",
    examples: [["diagnostics preview", "build, switches, applied, blocked, and two opaque ids"]],
  }).action(lazily(context, async () => (await import("../commands/diagnostics-preview.js")).diagnosticsPreview));
}
