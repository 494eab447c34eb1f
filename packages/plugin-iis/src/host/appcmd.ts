import { type Host, PluginError } from "@stopgap/core/plugin";
import { type Piece, type PieceKind, pieceForms, pieceTitle } from "../piece.js";
import type { PlainElement } from "../schema/plain-element.js";
import { expandVariables, readEnvironment } from "./environment.js";

/** A change to a `location` of applicationHost.config. */
export type ConfigChange =
  | { readonly change: "add"; readonly piece: Piece }
  /** Says anew what is there. */
  | { readonly change: "replace"; readonly piece: Piece }
  | { readonly change: "remove"; readonly piece: Pick<Piece, "kind" | "name"> };

const maxCommand = 24_000;

/**
 * Changes applicationHost.config through `appcmd`, as it has to be on Windows: IIS reads the file without locking it. A
 * section's changes are one command, so that no rule is ever in force without its conditions. Throws `PluginError`.
 */
export async function runAppcmd(host: Host, location: string, changes: readonly ConfigChange[]): Promise<void> {
  const program = expandVariables("%windir%\\System32\\inetsrv\\appcmd.exe", await readEnvironment(host));
  for (const args of appcmdCommands(location, changes)) {
    const { code, stdout, stderr } = await host.run(program, args);
    if (code === 0) continue;
    const said = `${stdout} ${stderr}`.replace(/\s+/g, " ").trim().slice(0, 300);
    throw new PluginError(
      "APPCMD_FAILED",
      `appcmd ended with ${code} on ${location}: ${said}; read its message, the next cycle tries again`,
    );
  }
}

/** The arguments of each `appcmd` run, one for a section. Throws `PluginError`. */
function appcmdCommands(location: string, changes: readonly ConfigChange[]): readonly (readonly string[])[] {
  const sections = [...new Set(changes.map(({ piece }) => sectionOf(piece.kind)))];
  return sections.map((section) => {
    const operations = ordered(changes.filter(({ piece }) => sectionOf(piece.kind) === section)).flatMap(operationsOf);
    const args = ["set", "config", location, `-section:system.webServer/${section}`, ...operations, "/commit:apphost"];
    if (args.join(" ").length > maxCommand) {
      throw new PluginError(
        "APPCMD_TOO_LONG",
        `the changes to ${section} of ${location} are too long for one appcmd command; use scope Site or fewer rules`,
      );
    }
    return args;
  });
}

function sectionOf(kind: PieceKind): string {
  return pieceForms[kind].collection.slice(0, 2).join("/");
}

/** Removals of rules come before those of what they refer to; what goes first in its collection comes last first. */
function ordered(changes: readonly ConfigChange[]): readonly ConfigChange[] {
  const removals = changes.filter(({ change }) => change === "remove").reverse();
  const others = changes.filter(({ change }) => change !== "remove");
  const first = others.filter(({ piece }) => pieceForms[piece.kind].first).reverse();
  return [...removals, ...others.filter((each) => !first.includes(each)), ...first];
}

function operationsOf(each: ConfigChange): readonly string[] {
  const prefix = pieceForms[each.piece.kind].collection
    .slice(2)
    .map((name) => `${name}.`)
    .join("");
  const key = `${prefix}[name=${quoted(each.piece.name, each.piece)}]`;
  switch (each.change) {
    case "remove":
      return [`/-${key}`];
    case "replace":
      return [`/-${key}`, ...addition(prefix, key, each.piece)];
    case "add":
      return addition(prefix, key, each.piece);
  }
}

function addition(prefix: string, key: string, piece: Piece): readonly string[] {
  const start = pieceForms[piece.kind].first ? "@start," : "";
  return [`/+${prefix}[${start}${pairs(piece.element, piece)}]`, ...inside(key, piece.element, piece)];
}

/** Single children become properties, the items they collect become additions. */
function inside(path: string, element: PlainElement, piece: Piece): readonly string[] {
  const { schema } = pieceForms[piece.kind];
  return element.elements.flatMap((child) => {
    const isItem = schema.items?.[child.name] !== undefined;
    if (isItem) return [`/+${path}.[${pairs(child, piece)}]`];
    const properties = Object.entries(child.attributes).map(
      ([name, value]) => `/${path}.${child.name}.${name}:${value}`,
    );
    return [...properties, ...child.elements.map((item) => `/+${path}.${child.name}.[${pairs(item, piece)}]`)];
  });
}

function pairs(element: PlainElement, piece: Piece): string {
  return Object.entries(element.attributes)
    .map(([name, value]) => `${name}=${quoted(value, piece)}`)
    .join(",");
}

function quoted(value: string, piece: Pick<Piece, "kind" | "name">): string {
  if (!value.includes("'")) return `'${value}'`;
  if (!value.includes('"')) return `"${value}"`;
  throw new PluginError(
    "APPCMD_QUOTES",
    `${pieceTitle(piece)} has a value with both kinds of quotes, which appcmd cannot be told; use scope Site`,
  );
}
