import { readFileSync } from "node:fs";

/** Version of the program, from its own package. */
export function programVersion(): string {
  const description: { version?: unknown } = JSON.parse(
    readFileSync(new URL("../package.json", import.meta.url), "utf8"),
  );
  return String(description.version);
}
