import { PluginError } from "@stopgap/core/plugin";
import { type Piece, pieceForms } from "../piece.js";
import type { OpenTarget } from "../target.js";
import { encodeText } from "../xml/text-encoding.js";
import { attributeOf } from "../xml/xml-document.js";
import { collectionsAt } from "./section-path.js";
import type { Surroundings } from "./surroundings.js";

/**
 * Throws `PluginError` where IIS would not take the pieces from the target: `SECTION_LOCKED` where a configuration above
 * locks the section, `SECTION_ELSEWHERE` where the file keeps it in another file or encrypted.
 */
export function checkWritable(target: OpenTarget, pieces: readonly Piece[], around: Surroundings): void {
  for (const piece of pieces) {
    const [group = "", section = ""] = pieceForms[piece.kind].collection;
    const title = `system.webServer/${group}/${section}`;
    const by = target.level === null ? around.lockedBy(piece) : null;
    if (by !== null) {
      throw new PluginError(
        "SECTION_LOCKED",
        `${by} locks ${title} for the web.config of this path; unlock the section or use scope Server`,
      );
    }
    const elsewhere = keptElsewhere(target, [group, section]);
    if (elsewhere !== null) {
      throw new PluginError(
        "SECTION_ELSEWHERE",
        `${target.file} ${elsewhere}, where a rule beside it would break the site; bring ${title} into the file itself or use the other scope`,
      );
    }
  }
}

function keptElsewhere({ document, level }: OpenTarget, section: readonly string[]): string | null {
  for (const element of collectionsAt(document, level, section).flatMap(({ chain }) => chain)) {
    const source = attributeOf(element, "configSource");
    if (source !== null) return `keeps ${element.name} in ${JSON.stringify(source)} (configSource)`;
    if (attributeOf(element, "configProtectionProvider") !== null) return `keeps ${element.name} encrypted`;
  }
  return null;
}

const readByDefault = 250 * 1024;

/**
 * Throws `PluginError("CONFIG_TOO_LARGE")` where a `web.config` that IIS reads would grow above the 250 KB up to which it
 * does so by default (`MaxWebConfigFileSizeInKB`).
 */
export function checkSize({ file, level, config }: OpenTarget, text: string): void {
  if (level !== null || (config.bytes?.length ?? 0) > readByDefault) return;
  const { length } = encodeText(text, config.encoding);
  if (length <= readByDefault) return;
  throw new PluginError(
    "CONFIG_TOO_LARGE",
    `${file} would have ${length} bytes, and IIS reads ${readByDefault} by default; make room in it or use scope Server`,
  );
}
