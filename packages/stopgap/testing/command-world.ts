import { createPrivateKey } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fromPem, generateSigningChain, signFeed } from "@stopgap/core/publish";
import { runProgram } from "../src/command-line/run-program.js";
import { makeSandboxServer } from "../src/demo/sandbox-server.js";
import { colours } from "../src/output/colours.js";

export interface Ran {
  readonly status: number;
  readonly out: string;
  readonly error: string;
}

/** A folder with a sandbox server, keys, a configuration and a feed in a file; commands run in this process. */
export async function makeCommandWorld() {
  const directory = await mkdtemp(join(tmpdir(), "stopgap-commands-"));
  const path = (name: string) => join(directory, name);
  const chain = generateSigningChain({ issuerName: "CN=World CA", keyType: "ec" });
  const certificates = fromPem("CERTIFICATE", chain.leaf.certificate + chain.issuer.certificate);
  await makeSandboxServer(path("server"));
  await writeFile(path("root.pem"), chain.root.certificate);
  const configure = (more = "", server = "build: 15.2.1118.12") =>
    writeFile(
      path("stopgap.yaml"),
      `organization: Contoso
server: { name: Server1, product: Exchange2019, ${server} }
feed: { url: "file:./feed.xml" }
trust: { roots: [root.pem], issuer: CN=World CA }
host: { kind: sandbox, root: ./server }
log: { directory: ./logs, level: warn }
${more}`,
    );
  await configure();
  return {
    directory,
    path,
    chain,
    configure,
    publish: (xml: string) =>
      writeFile(path("feed.xml"), signFeed(xml, { key: createPrivateKey(chain.leaf.key), certificates })),
    run: (...words: string[]) => runWords(["--config", path("stopgap.yaml"), ...words]),
    runWith: (surroundings: Parameters<typeof runProgram>[2], ...words: string[]) =>
      runWords(["--config", path("stopgap.yaml"), ...words], surroundings),
    end: () => rm(directory, { recursive: true, force: true }),
  };
}

export type CommandWorld = Awaited<ReturnType<typeof makeCommandWorld>>;

export async function runWords(
  words: readonly string[],
  surroundings: Parameters<typeof runProgram>[2] = {},
): Promise<Ran> {
  let out = "";
  let error = "";
  const terminal = {
    write: (text: string) => {
      out += text;
    },
    note: (text: string) => {
      error += text;
    },
    width: Number.POSITIVE_INFINITY,
    colours: colours(false),
  };
  const status = await runProgram(words, terminal, surroundings);
  return { status, out, error };
}

/** A feed of one rewrite rule, one application pool, one mitigation of another product, and what is added. */
export function worldFeed(serial: number, more = ""): string {
  return `<EOCS version="1.1.0" serial="${serial}" issued="2026-01-01T00:00:00Z" expires="2099-01-01T00:00:00Z">
  <Config id="PING1" desc="Heartbeat"><ActionList><Action type="DoNothing" scope="Server" desc="Ping"><Value>DoNothing</Value></Action></ActionList></Config>
  <Config id="M1" desc="Autodiscover">
    <ActionList><Action id="M1.1" version="0" type="UrlRewrite" scope="Site" desc="=Blocks requests"><Value>
      <rewrite path="Default Web Site"><rules><rule name="World M1.1"><match url=".*"/><conditions><add input="{REQUEST_URI}" pattern="powershell"/></conditions><action type="AbortRequest"/></rule></rules></rewrite>
    </Value></Action></ActionList>
    <SideEffects><SideEffect>Printing does not work.</SideEffect></SideEffects>
  </Config>
  <Config id="M3" desc="Unified Messaging"><AppliesTo product="Exchange2016"/>
    <ActionList><Action id="M3.1" version="0" type="Service" scope="Server" desc="Stops it"><Value><service name="MSExchangeUM" state="Stopped" startType="Disabled"/></Value></Action></ActionList>
  </Config>
  ${more}
</EOCS>`;
}

export const unknownAction = `<Config id="M9" desc="Unknown"><ActionList><Action id="M9.1" version="0" type="Firewall" scope="Server" desc="x"><Value>x</Value></Action></ActionList></Config>`;
