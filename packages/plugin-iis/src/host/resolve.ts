import { PluginError } from "@stopgap/core/plugin";
import type { RewritePath } from "../rewrite-path.js";
import type { ApplicationHost, MappedFolder, Site } from "./application-host.js";
import { checkPhysicalPath, joinPath } from "./physical-path.js";

/** The site of a path. Throws `PluginError("SITE_NOT_FOUND")`. */
export function findSite(server: ApplicationHost, path: RewritePath): Site {
  const site = server.sites.find((each) => each.name.toLowerCase() === path.site.toLowerCase());
  if (site === undefined) {
    const known = server.sites.map((each) => `"${each.name}"`).join(", ");
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
  const folder = mappedFolder(site, path.segments);
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

/** The longest virtual directory of the longest application on the way to the segments, or null. */
function mappedFolder(site: Site, segments: readonly string[]): MappedFolder | null {
  const applications = site.folders.map((folder) => folder.application).filter((path) => startsWith(segments, path));
  const depth = Math.max(...applications.map((path) => path.length));
  const folders = site.folders.filter(
    (folder) =>
      folder.application.length === depth &&
      startsWith(segments, folder.application) &&
      startsWith(segments, folder.segments),
  );
  return folders.sort((a, b) => b.segments.length - a.segments.length)[0] ?? null;
}

/** True where the segments begin with those of `start`, without regard to case. */
export function startsWith(segments: readonly string[], start: readonly string[]): boolean {
  return start.every((part, index) => part.toLowerCase() === segments[index]?.toLowerCase());
}
