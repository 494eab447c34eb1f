import type { CyclePolicy, ServerDescription } from "../cycle/cycle-context.js";
import type { ReverifyDocument } from "./reverify-document.js";

/** Another configuration, as far as decisions that were recorded can be made again under it. */
export interface OtherConfiguration {
  /** Product, build and roles count for the cycles of the server of that name, in any case. */
  readonly server: ServerDescription;
  /** The mitigation types its plugins add. */
  readonly types: ReadonlySet<string>;
  readonly reverify: ReverifyDocument;
  readonly policy: Pick<CyclePolicy, "onRetired" | "drift">;
  /** Why no cycle runs on that server at all, or null. */
  readonly nothingRuns: string | null;
}

/** True where the configuration is that of the server. */
export function isOfServer({ server }: OtherConfiguration, name: string): boolean {
  return server.name.toLowerCase() === name.toLowerCase();
}
