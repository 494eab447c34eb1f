import { createHash } from "node:crypto";
import { readdir, readFile, realpath, stat } from "node:fs/promises";
import { extname, join, sep } from "node:path";

/** What a feed server gives out. Anything else in the folder, such as a private key, stays there. */
const contentTypes: Readonly<Record<string, string>> = {
  ".xml": "application/xml; charset=utf-8",
  ".crl": "application/pkix-crl",
  ".cer": "application/pkix-cert",
  ".crt": "application/pkix-cert",
};

const feedPath = /^\/getexchangemitigations\/?$/i;

export interface PublishedFile {
  readonly bytes: Uint8Array;
  readonly contentType: string;
  /** A strong entity tag over the content. */
  readonly etag: string;
  readonly lastModified: Date;
}

/**
 * The file a request path names below the folder, or null. `/getexchangemitigations`, in any case, names `feed.xml` or,
 * without one, the folder's only `.xml`. No `..`, hidden file, or link out of the folder is followed.
 */
export async function publishedFile(directory: string, path: string): Promise<PublishedFile | null> {
  const names = feedPath.test(path) ? await feedName(directory) : segments(path);
  const contentType = contentTypes[extname(names?.at(-1) ?? "").toLowerCase()];
  if (names === null || contentType === undefined) return null;
  try {
    const root = await realpath(directory);
    const file = await realpath(join(root, ...names));
    if (!file.startsWith(root.endsWith(sep) ? root : root + sep)) return null;
    const { mtime } = await stat(file);
    const bytes = await readFile(file);
    if (bytes.includes("PRIVATE KEY-----")) return null;
    const etag = `"${createHash("sha256").update(bytes).digest("hex").slice(0, 32)}"`;
    return { bytes, contentType, etag, lastModified: mtime };
  } catch {
    return null;
  }
}

function segments(path: string): string[] | null {
  try {
    const names = path.split("/").slice(1).map(decodeURIComponent);
    return names.every((name) => /^[^./\\:\0][^/\\:\0]*$/.test(name)) ? names : null;
  } catch {
    return null;
  }
}

async function feedName(directory: string): Promise<string[] | null> {
  const files = (await readdir(directory)).filter((name) => /^[^.].*\.xml$/i.test(name));
  const feed = files.find((name) => name.toLowerCase() === "feed.xml") ?? (files.length === 1 ? files[0] : undefined);
  return feed === undefined ? null : [feed];
}
