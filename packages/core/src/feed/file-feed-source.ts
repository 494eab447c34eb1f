import { createHash } from "node:crypto";
import { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { StopgapError } from "../errors/stopgap-error.js";
import type { FeedSource } from "./feed-source.js";
import { fetchError, systemCode } from "./http/fetch-error.js";
import type { LayerObserver } from "./http/layer.js";

export interface FileFeedSourceOptions {
  /** file:, absolute. */
  readonly url: string;
  readonly maxBytes: number;
  readonly onLayer?: LayerObserver;
}

/** A feed in a plain file, for where there is no network. Read whole each time; rejects with FETCH_FILE or DOCUMENT_TOO_LARGE. */
export function createFileFeedSource({ url, maxBytes, onLayer }: FileFeedSourceOptions): FeedSource {
  const path = pathOf(url);
  return {
    url,
    async fetch(_kept, signal) {
      const bytes = await readCapped(path, maxBytes, signal);
      onLayer?.("body", `${bytes.length} bytes from ${path}`);
      const sha256 = createHash("sha256").update(bytes).digest("hex");
      return { url, bytes, sha256, notModified: false, validators: { etag: null, lastModified: null } };
    },
  };
}

function pathOf(url: string): string {
  try {
    return fileURLToPath(url);
  } catch (cause) {
    throw new StopgapError("CONFIGURATION_INVALID", `feed.url ${url} names no file of this machine`, {
      remedy: "write file:///full/path/to/feed.xml",
      cause,
    });
  }
}

async function readCapped(path: string, maxBytes: number, signal: AbortSignal): Promise<Uint8Array> {
  let file: FileHandle | null = null;
  try {
    // Without O_NONBLOCK, opening a named pipe waits for a writer.
    file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const { size } = await plainFile(file, path);
    if (size > maxBytes) throw tooLarge(path, maxBytes);
    const chunks: Uint8Array[] = [];
    let length = 0;
    while (true) {
      if (signal.aborted) throw fetchError("FETCH_ABORTED", "body", `reading ${path} was stopped`);
      const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(65_536), 0, 65_536);
      if (bytesRead === 0) return Buffer.concat(chunks, length);
      length += bytesRead;
      if (length > maxBytes) throw tooLarge(path, maxBytes);
      chunks.push(buffer.subarray(0, bytesRead));
    }
  } catch (cause) {
    if (cause instanceof StopgapError) throw cause;
    const missing = systemCode(cause) === "ENOENT";
    const message = missing ? `there is no file ${path}` : `${path} cannot be read (${systemCode(cause)})`;
    throw fetchError("FETCH_FILE", "body", message, { cause });
  } finally {
    await file?.close();
  }
}

async function plainFile(file: FileHandle, path: string): Promise<{ size: number }> {
  const stat = await file.stat();
  if (!stat.isFile()) throw fetchError("FETCH_FILE", "body", `${path} is not a plain file`);
  return stat;
}

function tooLarge(path: string, maxBytes: number): StopgapError {
  return fetchError("DOCUMENT_TOO_LARGE", "body", `${path} has more than ${maxBytes} bytes`, { details: { maxBytes } });
}
