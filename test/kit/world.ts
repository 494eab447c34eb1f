import { spawn } from "node:child_process";
import { createPrivateKey } from "node:crypto";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  fromPem,
  generateSigningChain,
  generateTlsCertificate,
  type SigningChain,
  serveFeed,
  signFeed,
} from "@stopgap/core/publish";

export interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Of stdout. */
  json<T>(): T;
}

export interface WorldOptions {
  readonly product?: string;
  readonly build?: string;
  /** Lines of YAML added at the end of the configuration. */
  readonly more?: string;
}

/** A sandbox server, a publisher with keys of its own, a real HTTPS server and the built program. */
export interface World {
  readonly directory: string;
  readonly chain: SigningChain;
  /** Signs the text and puts it where the server serves it. */
  publish(xml: string): Promise<void>;
  /** Puts bytes there as they are. */
  publishBytes(bytes: Uint8Array): Promise<void>;
  configure(options: WorldOptions): Promise<void>;
  run(...words: string[]): Promise<Ran>;
  /** Every file of the sandbox host, by path. */
  host(): Promise<ReadonlyMap<string, string>>;
  end(): Promise<void>;
}

const program = fileURLToPath(new URL("../../packages/stopgap/dist/main.js", import.meta.url));
const sandbox = fileURLToPath(new URL("./sandbox", import.meta.url));

export async function makeWorld(options: WorldOptions = {}): Promise<World> {
  const directory = await mkdtemp(join(tmpdir(), "stopgap-world-"));
  const path = (name: string) => join(directory, name);
  const chain = generateSigningChain({ issuerName: "CN=World Feed CA", keyType: "ec" });
  const tls = generateTlsCertificate();
  await mkdir(path("feed"));
  await cp(sandbox, path("server"), { recursive: true });
  await writeFile(path("feed-root.pem"), chain.root.certificate);
  await writeFile(path("tls.pem"), tls.root.certificate);
  const served = await serveFeed({
    directory: path("feed"),
    tls: { key: tls.server.key, cert: tls.server.certificate },
  });
  const publishBytes = (bytes: Uint8Array) => writeFile(path("feed/feed.xml"), bytes);
  const certificates = fromPem("CERTIFICATE", chain.leaf.certificate + chain.issuer.certificate);

  const world: World = {
    directory,
    chain,
    publishBytes,
    publish: (xml) => publishBytes(signFeed(xml, { key: createPrivateKey(chain.leaf.key), certificates })),
    configure: ({ product = "Exchange2019", build = "15.2.1118.12", more = "" }) =>
      writeFile(
        path("stopgap.yaml"),
        `organization: Contoso
server: { name: Server1, product: ${product}, build: ${build}, roles: [Mailbox] }
feed: { url: "${served.feedUrl}", ca: ./tls.pem }
trust: { roots: [./feed-root.pem], issuer: CN=World Feed CA, extendedKeyUsage: [1.3.6.1.5.5.7.3.3] }
store: { file: ./stopgap.db }
host: { kind: sandbox, root: ./server }
plugins: ["@stopgap/plugin-iis", "@stopgap/plugin-service", "@stopgap/plugin-apppool"]
log: { directory: ./logs, level: info }
${more}`,
      ),
    run: (...words) => runProgram(directory, words),
    host: () => filesBelow(path("server")),
    async end() {
      await served.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
  await world.configure(options);
  return world;
}

function runProgram(directory: string, words: readonly string[]): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, ...words], { cwd: directory, stdio: ["ignore", "pipe", "pipe"] });
    const out: Buffer[] = [];
    const error: Buffer[] = [];
    child.stdout.on("data", (chunk) => out.push(chunk));
    child.stderr.on("data", (chunk) => error.push(chunk));
    child.on("error", reject);
    child.on("close", (status) => {
      const stdout = Buffer.concat(out).toString();
      resolve({ status, stdout, stderr: Buffer.concat(error).toString(), json: () => JSON.parse(stdout) });
    });
  });
}

async function filesBelow(root: string): Promise<ReadonlyMap<string, string>> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const read = files
    .toSorted()
    .map(async (file) => [file.slice(root.length + 1), await readFile(file, "latin1")] as const);
  return new Map(await Promise.all(read));
}
