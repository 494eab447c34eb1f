import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { StopgapError } from "@stopgap/core";
import type { Configuration } from "../configuration/configuration.js";
import type { ServiceDefinition } from "./service-manager.js";

const program = fileURLToPath(new URL("../../bin/stopgap.js", import.meta.url));

/**
 * The service of this configuration: this program, by this Node. Makes the folders it writes to, as the manager wants them
 * to be there. Rejects with `SERVICE_REFUSED`.
 */
export async function serviceDefinition(
  configuration: Pick<Configuration, "file" | "host" | "store" | "log">,
  more: readonly string[] = [],
): Promise<ServiceDefinition> {
  const { file, host, store, log } = configuration;
  const own = [dirname(store.file), log.directory];
  for (const folder of own) {
    await mkdir(folder, { recursive: true }).catch((cause: unknown) => {
      throw new StopgapError("SERVICE_REFUSED", `${folder} cannot be made`, { cause });
    });
  }
  return {
    command: [process.execPath, program, "run", "--config", file, ...more],
    writes: host.kind === "sandbox" ? [...new Set([...own, host.root])] : null,
  };
}
