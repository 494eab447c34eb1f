import { createHash } from "node:crypto";
import type { Host } from "@stopgap/core/plugin";

/** The file that blocks one pattern, and the mark that nginx has loaded it. */
export interface IncludedFile {
  readonly path: string;
  readonly content: Buffer;
  readonly mark: string;
}

export function includedFile(directory: string, pattern: string): IncludedFile {
  const name = createHash("sha256").update(pattern).digest("hex").slice(0, 16);
  return {
    path: `${directory}/${name}.conf`,
    content: Buffer.from(`# ${name}, kept by stopgap\nif ($request_uri ~ ${quoted(pattern)}) {\n  return 403;\n}\n`),
    mark: `${directory}/${name}.loaded`,
  };
}

/** As nginx's configuration quotes. */
function quoted(pattern: string): string {
  return `"${pattern.replace(/[\\"]/g, "\\$&")}"`;
}

export async function stateOf(file: IncludedFile, host: Host): Promise<"absent" | "present" | "altered"> {
  const bytes = await host.readFile(file.path);
  if (bytes === null) return "absent";
  if (!file.content.equals(bytes)) return "altered";
  return (await host.readFile(file.mark)) === null ? "absent" : "present";
}
