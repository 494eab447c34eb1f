import { type Command, Option } from "commander";
import type { CommandContext } from "../commands/command-context.js";
import { described } from "./described.js";
import { lazily } from "./lazily.js";

export function registerFeedCrl(feed: Command, context: CommandContext): void {
  described(feed.command("crl"), {
    summary: "Write an authority's list of revoked certificates (CRL) anew; what was on it stays on it",
    examples: [
      ["feed crl", "the issuing authority's in ./keys, good for 30 days"],
      ["feed crl keys/feed-signing.until-2026-11-24T18-00-00Z.pem", "with that certificate revoked from now on"],
      ["feed crl --of root --until 365d", "the root's, which revokes issuing authorities; needs its key"],
    ],
  })
    .argument("[certificates...]", "PEM files whose first certificate is revoked")
    .option("--dir <dir>", "folder made by feed keygen", "keys")
    .addOption(new Option("--of <authority>", "whose list").choices(["issuer", "root"]).default("issuer"))
    .option("--until <time>", "when the next list is due: a time, or a duration from now", "30d")
    .action(lazily(context, async () => (await import("../commands/feed-crl.js")).feedCrl));
}
