import { createHash } from "node:crypto";
import { StopgapError } from "../../../packages/core/src/errors/stopgap-error.js";
import { openSandboxHost } from "../../../packages/core/src/host/sandbox-host.js";
import { MemoryEventLog } from "../../../packages/core/src/log/memory-event-log.js";
import { createRuntime } from "../../../packages/core/src/runtime.js";
import { policy } from "./server.js";

/** A server that keeps its log over restarts, and whose power goes when it is told to. */
export class ServerAtWork {
  readonly #log = new MemoryEventLog();

  /** A program started for one cycle on that document at that time: `"accepted"`, or the code it ends with. */
  async check(bytes: Uint8Array, clock: Date, { diesRecording = "" } = {}): Promise<string> {
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    const validators = { etag: null, lastModified: null };
    const log = new Proxy(this.#log, {
      get: (target, name) =>
        name === "append"
          ? async (...given: Parameters<MemoryEventLog["append"]>) => {
              if (given[0].some(({ type }) => type === diesRecording)) throw new Error("the power went");
              return target.append(...given);
            }
          : Reflect.get(target, name, target).bind(target),
    });
    const runtime = await createRuntime({
      server: { name: "Server1", product: "Exchange2019", build: "15.2.1118.12", roles: ["Mailbox"] },
      log,
      source: {
        url: "file:feed.xml",
        fetch: async () => ({ url: "file:feed.xml", bytes, sha256, notModified: false, validators }),
      },
      trust: policy(),
      plugins: [],
      clock: () => clock,
      openHost: (context) => openSandboxHost("/nonexistent", context),
    });
    try {
      await runtime.check();
      return "accepted";
    } catch (error) {
      if (error instanceof StopgapError) return error.code;
      if (error instanceof Error && error.message === "the power went") return error.message;
      throw error;
    }
  }
}
