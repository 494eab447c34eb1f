import { createHash, createPrivateKey } from "node:crypto";
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  type ActionOutcome,
  type CyclePolicy,
  certificatesFromPem,
  createRuntime,
  type FeedSource,
  MemoryEventLog,
  openSandboxHost,
  type RecordedEvent,
  type Runtime,
} from "@stopgap/core";
import { fromPem, generateSigningChain, signFeed } from "@stopgap/core/publish";
import appPool from "@stopgap/plugin-apppool";
import rewrite from "@stopgap/plugin-iis";
import service from "@stopgap/plugin-service";

export interface BenchOptions {
  readonly product?: string;
  readonly build?: string;
  readonly policy?: Partial<CyclePolicy>;
}

/** The engine on a sandbox server with its log in memory: signed feeds in, decisions and files out, no process started. */
export interface Bench {
  readonly root: string;
  readonly log: MemoryEventLog;
  readonly runtime: Runtime;
  clock: Date;
  /** Nothing more is written, neither files nor events, after that many writes from now on; negative: everything is. */
  crashAfter(writes: number): void;
  /** The engine as a new process would open it on the same log. */
  reopen(options?: BenchOptions): Promise<void>;
  publish(xml: string): void;
  check(xml?: string): Promise<readonly ActionOutcome[]>;
  /** By applied id, `decision status`. */
  decided(xml?: string): Promise<Readonly<Record<string, string>>>;
  applied(): readonly string[];
  events(type?: string): Promise<readonly RecordedEvent[]>;
  files(): Promise<ReadonlyMap<string, string>>;
  read(path: string): Promise<string>;
  write(path: string, text: string | Uint8Array): Promise<void>;
  json(path: string): Promise<Record<string, Record<string, unknown>>>;
  end(): Promise<void>;
}

/** A power cut: not an error of any kind the engine knows. */
export class PowerCut extends Error {}

const sandbox = fileURLToPath(new URL("./sandbox", import.meta.url));
const chain = generateSigningChain({ issuerName: "CN=Bench Feed CA", keyType: "ec" });
const signer = {
  key: createPrivateKey(chain.leaf.key),
  certificates: fromPem("CERTIFICATE", chain.leaf.certificate + chain.issuer.certificate),
};
export const act = { actor: "admin", reason: null };

export async function openBench(first: BenchOptions = {}): Promise<Bench> {
  const root = await mkdtemp(join(tmpdir(), "stopgap-bench-"));
  await cp(sandbox, root, { recursive: true });
  const log = new MemoryEventLog();
  const append = log.append.bind(log);
  log.append = async (events, options) => {
    spend();
    return await append(events, options);
  };
  const spend = () => {
    if (left === 0) throw new PowerCut("the power went");
    if (left > 0) left -= 1;
  };
  let document: Uint8Array = new Uint8Array();
  let left = -1;
  let runtime: Runtime;
  const source: FeedSource = {
    url: "https://feed.example/",
    fetch: async () => ({
      url: "https://feed.example/",
      bytes: document,
      sha256: createHash("sha256").update(document).digest("hex"),
      notModified: false,
      validators: { etag: null, lastModified: null },
    }),
  };
  const trust = {
    roots: certificatesFromPem(chain.root.certificate),
    issuers: ["CN=Bench Feed CA"],
    extendedKeyUsage: ["1.3.6.1.5.5.7.3.3"],
    timestampRoots: [],
    revocation: { mode: "off" as const, crls: [], fetchCrl: null },
    freshness: { requireSerial: false },
    maxBytes: 5 * 1024 * 1024,
  };
  const open = ({ product = "Exchange2019", build = "15.2.1118.12", policy = {} }: BenchOptions) =>
    createRuntime({
      server: { name: "Server1", product, build, roles: ["Mailbox"] },
      log,
      source,
      trust,
      policy,
      plugins: [rewrite, service, appPool] as never,
      clock: () => bench.clock,
      openHost: (context) => {
        const host = openSandboxHost(root, context);
        return {
          ...host,
          writeFile: async (path, bytes) => {
            spend();
            await host.writeFile(path, bytes);
          },
        };
      },
    });
  const bench: Bench = {
    root,
    log,
    clock: new Date(),
    get runtime() {
      return runtime;
    },
    crashAfter(writes) {
      left = writes;
    },
    async reopen(options = first) {
      left = -1;
      runtime = await open(options);
    },
    publish(xml) {
      document = signFeed(xml, signer);
    },
    async check(xml) {
      if (xml !== undefined) bench.publish(xml);
      return (await runtime.check()).mitigations;
    },
    async decided(xml) {
      const outcomes = await bench.check(xml);
      return Object.fromEntries(
        outcomes.map(({ appliedId, decision, status }) => [appliedId, `${decision} ${status}`]),
      );
    },
    applied: () => Object.keys(runtime.state.servers.Server1?.applied ?? {}),
    async events(type) {
      const all: RecordedEvent[] = [];
      for await (const page of log.read()) all.push(...page);
      return type === undefined ? all : all.filter((event) => event.type === type);
    },
    async files() {
      const entries = await readdir(root, { recursive: true, withFileTypes: true });
      const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
      const read = paths
        .toSorted()
        .map(async (path) => [path.slice(root.length + 1), await readFile(path, "latin1")] as const);
      return new Map(await Promise.all(read));
    },
    read: (path) => readFile(join(root, path), "latin1"),
    write: (path, text) => writeFile(join(root, path), text),
    json: async (path) => JSON.parse(await readFile(join(root, path), "utf8")),
    end: () => rm(root, { recursive: true, force: true }),
  };
  await bench.reopen(first);
  return bench;
}
