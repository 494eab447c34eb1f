import { open } from "node:fs/promises";

const lineEnd = "\n".charCodeAt(0);

/** Adds a line to a file of lines, which is made where it is missing; what a crash left of a line before stays one by itself. */
export async function appendLine(file: string, line: string): Promise<void> {
  const handle = await open(file, "a+");
  try {
    const { size } = await handle.stat();
    const last = Buffer.alloc(1, lineEnd);
    if (size > 0) await handle.read(last, 0, 1, size - 1);
    await handle.appendFile(`${last[0] === lineEnd ? "" : "\n"}${line}\n`);
  } finally {
    await handle.close();
  }
}
