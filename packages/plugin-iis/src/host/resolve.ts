import { PluginError } from "@stopgap/core/plugin";
import type { RewritePath } from "../rewrite-path.js";
import type { ApplicationHost, Site } from "./application-host.js";
import { checkPhysicalPath, joinPath } from "./physical-path.js";

const maxNamed = 20;

/** The site of a path. Throws `PluginError("SITE_NOT_FOUND")`. */
export function findSite(server: ApplicationHost, path: RewritePath): Site {
  const site = server.siteNamed(path.site);
  if (site === undefined) {
    const named = server.sites.slice(0, maxNamed).map((each) => `"${each.name}"`);
    const known = [...named, ...(server.sites.length > maxNamed ? ["..."] : [])].join(", ");
    throw new PluginError(
      "SITE_NOT_FOUND",
      `IIS has no site "${path.site}"${known === "" ? "" : `, only ${known}`}; create it or block the mitigation`,
    );
  }
  return site;
}

/** The physical folder of a path: the longest application, its longest virtual directory, the rest as folders. Throws `PluginError`. */
export function resolveFolder(server: ApplicationHost, path: RewritePath): string {
  const site = findSite(server, path);
  const folder = site.folderOf(path.segments);
  if (folder === null) {
    throw new PluginError(
      "FOLDER_NOT_FOUND",
      `the site "${site.name}" has no root virtual directory for the path; add one or block the mitigation`,
    );
  }
  if (!folder.configBelow && path.segments.length > folder.segments.length) {
    throw new PluginError(
      "CONFIG_NOT_READ",
      `IIS reads no web.config below ${folder.configured} (allowSubDirConfig="false"); use scope Server`,
    );
  }
  const physical = server.physicalPath(folder);
  return checkPhysicalPath(joinPath(physical, ...path.segments.slice(folder.segments.length)));
}

/** True where the segments begin with those of `start`, without regard to case. */
export function startsWith(segments: readonly string[], start: readonly string[]): boolean {
  return start.every((part, index) => part.toLowerCase() === segments[index]?.toLowerCase());
}
