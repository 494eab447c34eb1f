import type { Host } from "@stopgap/core/plugin";
import { parseConfig, readConfig } from "../host/config-file.js";
import { checkPhysicalPath, joinPath } from "../host/physical-path.js";
import { pieceForms } from "../piece.js";
import { attributeOf, type XmlDocument, type XmlElement } from "../xml/xml-document.js";
import { collectionsAt, last, locationsByLevel } from "./section-path.js";
import { type Edit, edited } from "./splice.js";

/**
 * The configuration of a folder as IIS sees it, with the rules and maps that it keeps in other files (`configSource`) in
 * their places. To read, never to write. Throws `PluginError`.
 */
export async function withSources(host: Host, folder: string, document: XmlDocument): Promise<XmlDocument> {
  const edits: Edit[] = [];
  for (const { name, start, end, source } of keptElsewhere(document)) {
    const path = checkPhysicalPath(joinPath(folder, source));
    const { text } = await readConfig(host, path);
    const { root } = parseConfig(path, text, name);
    edits.push({ start, end, text: text.slice(root.start, root.end) });
  }
  return edits.length === 0 ? document : parseConfig(folder, edited(document.text, edits));
}

function keptElsewhere(document: XmlDocument): readonly (XmlElement & { readonly source: string })[] {
  const levels = new Set([null, ...locationsByLevel(document).keys()]);
  const sections = [pieceForms.in, pieceForms.out, pieceForms.map].map(({ collection }) => collection);
  return [...levels]
    .flatMap((level) => sections.flatMap((section) => collectionsAt(document, level, section)))
    .flatMap(({ chain }) => {
      const source = attributeOf(last(chain), "configSource");
      return source === null ? [] : [{ ...last(chain), source }];
    });
}
