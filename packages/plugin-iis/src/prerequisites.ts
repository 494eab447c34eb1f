import type { Host } from "@stopgap/core/plugin";
import { applicationHostPath } from "./host/application-host.js";
import { expandVariables, readEnvironment } from "./host/environment.js";

/** What URL Rewrite needs and the host lacks, a line each. */
export async function prerequisites(host: Host): Promise<readonly string[]> {
  if (host.kind === "linux") return ["IIS runs on Windows only; UrlRewrite is not supported on this kind of host"];
  const missing: string[] = [];
  const server = await applicationHostPath(host);
  if ((await host.readFile(server)) === null) missing.push(`IIS is not installed: there is no ${server}`);
  const module = expandVariables("%windir%\\System32\\inetsrv\\rewrite.dll", await readEnvironment(host));
  if ((await host.readFile(module)) === null)
    missing.push(`the IIS URL Rewrite module is not installed: there is no ${module}`);
  return missing;
}
