import { StopgapError } from "@stopgap/core";
import { type Composition, withRuntime } from "../composition/compose-runtime.js";
import { openLogger } from "../composition/file-logger.js";
import { type Configuration, isEdge } from "../configuration/configuration.js";

/** Runs one command's work on the engine; what it logs goes to the log folder. */
export async function onRuntime<T>(
  configuration: Configuration,
  purpose: string,
  work: (composition: Composition) => Promise<T>,
): Promise<T> {
  const logger = await openLogger(configuration, "silent");
  return await withRuntime(configuration, logger, purpose, work);
}

/** On an Edge server nothing runs. Throws `EDGE_ROLE`. */
export function refuseEdge({ server }: Configuration): void {
  if (!isEdge(server)) return;
  throw new StopgapError("EDGE_ROLE", `${server.name} has the Edge Transport role, on which nothing runs`);
}
