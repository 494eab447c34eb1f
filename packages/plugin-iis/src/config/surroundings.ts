import type { Host } from "@stopgap/core/plugin";
import type { ApplicationHost } from "../host/application-host.js";
import { readConfig } from "../host/config-file.js";
import { joinPath } from "../host/physical-path.js";
import { findSite, resolveFolder } from "../host/resolve.js";
import { type Piece, pieceForms } from "../piece.js";
import type { RewritePath } from "../rewrite-path.js";
import { meaningOf } from "../schema/meaning.js";
import { nameKey } from "../schema/names.js";
import { plainElement } from "../schema/plain-element.js";
import type { OpenTarget } from "../target.js";
import { readXml, XmlRefused } from "../xml/read-xml.js";
import { attributeOf, childElements, type XmlDocument, type XmlElement } from "../xml/xml-document.js";
import { type Configuration, lockOf } from "./section-lock.js";
import { collectionsAt, type Level, last, levelOf } from "./section-path.js";
import { takesAway } from "./splice.js";

/** What other configuration, above and below a target, does to a piece. */
export interface Surroundings {
  /** The item of that name that the target inherits, and whether it means the same; null where there is none. */
  inherited(piece: Piece): { readonly from: string; readonly same: boolean } | null;
  /** `defeated in FILE by <clear/>`, for each configuration below that takes the piece away. */
  defeats(piece: Piece): readonly string[];
  /** Where below an item of the same name stands that IIS would refuse beside the piece. */
  namesakes(piece: Piece): readonly string[];
  /** The configuration above that does not let the target say what the piece says; null where there is none. */
  lockedBy(piece: Piece): string | null;
}

/** True for a piece that is about to go from that level of that file, and so counts as gone. */
export type Leaving = (file: string, level: Level, piece: Piece) => boolean;

/** Reads the configurations above and below a target that applicationHost.config leads to. Those that cannot be read are passed over. */
export async function lookAround(
  host: Host,
  server: ApplicationHost,
  path: RewritePath,
  target: OpenTarget,
  leaving: Leaving = () => false,
): Promise<Surroundings> {
  const files = new ConfigurationFiles(host, target);
  const above = await configurationsAbove(files, server, path, target);
  const below = await configurationsBelow(files, server, path, target);
  return {
    inherited: (piece) =>
      staying(above, piece, leaving).reduce<ReturnType<Surroundings["inherited"]>>(
        (found, each) => carry(found, each, piece),
        null,
      ),
    defeats: (piece) => below.flatMap((each) => defeat(each, piece)),
    namesakes: (piece) => staying(below, piece, leaving).flatMap((each) => namesake(each, piece)),
    lockedBy: (piece) => lockOf(server, path, above, pieceForms[piece.kind].collection),
  };
}

function staying(all: readonly Configuration[], piece: Piece, leaving: Leaving): readonly Configuration[] {
  return all.filter(({ file, level }) => !leaving(file, level, piece));
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
      const file = joinPath(folder(), "web.config");
      if (this.#seen.has(file.toLowerCase())) return null;
      this.#seen.add(file.toLowerCase());
      const { bytes, text } = await readConfig(this.#host, file);
      return bytes === null ? null : { file, document: readXml(text) };
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
  const inServerFile = (level: Level): Configuration => ({
    title: server.path,
    file: server.path,
    document: server.document,
    level,
  });
  const above: Configuration[] = [inServerFile(null)];
  const all = [path.site, ...path.segments];
  for (let depth = 1; depth <= all.length; depth += 1) {
    const level = levelOf(all.slice(0, depth).join("/"));
    if (target.level === level) return above;
    above.push(inServerFile(level));
    if (depth === all.length && target.level === null) return above;
    const opened = await files.open(() =>
      resolveFolder(server, { site: path.site, segments: path.segments.slice(0, depth - 1) }),
    );
    if (opened === null) continue;
    above.push({ title: opened.file, ...opened, level: null });
    for (let end = depth + 1; end <= all.length; end += 1) {
      above.push({ title: opened.file, ...opened, level: levelOf(all.slice(depth, end).join("/")) });
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
  }));
  if (target.level === null) below.push(...ownLocations(target.file, target.document));
  const deeper = [
    ...(target.level === null ? [] : [path.segments]),
    ...site.folders.map(({ segments }) => segments),
    ...serverLevels.map((level) => level.split("/").slice(1)),
  ].filter((segments) =>
    target.level !== null ? isAtOrBelow(segments, path.segments) : isBelow(segments, path.segments),
  );
  for (const segments of deeper) {
    const opened = await files.open(() => resolveFolder(server, { site: site.name, segments }));
    if (opened === null) continue;
    below.push({ title: opened.file, ...opened, level: null }, ...ownLocations(opened.file, opened.document));
  }
  return below;
}

function isAtOrBelow(segments: readonly string[], top: readonly string[]): boolean {
  return top.every((part, index) => part.toLowerCase() === segments[index]?.toLowerCase());
}

function isBelow(segments: readonly string[], top: readonly string[]): boolean {
  return segments.length > top.length && isAtOrBelow(segments, top);
}

function levelsBelow(document: XmlDocument, top: string): readonly string[] {
  const levels = childElements(document.root, "location").map((location) => levelOf(attributeOf(location, "path")));
  return [...new Set(levels)].filter((level): level is string => level?.startsWith(`${top}/`) === true);
}

function ownLocations(file: string, document: XmlDocument): readonly Configuration[] {
  const levels = childElements(document.root, "location").map((location) => levelOf(attributeOf(location, "path")));
  return [...new Set(levels)]
    .filter((level) => level !== null)
    .map((level) => ({ title: `${file} (location ${level})`, file, document, level }));
}

function itemsOf({ document, level }: Configuration, piece: Piece): readonly XmlElement[] {
  return collectionsAt(document, level, pieceForms[piece.kind].collection).flatMap(({ chain }) =>
    childElements(last(chain)),
  );
}

function isNamesake(element: XmlElement, piece: Piece): boolean {
  return (
    element.name === pieceForms[piece.kind].item && nameKey(attributeOf(element, "name") ?? "") === nameKey(piece.name)
  );
}

function means(element: XmlElement, piece: Piece): boolean {
  const { schema } = pieceForms[piece.kind];
  return meaningOf(plainElement(element), schema) === meaningOf(piece.element, schema);
}

function carry(
  found: ReturnType<Surroundings["inherited"]>,
  each: Configuration,
  piece: Piece,
): ReturnType<Surroundings["inherited"]> {
  return itemsOf(each, piece).reduce((now, element) => {
    if (takesAway(element, nameKey(piece.name))) return null;
    return isNamesake(element, piece) ? { from: each.title, same: means(element, piece) } : now;
  }, found);
}

function defeat(each: Configuration, piece: Piece): readonly string[] {
  let by: XmlElement | null = null;
  for (const element of itemsOf(each, piece)) {
    if (takesAway(element, nameKey(piece.name))) by = element;
    else if (isNamesake(element, piece) && means(element, piece)) by = null;
  }
  if (by === null) return [];
  return [
    `defeated in ${each.title} by ${by.name === "clear" ? "<clear/>" : `<remove name="${attributeOf(by, "name") ?? ""}"/>`}`,
  ];
}

function namesake(each: Configuration, piece: Piece): readonly string[] {
  for (const element of itemsOf(each, piece)) {
    if (takesAway(element, nameKey(piece.name))) return [];
    if (isNamesake(element, piece)) return [each.title];
  }
  return [];
}
