import type { Host } from "@stopgap/core/plugin";
import type { Level } from "./config/section-path.js";
import { levelOf } from "./config/section-path.js";
import type { ApplicationHost } from "./host/application-host.js";
import { type ConfigText, parseConfig, readConfig } from "./host/config-file.js";
import { joinPath } from "./host/physical-path.js";
import { findSite, resolveFolder } from "./host/resolve.js";
import { type Piece, pieceForms } from "./piece.js";
import type { RewriteParameters } from "./rewrite-parameters.js";
import type { XmlDocument } from "./xml/xml-document.js";

/** A configuration file that pieces go into, and the part of it. */
interface Target {
  readonly file: string;
  readonly level: Level;
  readonly locationPath: string;
  readonly pieces: readonly Piece[];
}

/** A target as it stands on the host. */
export interface OpenTarget extends Target {
  readonly config: ConfigText;
  /** The file's text, or that of an empty configuration where it has none. */
  readonly text: string;
  readonly document: XmlDocument;
  readonly ascii: boolean;
}

/** The files a mitigation goes into. Throws `PluginError` where the path leads to none. */
export function targetsOf(server: ApplicationHost, parameters: RewriteParameters): readonly Target[] {
  const site = findSite(server, parameters.path);
  const locationPath = [site.name, ...parameters.path.segments].join("/");
  const inServer = (piece: Piece) => parameters.scope === "Server" || pieceForms[piece.kind].serverOnly;
  const forServer = parameters.pieces.filter(inServer);
  const forSite = parameters.pieces.filter((piece) => !inServer(piece));
  const targets: Target[] = [];
  if (forServer.length > 0)
    targets.push({ file: server.path, level: levelOf(locationPath), locationPath, pieces: forServer });
  if (forSite.length > 0) {
    const file = joinPath(resolveFolder(server, parameters.path), "web.config");
    targets.push({ file, level: null, locationPath, pieces: forSite });
  }
  return targets;
}

/** Reads and parses a target. Throws `PluginError("CONFIG_UNREADABLE")`. */
export async function openTarget(host: Host, target: Target): Promise<OpenTarget> {
  const config = await readConfig(host, target.file);
  const text = isEmpty(config) ? skeleton(config) : config.text;
  return {
    ...target,
    config,
    text,
    document: parseConfig(target.file, text),
    ascii: config.encoding.charset === "single-byte",
  };
}

/** True where the file is absent or holds nothing but white space. */
export function isEmpty(config: ConfigText): boolean {
  return config.text.trim() === "";
}

/** True where a text says no more than the configuration that is made where there is none. */
export function isSkeleton(document: XmlDocument): boolean {
  const { root, nodes, text } = document;
  const others = nodes.filter((node) => node.kind === "other");
  return (
    root.attributes.length === 0 &&
    root.children.every((node) => node.kind === "text" && node.blank) &&
    others.every((node) => text.startsWith("<?xml", node.start))
  );
}

function skeleton(config: ConfigText): string {
  const charset = config.encoding.charset.startsWith("utf-16") ? "utf-16" : "utf-8";
  return `<?xml version="1.0" encoding="${charset}"?>\r\n<configuration>\r\n</configuration>\r\n`;
}
