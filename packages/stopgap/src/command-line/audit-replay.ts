import type { Command } from "commander";
import type { CommandContext } from "../commands/command-context.js";
import { described } from "./described.js";
import { lazily } from "./lazily.js";

export function registerAuditReplay(audit: Command, context: CommandContext): void {
  described(audit.command("replay"), {
    summary: "Rebuild the state of then: verify each feed and run each decision again",
    examples: [
      ["audit replay", "the whole log"],
      ["audit replay --at 120", "up to that position"],
      ["audit replay --at 2026-11-21T18:00Z", "as it was at that time"],
      ["audit replay --with-config other.yaml", "what would have been decided under it"],
    ],
  })
    .option("--at <position|time>", "a position of the log, or a time")
    .option("--with-config <file>", "say what each cycle would have decided under this configuration")
    .action(lazily(context, async () => (await import("../commands/audit-replay.js")).auditReplay));
}
