import type { MitigationPlugin } from "./mitigation-plugin.js";

/** A plugin with where it came from. */
export interface LoadedPlugin {
  readonly plugin: MitigationPlugin;
  /** Name of the package, or of the embedding program's own object. */
  readonly package: string;
  readonly version: string;
  /** SHA-256 over the installed package's files, lower-case hex, or null where it is no package. */
  readonly sha256: string | null;
  /** Ends what the package's own inversify module holds; called by whoever loaded it, once no runtime uses it. */
  readonly release?: () => Promise<void>;
}
