import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { HostConfiguration } from "../configuration/configuration.js";

/** The folder Exchange Server is installed in, as the host's environment says, or null. */
export async function exchangeFolder(host: HostConfiguration): Promise<string | null> {
  if (host.kind !== "sandbox") return process.env.ExchangeInstallPath ?? null;
  try {
    const variables: Record<string, unknown> = JSON.parse(await readFile(join(host.root, "environment.json"), "utf8"));
    return typeof variables.ExchangeInstallPath === "string" ? variables.ExchangeInstallPath : null;
  } catch {
    return null;
  }
}
