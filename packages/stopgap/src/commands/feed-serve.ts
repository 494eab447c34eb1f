import { stat } from "node:fs/promises";
import { join } from "node:path";
import { StopgapError } from "@stopgap/core";
import { generateTlsCertificate, serveFeed } from "@stopgap/core/publish";
import type { CommandContext } from "./command-context.js";
import { readNamedFile, writeNamedFile } from "./named-files.js";
import { aborted } from "./until-stopped.js";

interface Options {
  readonly port: string;
  readonly host: string;
  readonly tlsKey?: string;
  readonly tlsCertificate?: string;
}

export async function feedServe(
  { terminal, untilStopped }: CommandContext,
  directory: string,
  options: Options,
): Promise<void> {
  await refuseMissing(directory);
  const stopped = untilStopped();
  const { tls, root } = await certificate(options, directory);
  const served = await serveFeed({ directory, tls, host: options.host, port: portOf(options.port) });
  const ca = root === null ? "" : `\n  ca: ${root}`;
  terminal.write(`Serving ${directory} until Ctrl+C. In stopgap.yaml:\nfeed:\n  url: ${served.feedUrl}${ca}\n`);
  await aborted(stopped);
  await served.close();
}

/** Rejects with `FILE_UNREADABLE` where there is no such folder. */
async function refuseMissing(directory: string): Promise<void> {
  const found = await stat(directory).catch(() => null);
  if (found?.isDirectory() === true) return;
  const why = found === null ? "there is no such folder" : "it is not a folder";
  const remedy = "name the folder with feed.xml in it";
  throw new StopgapError("FILE_UNREADABLE", `${directory} cannot be served: ${why}`, { remedy });
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
