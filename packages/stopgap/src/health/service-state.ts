import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import type { HostConfiguration } from "../configuration/configuration.js";
import type { HealthFacts } from "./health-facts.js";

const run = promisify(execFile);

/** Ours, and the one it does the job of: what a sandbox made from an Exchange server lists. */
const names = ["Stopgap", "MSExchangeMitigation"];

/** The program's service as the host's service manager sees it, or null where it has none of that name. */
export async function serviceState(host: HostConfiguration): Promise<HealthFacts["service"]> {
  try {
    if (host.kind === "sandbox") return await sandboxService(host.root);
    return host.kind === "linux" ? await systemdUnit() : await windowsService();
  } catch {
    return null;
  }
}

async function sandboxService(root: string): Promise<HealthFacts["service"]> {
  const table: Record<string, { state?: unknown; startType?: unknown }> = JSON.parse(
    await readFile(join(root, "services.json"), "utf8"),
  );
  const name = names.find((one) => Object.hasOwn(table, one));
  const service = name === undefined ? undefined : table[name];
  if (service === undefined) return null;
  return { running: service.state === "Running", automatic: String(service.startType).startsWith("Automatic") };
}

async function systemdUnit(): Promise<HealthFacts["service"]> {
  const { stdout } = await run("systemctl", [
    "show",
    "stopgap.service",
    "--property=LoadState,ActiveState,UnitFileState",
  ]);
  if (!stdout.includes("LoadState=loaded")) return null;
  return { running: stdout.includes("ActiveState=active"), automatic: stdout.includes("UnitFileState=enabled") };
}

async function windowsService(): Promise<HealthFacts["service"]> {
  const state = await run("sc.exe", ["query", "Stopgap"]);
  const start = await run("sc.exe", ["qc", "Stopgap"]);
  return { running: /STATE\s*:\s*4\b/.test(state.stdout), automatic: /START_TYPE\s*:\s*2\b/.test(start.stdout) };
}
