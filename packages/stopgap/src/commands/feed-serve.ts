import { join } from "node:path";
import { StopgapError } from "@stopgap/core";
import { generateTlsCertificate, serveFeed } from "@stopgap/core/publish";
import type { Command } from "commander";
import type { CommandContext } from "./command-context.js";
import { described } from "./described.js";
import { readNamedFile, writeNamedFile } from "./named-files.js";
import { aborted } from "./until-stopped.js";

interface Options {
  readonly port: string;
  readonly host: string;
  readonly tlsKey?: string;
  readonly tlsCertificate?: string;
}

export function registerFeedServe(feed: Command, { terminal, untilStopped }: CommandContext): void {
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
    .action(async (directory: string, options: Options) => {
      const stopped = untilStopped();
      const { tls, root } = await certificate(options, directory);
      const served = await serveFeed({ directory, tls, host: options.host, port: portOf(options.port) });
      const ca = root === null ? "" : `\n  ca: ${root}`;
      terminal.write(`Serving ${directory} until Ctrl+C. In stopgap.yaml:\nfeed:\n  url: ${served.feedUrl}${ca}\n`);
      await aborted(stopped);
      await served.close();
    });
}

function portOf(text: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port;
  throw new StopgapError("USAGE", `--port takes a number up to 65535, not ${JSON.stringify(text)}`);
}

interface Certificate {
  readonly tls: { readonly key: string; readonly cert: string };
  /** File of the root made for it, or null where the certificate was given. */
  readonly root: string | null;
}

async function certificate({ tlsKey, tlsCertificate }: Options, directory: string): Promise<Certificate> {
  if (tlsKey !== undefined && tlsCertificate !== undefined) {
    const [key, cert] = await Promise.all([readNamedFile(tlsKey), readNamedFile(tlsCertificate)]);
    return { tls: { key: key.toString("utf8"), cert: cert.toString("utf8") }, root: null };
  }
  if (tlsKey !== undefined || tlsCertificate !== undefined) {
    throw new StopgapError("USAGE", "--tls-key and --tls-certificate are given together or not at all");
  }
  const made = generateTlsCertificate();
  const root = join(directory, "tls-root.pem");
  await writeNamedFile(root, made.root.certificate);
  return { tls: { key: made.server.key, cert: made.server.certificate }, root };
}
