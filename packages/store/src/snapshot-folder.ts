import type { KeyObject } from "node:crypto";
import { mkdir, readdir, readFile, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { existingServerKey } from "./server-key.js";
import { writeDurably } from "./write-durably.js";

const snapshotFile = /^(\d{12,16})\.snapshot$/;
/** The newest, and one before it. */
const mostKept = 2;
/** Milliseconds after which a draft belongs to a process that is gone. */
const draftLife = 60_000;

/**
 * States that were folded earlier, each a file of the folder beside the event log. No part of the log: all of it may be
 * deleted at any time, and neither a backup nor an export takes it along.
 */
export class SnapshotFolder {
  readonly folder: string;
  readonly #storeFile: string;

  constructor(storeFile: string) {
    this.folder = `${storeFile}.snapshots`;
    this.#storeFile = storeFile;
  }

  /** The snapshots that are kept, that of the highest position first; one that cannot be read has an empty text. */
  async kept(): Promise<readonly { readonly position: number; readonly text: string }[]> {
    const newestFirst = (await this.#positions()).slice(-mostKept).toReversed();
    const found = [];
    for (const position of newestFirst) {
      const text = await readFile(this.#path(position), "utf8").catch((error: NodeJS.ErrnoException) =>
        // Another process may have let go of it meanwhile.
        error.code === "ENOENT" ? null : "",
      );
      if (text !== null) found.push({ position, text });
    }
    return found;
  }

  /** Keeps a text of that position, whole and on the disk or not at all, and of the others the one before it. */
  async keep(position: number, text: string): Promise<void> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    await writeDurably(this.#path(position), text);
    const before = (await this.#positions()).filter((other) => other < position);
    const kept = new Set([position, ...before.slice(before.length - (mostKept - 1))]);
    // Beyond the log's head nothing of this log can be.
    for (const other of await this.#positions()) if (!kept.has(other)) await this.discard(other);
    await this.#removeDrafts();
  }

  async discard(position: number): Promise<void> {
    await rm(this.#path(position), { force: true, recursive: true });
  }

  /** The server's key, or null where it was never made; none is made here. */
  key(): Promise<KeyObject | null> {
    return existingServerKey(this.#storeFile);
  }

  /** In order. */
  async #positions(): Promise<readonly number[]> {
    const names = await this.#names();
    const positions = names.map((name) => snapshotFile.exec(name)?.[1]).filter((text) => text !== undefined);
    return positions.map(Number).toSorted((a, b) => a - b);
  }

  async #removeDrafts(): Promise<void> {
    for (const name of (await this.#names()).filter((each) => each.endsWith(".part"))) {
      const path = join(this.folder, name);
      const stats = await stat(path).catch(() => null);
      if (stats !== null && Date.now() - stats.mtimeMs > draftLife) await rm(path, { force: true });
    }
  }

  async #names(): Promise<readonly string[]> {
    return await readdir(this.folder).catch(() => []);
  }

  #path(position: number): string {
    return join(this.folder, `${String(position).padStart(12, "0")}.snapshot`);
  }
}
