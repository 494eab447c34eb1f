import type { Earlier, Host } from "@stopgap/core/plugin";
import { runAppcmd } from "./host/appcmd.js";
import { writeConfig } from "./host/config-file.js";
import { planRewrite } from "./plan.js";
import type { RewriteParameters } from "./rewrite-parameters.js";

/** Puts the rules in place; writes nothing where they are. Throws `PluginError`, and then has changed nothing. */
export async function apply(
  parameters: RewriteParameters,
  host: Host,
  earlier?: Earlier<RewriteParameters>,
): Promise<void> {
  const { files } = await planRewrite(parameters, host, earlier);
  for (const { target, text, changes } of files) {
    if (text === target.text) continue;
    if (host.kind === "windows" && target.level !== null) await runAppcmd(host, target.locationPath, changes);
    else await writeConfig(host, target.config, text);
  }
}
