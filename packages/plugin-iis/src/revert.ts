import type { Host, RevertOptions, RevertResult } from "@stopgap/core/plugin";
import { type Takings, takeBack } from "./config/take-back.js";
import { runAppcmd } from "./host/appcmd.js";
import { applicationHostPath } from "./host/application-host.js";
import { parseConfig, readConfig, writeConfig } from "./host/config-file.js";
import type { RewriteParameters } from "./rewrite-parameters.js";
import { rewritePathKey } from "./rewrite-path.js";
import { isSkeleton } from "./target.js";
import { heldThing, type RewriteUndo, type UndoEntry } from "./undo.js";

interface FileTakings {
  readonly items: Takings["items"][number][];
  readonly containers: Takings["containers"][number][];
  original: { readonly bytes: string | null } | null;
}

/**
 * Takes back what the undo record names, and nothing else. Throws `PluginError`, and then has changed nothing. Forced, it
 * also takes what was changed since, and keeps a copy of the file beside it.
 */
export async function revert(
  parameters: RewriteParameters,
  undo: RewriteUndo,
  host: Host,
  options: RevertOptions = { force: false },
): Promise<RevertResult> {
  const overwritten: string[] = [];
  const planned: (() => Promise<void>)[] = [];
  const server = (await applicationHostPath(host)).toLowerCase();
  for (const [file, takings] of takingsByFile(undo)) {
    const config = await readConfig(host, file);
    if (config.text.trim() === "") continue;
    const { text, changes, changed } = takeBack(file, config.text, takings, parameters.pieces, options.force);
    const { bytes } = config;
    if (changed && bytes !== null) {
      const copy = `${file}.${stamp(host.now())}.bak`;
      planned.push(() => host.writeFile(copy, bytes));
      overwritten.push(`${file} was changed since; as it was, it is ${copy}`);
    }
    const { original } = takings;
    if (host.kind === "windows" && file === server) {
      if (changes.length > 0) planned.push(() => runAppcmd(host, rewritePathKey(parameters.path), changes));
    } else if (original !== null && isSkeleton(parseConfig(file, text))) {
      planned.push(() => host.writeFile(file, original.bytes === null ? null : Buffer.from(original.bytes, "base64")));
    } else if (text !== config.text) {
      planned.push(() => writeConfig(host, config, text));
    }
  }
  for (const write of planned) await write();
  return { overwritten };
}

/** `yyyyMMdd-HHmmss`, UTC. */
function stamp(time: Date): string {
  return time.toISOString().slice(0, 19).replace(/[-:]/g, "").replace("T", "-");
}

function takingsByFile(undo: RewriteUndo): ReadonlyMap<string, FileTakings> {
  const files = new Map<string, FileTakings>();
  for (const [claim, entry] of Object.entries(undo)) {
    const held = heldThing(claim);
    if (entry === null || held === null || held.type === "path" || held.type === "equivalent") continue;
    const takings = files.get(held.file) ?? { items: [], containers: [], original: null };
    files.set(held.file, takings);
    note(takings, held, entry);
  }
  return files;
}

function note(
  takings: FileTakings,
  held: Extract<ReturnType<typeof heldThing>, { readonly file: string }>,
  entry: Exclude<UndoEntry, null>,
): void {
  if (held.type === "item" && "added" in entry) takings.items.push({ held, entry });
  if (held.type === "original" && "replaced" in entry) takings.items.push({ held, entry });
  if (held.type === "container" && ("made" in entry || "body" in entry)) takings.containers.push({ held, entry });
  if (held.type === "file" && "bytes" in entry) takings.original = entry;
}
