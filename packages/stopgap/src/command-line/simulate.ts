import type { Command } from "commander";
import type { CommandContext } from "../commands/command-context.js";
import { described } from "./described.js";
import { lazily } from "./lazily.js";

export function registerSimulate(program: Command, context: CommandContext): void {
  described(program.command("simulate"), {
    summary: "Say what IIS would do with a request, under the rules on the host, of the feed or of a file",
    examples: [
      ["simulate --url https://mail.contoso.example/owa/", "the rules on the host"],
      ["simulate --url https://mail.contoso.example/owa/ --feed", "the rules of the feed, applied or not"],
      ["simulate --url https://mail.contoso.example/ --rules web.config", "the rules of a file"],
    ],
  })
    .requiredOption("--url <url>", "the request's absolute URL")
    .option("--method <method>", "the request's method", "GET")
    .option("--header <header>", "a header as 'Name: value'; may be given more than once", collect, [])
    .option("--rules <file>", "a web.config, a rewrite element or a file of rules, instead of the host's")
    .option("--feed", "the rules of the feed, instead of the host's")
    .action(lazily(context, async () => (await import("../commands/simulate.js")).simulate));
}

function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}
