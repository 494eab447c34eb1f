import { createPrivateKey } from "node:crypto";
import { mkdir, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { StopgapError } from "@stopgap/core";
import {
  fromPem,
  generateSigningChain,
  generateTlsCertificate,
  type ServedFeed,
  serveFeed,
  signFeed,
} from "@stopgap/core/publish";
import { demoConfiguration } from "./demo-configuration.js";
import { demoFeed } from "./demo-feed.js";
import { makeSandboxServer } from "./sandbox-server.js";

/** A folder with a sandbox server, keys, a signed feed and a configuration; the feed is being served on loopback. */
export interface PreparedDemo {
  readonly directory: string;
  /** Reads the feed over HTTPS while it is served; after `stopServing` from its file. */
  readonly configuration: string;
  readonly served: ServedFeed;
  /** Files of the server that are not as they were made, by their path below `directory`. */
  changedFiles(): Promise<readonly string[]>;
  stopServing(): Promise<void>;
}

const marker = ".stopgap-demo";
const day = 86_400_000;

/** Makes the demonstration's folder anew. Rejects with `USAGE` where it holds anything else than an earlier demonstration. */
export async function prepareDemo(directory: string, say: (step: string) => void): Promise<PreparedDemo> {
  await emptyFolder(directory);
  const path = (name: string) => join(directory, name);
  await writeFile(path(marker), "made by stopgap demo, which may replace this folder\n");

  say("a sandbox that stands for an Exchange 2019 mailbox server");
  await makeSandboxServer(path("server"));
  const before = await filesBelow(path("server"));

  say("keys: a root, an issuing authority, a signing certificate");
  const chain = generateSigningChain({ issuerName: "CN=Stopgap Demo Feed CA" });
  const tls = generateTlsCertificate();
  await mkdir(path("keys"), { mode: 0o700 });
  await mkdir(path("feed"));
  await writeFile(path("keys/feed-signing.key.pem"), chain.leaf.key, { mode: 0o600 });
  await writeFile(path("keys/feed-signing.pem"), chain.leaf.certificate + chain.issuer.certificate);
  await writeFile(path("feed-root.pem"), chain.root.certificate);
  await writeFile(path("tls-root.pem"), tls.root.certificate);

  say("a feed of five mitigations, signed");
  const now = Date.now();
  const xml = demoFeed(1, instant(now), instant(now + 30 * day));
  const certificates = fromPem("CERTIFICATE", chain.leaf.certificate + chain.issuer.certificate);
  await writeFile(path("feed/feed.xml"), signFeed(xml, { key: createPrivateKey(chain.leaf.key), certificates }));

  const served = await serveFeed({
    directory: path("feed"),
    tls: { key: tls.server.key, cert: tls.server.certificate },
  });
  say(`the feed is served at ${served.feedUrl}`);
  const configuration = path("stopgap.yaml");
  await writeFile(configuration, demoConfiguration(served.feedUrl), { mode: 0o644 });
  return {
    directory,
    configuration,
    served,
    async changedFiles() {
      const after = await filesBelow(path("server"));
      return [...after].flatMap(([file, text]) => (before.get(file) === text ? [] : [join("server", file)])).toSorted();
    },
    async stopServing() {
      await served.close();
      await writeFile(configuration, demoConfiguration("file:./feed/feed.xml"));
    },
  };
}

async function emptyFolder(directory: string): Promise<void> {
  const entries = await readdir(directory).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw new StopgapError("USAGE", `${directory} cannot be used as the demonstration's folder (${error.code})`, {
      cause: error,
    });
  });
  const earlier = await stat(join(directory, marker)).then(
    () => true,
    () => false,
  );
  if (entries.length > 0 && !earlier) {
    throw new StopgapError("USAGE", `${directory} is not empty and was not made by a demonstration`, {
      remedy: "name another folder with --dir",
    });
  }
  // Not the folder itself: somebody may stand in it.
  for (const entry of entries) await rm(join(directory, entry), { recursive: true, force: true });
  await mkdir(directory, { recursive: true });
}

async function filesBelow(root: string): Promise<ReadonlyMap<string, string>> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return new Map(
    await Promise.all(files.map(async (file) => [relative(root, file), await readFile(file, "latin1")] as const)),
  );
}

function instant(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.\d+Z$/, "Z");
}
