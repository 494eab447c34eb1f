import type { Host } from "@stopgap/core/plugin";
import type { ApplicationHost, Site } from "../host/application-host.js";
import { readConfig } from "../host/config-file.js";
import { joinPath } from "../host/physical-path.js";
import { findSite, resolveFolder, startsWith } from "../host/resolve.js";
import type { RewritePath } from "../rewrite-path.js";
import type { OpenTarget } from "../target.js";
import { readXml, XmlRefused } from "../xml/read-xml.js";
import type { XmlDocument } from "../xml/xml-document.js";
import { type Level, levelOf, locationsByLevel } from "./section-path.js";
import { withSources } from "./with-sources.js";

/** A level of a configuration file. */
export interface Configuration {
  /** How messages name it. */
  readonly title: string;
  readonly file: string;
  readonly document: XmlDocument;
  readonly level: Level;
  /** True where what is kept from the applications below does not reach the target. */
  readonly isOtherApplication: boolean;
}

/** The configurations above a target, from the server down, and those below it. */
export interface ConfigurationsAround {
  readonly above: readonly Configuration[];
  readonly below: readonly Configuration[];
}

/** Reads the configurations that applicationHost.config leads to. Those that cannot be read are passed over. */
export async function configurationsAround(
  host: Host,
  server: ApplicationHost,
  path: RewritePath,
  target: OpenTarget,
): Promise<ConfigurationsAround> {
  const files = new ConfigurationFiles(host, target);
  const above = await configurationsAbove(files, server, path, target);
  const below = await configurationsBelow(files, server, path, target);
  return { above, below };
}

class ConfigurationFiles {
  readonly #host: Host;
  readonly #seen: Set<string>;

  constructor(host: Host, target: OpenTarget) {
    this.#host = host;
    this.#seen = new Set([target.file.toLowerCase()]);
  }

  /** The configuration of a folder, once; null where it was read before, is not there or cannot be read. */
  async open(folder: () => string): Promise<{ readonly file: string; readonly document: XmlDocument } | null> {
    try {
      const place = folder();
      const file = joinPath(place, "web.config");
      if (this.#seen.has(file.toLowerCase())) return null;
      this.#seen.add(file.toLowerCase());
      const { bytes, text } = await readConfig(this.#host, file);
      if (bytes === null) return null;
      return { file, document: await withSources(this.#host, place, readXml(text)) };
    } catch (error) {
      if (this.#host.signal.aborted) throw error;
      if (!(error instanceof XmlRefused))
        this.#host.log("a configuration could not be looked at", { error: String(error) });
      return null;
    }
  }
}

async function configurationsAbove(
  files: ConfigurationFiles,
  server: ApplicationHost,
  path: RewritePath,
  target: OpenTarget,
): Promise<readonly Configuration[]> {
  const site = findSite(server, path);
  const inServerFile = (level: Level, depth: number): Configuration => ({
    title: server.path,
    file: server.path,
    document: server.document,
    level,
    isOtherApplication: isOtherApplication(site, path, depth),
  });
  const above: Configuration[] = [inServerFile(null, 0)];
  const all = [path.site, ...path.segments];
  for (let depth = 1; depth <= all.length; depth += 1) {
    const level = levelOf(all.slice(0, depth).join("/"));
    if (target.level === level) return above;
    above.push(inServerFile(level, depth - 1));
    if (depth === all.length && target.level === null) return above;
    const opened = await files.open(() =>
      resolveFolder(server, { site: path.site, segments: path.segments.slice(0, depth - 1) }),
    );
    if (opened === null) continue;
    for (let end = depth; end <= all.length; end += 1) {
      above.push({
        title: opened.file,
        ...opened,
        level: levelOf(all.slice(depth, end).join("/")),
        isOtherApplication: isOtherApplication(site, path, end - 1),
      });
    }
  }
  return above;
}

async function configurationsBelow(
  files: ConfigurationFiles,
  server: ApplicationHost,
  path: RewritePath,
  target: OpenTarget,
): Promise<readonly Configuration[]> {
  const site = findSite(server, path);
  const top = levelOf([site.name, ...path.segments].join("/")) ?? "";
  const serverLevels = levelsBelow(server.document, top);
  const below: Configuration[] = serverLevels.map((level) => ({
    title: `${server.path} (location ${level})`,
    file: server.path,
    document: server.document,
    level,
    isOtherApplication: false,
  }));
  if (target.level === null) below.push(...ownLocations(target.file, target.document));
  const deeper = [
    ...(target.level === null ? [] : [path.segments]),
    ...site.folders.map(({ segments }) => segments),
    ...serverLevels.map((level) => level.split("/").slice(1)),
  ].filter((segments) =>
    target.level !== null ? startsWith(segments, path.segments) : isBelow(segments, path.segments),
  );
  for (const segments of deeper) {
    const opened = await files.open(() => resolveFolder(server, { site: site.name, segments }));
    if (opened === null) continue;
    below.push(
      { title: opened.file, ...opened, level: null, isOtherApplication: false },
      ...ownLocations(opened.file, opened.document),
    );
  }
  return below;
}

function isBelow(segments: readonly string[], top: readonly string[]): boolean {
  return segments.length > top.length && startsWith(segments, top);
}

function levelsBelow(document: XmlDocument, top: string): readonly string[] {
  return [...locationsByLevel(document).keys()].filter(
    (level): level is string => level?.startsWith(`${top}/`) === true,
  );
}

function ownLocations(file: string, document: XmlDocument): readonly Configuration[] {
  return [...locationsByLevel(document).keys()]
    .filter((level) => level !== null)
    .map((level) => ({ title: `${file} (location ${level})`, file, document, level, isOtherApplication: false }));
}

/** True where an application begins on the way from that depth of the path to its end. */
function isOtherApplication(site: Site, { segments }: RewritePath, depth: number): boolean {
  return site.folders.some(({ application }) => application.length > depth && startsWith(segments, application));
}
