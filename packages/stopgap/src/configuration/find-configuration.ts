import { access } from "node:fs/promises";
import { posix, resolve, win32 } from "node:path";
import { StopgapError } from "@stopgap/core";

export interface Place {
  readonly folder: string;
  readonly platform: NodeJS.Platform;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Where a configuration is looked for when none is named, in order. */
export function configurationPlaces({ folder, platform, environment }: Place): readonly string[] {
  const system =
    platform === "win32"
      ? win32.join(environment.ProgramData ?? "C:\\ProgramData", "Stopgap", "stopgap.yaml")
      : posix.join("/etc/stopgap", "stopgap.yaml");
  return [resolve(folder, "stopgap.yaml"), system];
}

/** The first file that is there. Rejects with `CONFIGURATION_NOT_FOUND`, naming where it was looked for. */
export async function findConfiguration(named: string | undefined, place: Place): Promise<string> {
  const places = named === undefined ? configurationPlaces(place) : [resolve(place.folder, named)];
  for (const file of places) {
    if (await exists(file)) return file;
  }
  const where = named ?? places.join(" or ");
  throw new StopgapError("CONFIGURATION_NOT_FOUND", `there is no configuration at ${where}`);
}

async function exists(file: string): Promise<boolean> {
  return await access(file).then(
    () => true,
    () => false,
  );
}
