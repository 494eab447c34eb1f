import { type Host, PluginError } from "@stopgap/core/plugin";
import { attributeOf, childElements, type XmlDocument, type XmlElement } from "../xml/xml-document.js";
import { parseConfig, readConfig } from "./config-file.js";
import { expandVariables, readEnvironment } from "./environment.js";
import { checkPhysicalPath } from "./physical-path.js";

/** A folder that a URL path of a site leads to. Paths are URL path segments below the site. */
export interface MappedFolder {
  readonly segments: readonly string[];
  /** Those of the application it belongs to. */
  readonly application: readonly string[];
  /** The physical path as configured. */
  readonly configured: string;
}

/** A host name (empty: any) and port that a site answers on. */
interface Binding {
  readonly host: string;
  readonly port: string;
}

export interface Site {
  readonly name: string;
  readonly bindings: readonly Binding[];
  readonly folders: readonly MappedFolder[];
}

/** What applicationHost.config says. */
export interface ApplicationHost {
  readonly path: string;
  readonly document: XmlDocument;
  readonly sites: readonly Site[];
  /** The checked physical path of a folder. Throws `PluginError`. */
  physicalPath(folder: MappedFolder): string;
}

/** Where IIS keeps its server configuration. */
export async function applicationHostPath(host: Host): Promise<string> {
  const environment = await readEnvironment(host);
  return checkPhysicalPath(expandVariables("%windir%\\System32\\inetsrv\\config\\applicationHost.config", environment));
}

/** Reads applicationHost.config. Throws `PluginError`. */
export async function readApplicationHost(host: Host): Promise<ApplicationHost> {
  const environment = await readEnvironment(host);
  const path = await applicationHostPath(host);
  const config = await readConfig(host, path);
  if (config.bytes === null) throw new PluginError("IIS_NOT_INSTALLED", `${path} is not there; install IIS`);
  const document = parseConfig(path, config.text);
  const sections = childElements(document.root, "system.applicationHost").flatMap((section) =>
    childElements(section, "sites"),
  );
  return {
    path,
    document,
    sites: sections.flatMap((section) => childElements(section, "site")).map(siteOf),
    physicalPath: (folder) => checkPhysicalPath(expandVariables(folder.configured, environment)),
  };
}

function siteOf(element: XmlElement): Site {
  const folders = childElements(element, "application").flatMap((application) => {
    const above = urlSegments(attributeOf(application, "path") ?? "/");
    return childElements(application, "virtualDirectory").map((directory) => {
      const below = urlSegments(attributeOf(directory, "path") ?? "/");
      return {
        segments: [...above, ...below],
        application: above,
        configured: attributeOf(directory, "physicalPath") ?? "",
      };
    });
  });
  const bindings = childElements(element, "bindings").flatMap((list) => childElements(list, "binding"));
  return { name: attributeOf(element, "name") ?? "", bindings: bindings.flatMap(bindingOf), folders };
}

function urlSegments(path: string): readonly string[] {
  return path.split("/").filter((part) => part !== "");
}

/** `address:port:host` of an http or https binding. */
function bindingOf(element: XmlElement): readonly Binding[] {
  if (!/^https?$/i.test(attributeOf(element, "protocol") ?? "")) return [];
  const parts = /:(\d+):([^:]*)$/.exec(attributeOf(element, "bindingInformation") ?? "");
  return parts === null ? [] : [{ port: parts[1] ?? "", host: (parts[2] ?? "").toLowerCase() }];
}
