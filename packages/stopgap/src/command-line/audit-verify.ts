import type { Command } from "commander";
import type { CommandContext } from "../commands/command-context.js";
import { described } from "./described.js";
import { lazily } from "./lazily.js";

export function registerAuditVerify(audit: Command, context: CommandContext): void {
  described(audit.command("verify"), {
    summary: "Check the hash chain, the kept documents, the newest checkpoint and the state against a rebuild",
    examples: [
      ["audit verify", "against the log folder's newest checkpoint"],
      ["audit verify --checkpoint /mnt/safe/checkpoints.jsonl", "against one kept elsewhere"],
    ],
  })
    .option(
      "--checkpoint <file>",
      "checkpoints kept elsewhere: the last must fit, and no earlier one of this server may differ",
    )
    .action(lazily(context, async () => (await import("../commands/audit-verify.js")).auditVerify));
}
