import { PluginError } from "@stopgap/core/plugin";
import type { ApplicationHost } from "../host/application-host.js";
import { type Piece, pieceForms } from "../piece.js";
import type { RewritePath } from "../rewrite-path.js";
import { attributeOf, childElements, type XmlDocument, type XmlElement } from "../xml/xml-document.js";
import { levelOf, locks } from "./section-path.js";

/** Throws `PluginError("SECTION_LOCKED")` where applicationHost.config does not let a web.config of the path say what the pieces say: IIS would answer 500.19. */
export function checkUnlocked(server: ApplicationHost, path: RewritePath, pieces: readonly Piece[]): void {
  const sections = new Set(pieces.flatMap((piece) => pieceForms[piece.kind].collection[1] ?? []));
  for (const section of sections) {
    if (!isLocked(server.document, path, section)) continue;
    throw new PluginError(
      "SECTION_LOCKED",
      `${server.path} locks system.webServer/rewrite/${section} for the web.config of this path; unlock the section or use scope Server`,
    );
  }
}

function isLocked(document: XmlDocument, path: RewritePath, section: string): boolean {
  const all = [path.site, ...path.segments];
  const levels = all.map((_part, index) => levelOf(all.slice(0, index + 1).join("/")));
  let locked = declaredDeny(document, section);
  for (const level of [null, ...levels]) {
    for (const location of childElements(document.root, "location")) {
      if (levelOf(attributeOf(location, "path")) !== level || !holds(location, section)) continue;
      if (locks(location)) locked = true;
      else if (allows(location)) locked = false;
    }
  }
  return locked;
}

function below(elements: readonly XmlElement[], name: string): readonly XmlElement[] {
  return elements.flatMap((element) => childElements(element, name));
}

function holds(location: XmlElement, section: string): boolean {
  return below(below(childElements(location, "system.webServer"), "rewrite"), section).length > 0;
}

function allows(location: XmlElement): boolean {
  return (
    attributeOf(location, "overrideMode")?.toLowerCase() === "allow" ||
    attributeOf(location, "allowOverride")?.toLowerCase() === "true"
  );
}

function declaredDeny(document: XmlDocument, section: string): boolean {
  const groups = below(childElements(document.root, "configSections"), "sectionGroup");
  const rewrite = below(
    groups.filter((group) => attributeOf(group, "name") === "system.webServer"),
    "sectionGroup",
  ).filter((group) => attributeOf(group, "name") === "rewrite");
  const declared = below(rewrite, "section").filter((each) => attributeOf(each, "name") === section);
  return declared.some((each) => attributeOf(each, "overrideModeDefault")?.toLowerCase() === "deny");
}
