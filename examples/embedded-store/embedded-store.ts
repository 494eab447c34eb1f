import { join } from "node:path";
import { createFeedSource, createRuntime, openSandboxHost, type Runtime } from "@stopgap/core";
import { definePlugin } from "@stopgap/core/plugin";
import { FileEventLog } from "./file-event-log.js";

const path = "C:\\closed.txt";

/** A mitigation type of the embedding program's own: a file says that the door is closed. */
const door = definePlugin<string, boolean>({
  apiVersion: 1,
  type: "Door",
  parameters: {
    "~standard": {
      version: 1,
      vendor: "example",
      validate: (value) => {
        const { text } = value as { readonly text: string };
        return text === "closed" ? { value: text } : { issues: [{ message: "a door is closed, and nothing else" }] };
      },
    },
  },
  inspect: async (_, host) => ({ state: (await host.readFile(path)) === null ? "absent" : "present" }),
  capture: async (_, host) => (await host.readFile(path)) !== null,
  apply: async (_, host) => await host.writeFile(path, Buffer.from("closed\n")),
  async revert(_, wasClosed, host) {
    if (!wasClosed) await host.writeFile(path, null);
  },
});

export interface Embedded {
  readonly runtime: Runtime;
  /** Stops the runtime, then closes the log that it was given. */
  end(): Promise<void>;
}

/** A runtime for one sandbox server whose events go to a text file of the embedding program's own. */
export async function embedOnFile(feedUrl: string, root: Uint8Array, directory: string): Promise<Embedded> {
  const log = await FileEventLog.open(join(directory, "events.jsonl"));
  const runtime = await createRuntime({
    server: { name: "Embedded1", product: "Exchange2016", build: "15.1.2507.16", roles: ["Mailbox"] },
    log,
    source: createFeedSource(feedUrl, { timeoutMs: 30_000, maxBytes: 5_242_880 }),
    trust: {
      roots: [root],
      issuers: ["CN=Embedded Feed CA"],
      extendedKeyUsage: ["1.3.6.1.5.5.7.3.3"],
      timestampRoots: [],
      revocation: { mode: "off", crls: [], fetchCrl: null },
      freshness: { requireSerial: false },
      maxBytes: 5_242_880,
    },
    openHost: (context) => openSandboxHost(directory, context),
    plugins: [door],
  });
  return {
    runtime,
    async end() {
      await runtime.stop("the embedding program ends");
      await log.close();
    },
  };
}
