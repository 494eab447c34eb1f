/** A package as npm would publish it. */
export interface Packed {
  readonly name: string;
  readonly version: string;
  /** Absolute, as is `tarball`. */
  readonly folder: string;
  readonly tarball: string;
  /** Bytes of the tarball. */
  readonly size: number;
  /** Paths in the tarball. */
  readonly files: readonly string[];
}

export const root: string;
export const packageFolders: readonly string[];
export function packAll(destination: string): readonly Packed[];
export function installAll(
  directory: string,
  packages: readonly Packed[],
  options?: { readonly scripts?: boolean; readonly env?: NodeJS.ProcessEnv },
): void;
