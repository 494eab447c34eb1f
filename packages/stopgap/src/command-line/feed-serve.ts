import type { Command } from "commander";
import type { CommandContext } from "../commands/command-context.js";
import { described } from "./described.js";
import { lazily } from "./lazily.js";

export function registerFeedServe(feed: Command, context: CommandContext): void {
  described(feed.command("serve"), {
    summary: "Serve a folder's signed feed over HTTPS, for a trial or a closed network",
    examples: [
      ["feed serve ./feed --port 8443", "on loopback, with a certificate made for it"],
      ["feed serve ./feed --host 0.0.0.0 --tls-key k.pem --tls-certificate c.pem", "for other machines"],
    ],
  })
    .argument("<dir>", "folder with feed.xml, or with one .xml file")
    .option("--port <port>", "port to listen on; 0 is any free one", "8443")
    .option("--host <address>", "address to listen on", "127.0.0.1")
    .option("--tls-key <file>", "PEM private key of the server")
    .option("--tls-certificate <file>", "PEM certificate of the server, with its chain")
    .action(lazily(context, async () => (await import("../commands/feed-serve.js")).feedServe));
}
