import { type Command, Option } from "commander";
import type { CommandContext } from "../commands/command-context.js";
import { described } from "./described.js";
import { lazily } from "./lazily.js";

export function registerFeedKeygen(feed: Command, context: CommandContext): void {
  described(feed.command("keygen"), {
    summary: "Make the publisher's keys: a root, an issuing authority and a signing certificate",
    examples: [
      ["feed keygen", "into ./keys; the root's key belongs offline"],
      ["feed keygen --dir /secure/keys --type ec", "elliptic curve, elsewhere"],
      ["feed keygen --renew", "the next signing certificate, under the same authority"],
      ["feed keygen --renew issuer", "the next issuing authority too; needs the root's key"],
    ],
  })
    .option("--dir <dir>", "folder for keys and certificates", "keys")
    .addOption(new Option("--type <type>", "RSA 3072 or EC P-256 (default: rsa, or as before)").choices(["rsa", "ec"]))
    .addOption(
      new Option("--renew [what]", "replace what ends soon; what was there is kept under another name")
        .choices(["signing", "issuer"])
        .preset("signing"),
    )
    .option("--issuer-name <name>", "subject of the issuing authority, such as 'CN=Contoso Feed Signing CA'")
    .option("--extended-key-usage <oids...>", "object identifiers of the signing certificate")
    .action(lazily(context, async () => (await import("../commands/feed-keygen.js")).feedKeygen));
}
