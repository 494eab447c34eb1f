import type { Command } from "commander";
import type { CommandContext } from "../commands/command-context.js";
import { described } from "./described.js";
import { lazily } from "./lazily.js";

const enabledOption = "--mitigations-enabled";

export function registerSet(program: Command, context: CommandContext): void {
  const set = described(program.command("set"), {
    summary: "Change settings, as Set-OrganizationConfig and Set-ExchangeServer do",
    examples: [
      ["set organization --mitigations-enabled false", "apply nothing on any server"],
      ["set server Server1 --mitigations-blocked M1,M2", "replace the list of what is blocked"],
    ],
  });
  described(set.command("organization"), {
    summary: "Set MitigationsEnabled for every server; false wins over each server's own setting",
    examples: [["set organization --mitigations-enabled false --reason 'tested elsewhere'", "apply nothing anywhere"]],
  })
    .requiredOption(`${enabledOption} <boolean>`, "true or false")
    .option("--reason <text>", "why, for the audit log")
    .action(lazily(context, async () => (await import("../commands/set.js")).setOrganization));
  described(set.command("server"), {
    summary: "Set MitigationsEnabled or MitigationsBlocked of one server",
    examples: [
      ["set server Server1 --mitigations-enabled false", "apply nothing on this server"],
      ["set server Server1 --mitigations-blocked M1,M2.1", "block these and no others"],
      ['set server Server1 --mitigations-blocked ""', "block nothing"],
    ],
  })
    .argument("<name>", "the server")
    .option(`${enabledOption} <boolean>`, "true or false")
    .option("--mitigations-blocked <ids>", "ids separated by commas, instead of those there are")
    .option("--reason <text>", "why, for the audit log")
    .action(lazily(context, async () => (await import("../commands/set.js")).setServer));
}
