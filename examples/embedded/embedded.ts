import { createFeedSource, createRuntime, MemoryEventLog, openSandboxHost, type Runtime } from "@stopgap/core";
import service from "@stopgap/plugin-service";

/** A runtime for one sandbox server: the embedding program's own clock, and a log that lasts as long as the process. */
export function embed(feedUrl: string, root: Uint8Array, server: string, clock: () => Date): Promise<Runtime> {
  return createRuntime({
    server: { name: "Embedded1", product: "Exchange2016", build: "15.1.2507.16", roles: ["Mailbox"] },
    log: new MemoryEventLog(),
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
    openHost: (context) => openSandboxHost(server, context),
    plugins: [service],
    clock,
  });
}
