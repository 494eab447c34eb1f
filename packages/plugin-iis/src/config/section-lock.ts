import type { ApplicationHost } from "../host/application-host.js";
import { findSite } from "../host/resolve.js";
import type { RewritePath } from "../rewrite-path.js";
import { attributeOf, childElements, type XmlDocument, type XmlElement } from "../xml/xml-document.js";
import type { Configuration } from "./configurations-around.js";
import { collectionsAt, locks, unlocks } from "./section-path.js";

/**
 * The configuration that does not let a web.config of the path add to a collection, so that IIS would answer 500.19; null
 * where there is none. `above` goes from the server down to the path.
 */
export function lockOf(
  server: ApplicationHost,
  path: RewritePath,
  above: readonly Configuration[],
  collection: readonly string[],
): string | null {
  const section = collection.slice(0, 2);
  const declared = declarationsOf(server.document, section);
  if (declared.some((each) => isDefinedElsewhere(attributeOf(each, "allowDefinition"), server, path)))
    return server.path;
  const denied = declared.some((each) => attributeOf(each, "overrideModeDefault")?.toLowerCase() === "deny");
  return above.reduce<string | null>((by, each) => lockAfter(by, each, section), denied ? server.path : null);
}

/** Who locks a section after what one more configuration says. */
function lockAfter(before: string | null, each: Configuration, section: readonly string[]): string | null {
  return collectionsAt(each.document, each.level, section).reduce<string | null>((by, { chain }) => {
    const location = chain.find((element) => element.name === "location");
    if (chain.some(locksItself) || (location !== undefined && locks(location))) return each.title;
    return location !== undefined && unlocks(location) ? null : by;
  }, before);
}

/** True for a section whose attributes keep files below from adding rules. */
function locksItself(element: XmlElement): boolean {
  const listed = (name: string) =>
    (attributeOf(element, name) ?? "").split(",").map((each) => each.trim().toLowerCase());
  const locked = listed("lockElements");
  const free = listed("lockAllElementsExcept");
  return (
    attributeOf(element, "lockItem")?.toLowerCase() === "true" ||
    locked.includes("*") ||
    locked.includes("rule") ||
    (free[0] !== "" && !free.includes("rule"))
  );
}

/** True where `allowDefinition` keeps the section out of the web.config of the path. */
function isDefinedElsewhere(definition: string | null, server: ApplicationHost, path: RewritePath): boolean {
  switch (definition?.toLowerCase()) {
    case "machineonly":
    case "apphostonly":
    case "machinetorootweb":
    case "machinetowebroot":
      return true;
    case "machinetoapplication":
      return !findSite(server, path).folders.some(
        ({ application }) => application.join("/").toLowerCase() === path.segments.join("/").toLowerCase(),
      );
    default:
      return false;
  }
}

/** The section groups and the section that declare a section. */
function declarationsOf(document: XmlDocument, [group = "", section = ""]: readonly string[]): readonly XmlElement[] {
  const named = (parents: readonly XmlElement[], element: string, name: string) =>
    parents.flatMap((parent) => childElements(parent, element)).filter((each) => attributeOf(each, "name") === name);
  const outer = named(childElements(document.root, "configSections"), "sectionGroup", "system.webServer");
  const inner = named(outer, "sectionGroup", group);
  return [...outer, ...inner, ...named(inner, "section", section)];
}
