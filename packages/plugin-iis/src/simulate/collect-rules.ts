import { type Host, PluginError } from "@stopgap/core/plugin";
import { type Level, levelOf } from "../config/section-path.js";
import { withSources } from "../config/with-sources.js";
import { type ApplicationHost, readApplicationHost, type Site } from "../host/application-host.js";
import { parseConfig, readConfig } from "../host/config-file.js";
import { joinPath } from "../host/physical-path.js";
import { resolveFolder, startsWith } from "../host/resolve.js";
import type { XmlDocument } from "../xml/xml-document.js";
import { reporting } from "./read-rules.js";
import { requestState, segmentsOf } from "./request-state.js";
import type { RuleSet } from "./rule-set.js";
import { globalRuleSet, RuleStack } from "./rule-stack.js";

/** The rules in force on the host for a URL, in the order in which IIS runs them. Throws `PluginError`. */
export async function collectRules(host: Host, url: string): Promise<readonly RuleSet[]> {
  const server = await readApplicationHost(host);
  const { path, authority, secure } = requestState({ method: "GET", url, headers: [] });
  const site = siteOf(server, authority, secure);
  if (site === undefined) throw new PluginError("SITE_NOT_FOUND", "IIS has no site; create one");
  const segments = segmentsOf(path);
  const stack = new RuleStack();
  const add = (document: XmlDocument, level: Level, base: readonly string[]) => {
    const leaves = site.folders.some(
      ({ application }) => application.length > base.length && startsWith(segments, application),
    );
    reporting(() => stack.add(document, level, base, ({ inherited }) => inherited || !leaves));
  };
  add(server.document, null, []);
  const seen = new Set<string>();
  for (let depth = 0; depth <= segments.length; depth += 1) {
    const base = segments.slice(0, depth);
    add(server.document, levelOf([site.name, ...base].join("/")), base);
    const document = await folderConfig(host, server, site, base, seen);
    if (document === null) continue;
    add(document, null, base);
    for (let end = depth + 1; end <= segments.length; end += 1) {
      add(document, levelOf(segments.slice(depth, end).join("/")), segments.slice(0, end));
    }
  }
  return [reporting(() => globalRuleSet(server.document)), ...stack.sets];
}

/** The site that answers: by host name and port, then by port, then the first. */
function siteOf(server: ApplicationHost, authority: string, secure: boolean): Site | undefined {
  const [name = "", port = secure ? "443" : "80"] = authority.toLowerCase().split(":");
  const answers = (site: Site, host: string) =>
    site.bindings.some((binding) => binding.port === port && binding.host === host);
  return (
    server.sites.find((site) => answers(site, name)) ??
    server.sites.find((site) => answers(site, "")) ??
    server.sites[0]
  );
}

async function folderConfig(
  host: Host,
  server: ApplicationHost,
  site: Site,
  segments: readonly string[],
  seen: Set<string>,
): Promise<XmlDocument | null> {
  const folder = folderOf(server, site, segments);
  if (folder === null) return null;
  const file = joinPath(folder, "web.config");
  if (seen.has(file.toLowerCase())) return null;
  seen.add(file.toLowerCase());
  const { bytes, text } = await readConfig(host, file);
  return bytes === null ? null : await withSources(host, folder, parseConfig(file, text));
}

/** Null for a URL that can be no folder. */
function folderOf(server: ApplicationHost, site: Site, segments: readonly string[]): string | null {
  try {
    return resolveFolder(server, { site: site.name, segments });
  } catch (error) {
    if (error instanceof PluginError) return null;
    throw error;
  }
}
