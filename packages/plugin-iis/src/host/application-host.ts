import { type Host, PluginError } from "@stopgap/core/plugin";
import { attributeOf, childElements, type XmlDocument, type XmlElement } from "../xml/xml-document.js";
import { parseConfig, readConfig } from "./config-file.js";
import { expandVariables, readEnvironment } from "./environment.js";
import { checkPhysicalPath, joinPath } from "./physical-path.js";

/** A folder that a URL path of a site leads to. Paths are URL path segments below the site. */
export interface MappedFolder {
  readonly segments: readonly string[];
  /** Those of the application it belongs to. */
  readonly application: readonly string[];
  /** The physical path as configured. */
  readonly configured: string;
  /** False where IIS looks for no web.config in the folders below (`allowSubDirConfig`). */
  readonly configBelow: boolean;
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
  /** The longest virtual directory of the longest application on the way to the segments, or null. */
  folderOf(segments: readonly string[]): MappedFolder | null;
}

/** What applicationHost.config says. */
export interface ApplicationHost {
  readonly path: string;
  readonly document: XmlDocument;
  readonly sites: readonly Site[];
  /** The site of that name, in any case. */
  siteNamed(name: string): Site | undefined;
  /** The checked physical path of a folder. Throws `PluginError`. */
  physicalPath(folder: MappedFolder): string;
}

/** Where IIS keeps its server configuration: in its own folder or, where that is shared, in the one `redirection.config` names. Throws `PluginError`. */
export async function applicationHostPath(host: Host): Promise<string> {
  const environment = await readEnvironment(host);
  const own = checkPhysicalPath(expandVariables("%windir%\\System32\\inetsrv\\config", environment));
  const shared = await sharedFolder(host, joinPath(own, "redirection.config"));
  const folder = shared === null ? own : checkPhysicalPath(expandVariables(shared, environment));
  return joinPath(folder, "applicationHost.config");
}

async function sharedFolder(host: Host, path: string): Promise<string | null> {
  const { text } = await readConfig(host, path);
  if (text.trim() === "") return null;
  const enabled = childElements(parseConfig(path, text).root, "configurationRedirection").find(
    (element) => attributeOf(element, "enabled")?.toLowerCase() === "true",
  );
  return enabled === undefined ? null : (attributeOf(enabled, "path") ?? "");
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
  const sites = sections.flatMap((section) => childElements(section, "site").map((site) => siteOf(site, section)));
  const byName = new Map(sites.toReversed().map((site) => [site.name.toLowerCase(), site]));
  return {
    path,
    document,
    sites,
    siteNamed: (name) => byName.get(name.toLowerCase()),
    physicalPath: (folder) => checkPhysicalPath(expandVariables(folder.configured, environment)),
  };
}

function siteOf(element: XmlElement, section: XmlElement): Site {
  const folders = childElements(element, "application").flatMap((application) => {
    const above = urlSegments(attributeOf(application, "path") ?? "/");
    return childElements(application, "virtualDirectory").map((directory) => {
      const below = urlSegments(attributeOf(directory, "path") ?? "/");
      return {
        segments: [...above, ...below],
        application: above,
        configured: attributeOf(directory, "physicalPath") ?? "",
        configBelow: looksBelow([directory, ...[application, element, section].flatMap(defaultsOf)]),
      };
    });
  });
  const bindings = childElements(element, "bindings").flatMap((list) => childElements(list, "binding"));
  return {
    name: attributeOf(element, "name") ?? "",
    bindings: bindings.flatMap(bindingOf),
    folders,
    folderOf: lookUp(folders),
  };
}

function lookUp(folders: readonly MappedFolder[]): Site["folderOf"] {
  const key = (segments: readonly string[]) => segments.join("/").toLowerCase();
  const applications = new Map<string, Map<string, MappedFolder>>();
  for (const folder of folders.toReversed()) {
    const application = key(folder.application);
    const known = applications.get(application) ?? new Map<string, MappedFolder>();
    applications.set(application, known.set(key(folder.segments), folder));
  }
  return (segments) => {
    const starts = [...segments.keys(), segments.length].map((end) => key(segments.slice(0, end))).toReversed();
    const application = starts.map((start) => applications.get(start)).find((each) => each !== undefined);
    return starts.map((start) => application?.get(start)).find((folder) => folder !== undefined) ?? null;
  };
}

function defaultsOf(element: XmlElement): readonly XmlElement[] {
  return childElements(element, "virtualDirectoryDefaults");
}

/** The first that says anything decides. */
function looksBelow(elements: readonly XmlElement[]): boolean {
  const said = elements.map((element) => attributeOf(element, "allowSubDirConfig")).find((value) => value !== null);
  return said?.toLowerCase() !== "false";
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
