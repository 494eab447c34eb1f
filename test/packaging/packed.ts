import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { installAll, type Packed, packAll } from "../../scripts/packages.mjs";

export { packageFolders, root } from "../../scripts/packages.mjs";

/** An empty project into which all packages were installed from their tarballs. */
export interface PackedProject {
  readonly directory: string;
  readonly packages: readonly Packed[];
  remove(): Promise<void>;
}

/** Packs every package as it stands in `dist`, and installs all of them as a stranger would, without running any install script. */
export async function installPacked(): Promise<PackedProject> {
  const directory = await mkdtemp(join(tmpdir(), "stopgap-packed-"));
  const packages = packAll(directory);
  installAll(directory, packages);
  return { directory, packages, remove: () => rm(directory, { recursive: true, force: true }) };
}
