import { StopgapError } from "@stopgap/core";
import { type Composition, withRuntime } from "../composition/compose-runtime.js";
import { openLogger } from "../composition/file-logger.js";
import { type Configuration, isEdge } from "../configuration/configuration.js";

/**
 * Runs one command's work on the engine; what it logs goes to the log folder. Where that does not take it, the work is done
 * all the same, and only then this rejects with `LOG_UNWRITABLE`.
 */
export async function onRuntime<T>(
  configuration: Configuration,
  purpose: string,
  work: (composition: Composition) => Promise<T>,
): Promise<T> {
  const refused: StopgapError[] = [];
  const unwritable = (error: StopgapError) => void refused.push(error);
  const logger = await openLogger(configuration, "silent", unwritable);
  const result = await withRuntime(configuration, { logger, purpose, unwritable }, work);
  const [first] = refused;
  if (first !== undefined) throw first;
  return result;
}

/** On an Edge server nothing runs. Throws `EDGE_ROLE`. */
export function refuseEdge({ server }: Configuration): void {
  if (!isEdge(server)) return;
  throw new StopgapError("EDGE_ROLE", `${server.name} has the Edge Transport role, on which nothing runs`);
}
