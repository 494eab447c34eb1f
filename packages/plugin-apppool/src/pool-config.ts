import { PluginError } from "@stopgap/core/plugin";
import { type ConfigText, configText } from "./config-text.js";
import type { PoolChange, PoolSetting } from "./pool-control.js";
import { type StartTag, startTags, type TagAttribute } from "./start-tags.js";

export interface ConfiguredPool {
  readonly name: string;
  readonly autoStart: PoolSetting;
  readonly startMode: PoolSetting;
}

const file = "applicationHost.config";
const section = "configuration/system.applicationHost/applicationPools";

/** What IIS's own schema gives a pool for which neither it nor the defaults say anything. */
const schemaDefaults = { autoStart: "true", startMode: "OnDemand" } as const;

type Setting = keyof typeof schemaDefaults;

/** The pool of that name in any case, or null. Throws POOL_CONFIGURATION_INVALID where the file cannot be read without guessing. */
export function readPool(bytes: Uint8Array, name: string): ConfiguredPool | null {
  return findPool(bytes, name)?.pool ?? null;
}

/** The file with that pool's settings changed, every other byte as it was; the same bytes where nothing changes. */
export function changePool(bytes: Uint8Array, name: string, change: PoolChange): Uint8Array {
  let changed = bytes;
  for (const setting of ["autoStart", "startMode"] as const) {
    const value = change[setting];
    if (value !== undefined) changed = changeSetting(changed, name, setting, value);
  }
  return changed;
}

function changeSetting(bytes: Uint8Array, name: string, setting: Setting, value: string | null): Uint8Array {
  const found = findPool(bytes, name);
  if (found === null) throw new PluginError("APP_POOL_NOT_FOUND", `there is no application pool ${name}`);
  const { source, tag } = found;
  const { text } = source;
  const attribute = attributeOf(tag, setting);
  if ((attribute?.written ?? null) === value) return bytes;
  const spliced = (start: number, end: number, replacement: string): Uint8Array =>
    source.encode(text.slice(0, start) + replacement + text.slice(end));
  if (value === null) return attribute === undefined ? bytes : spliced(attribute.start, attribute.end, "");
  // As it would be written between double quotes; what was read comes back as it stood.
  if (attribute !== undefined) return spliced(attribute.valueStart, attribute.valueEnd, value);
  return spliced(tag.attributesEnd, tag.attributesEnd, ` ${setting}="${value}"`);
}

interface FoundPool {
  readonly source: ConfigText;
  readonly tag: StartTag;
  readonly pool: ConfiguredPool;
}

function findPool(bytes: Uint8Array, name: string): FoundPool | null {
  const { source, tags } = parse(bytes);
  const matching = tags.filter((tag) => {
    const written = tag.path === `${section}/add` ? attributeOf(tag, "name")?.written : undefined;
    return written !== undefined && isSameName(decoded(source.read(written)), name);
  });
  const [tag] = matching;
  if (tag === undefined) return null;
  if (matching.length > 1) throw invalid(`it has the application pool ${name} more than once`);
  const defaults = tags.find((other) => other.path === `${section}/applicationPoolDefaults`);
  const setting = (of: Setting): PoolSetting => {
    const written = attributeOf(tag, of)?.written ?? null;
    const inherited = defaults === undefined ? undefined : attributeOf(defaults, of)?.written;
    return { written, value: written ?? inherited ?? schemaDefaults[of] };
  };
  const own = decoded(source.read(attributeOf(tag, "name")?.written ?? name));
  return { source, tag, pool: { name: own, autoStart: setting("autoStart"), startMode: setting("startMode") } };
}

function parse(bytes: Uint8Array): { readonly source: ConfigText; readonly tags: readonly StartTag[] } {
  try {
    const source = configText(bytes);
    return { source, tags: startTags(source.text) };
  } catch (error) {
    throw invalid(error instanceof Error ? error.message : String(error));
  }
}

function attributeOf({ attributes }: StartTag, name: string): TagAttribute | undefined {
  return attributes.find((attribute) => attribute.name === name);
}

function isSameName(a: string, b: string): boolean {
  // Both ways, as some letters from elsewhere turn into ASCII ones in one.
  return a.toLowerCase() === b.toLowerCase() && a.toUpperCase() === b.toUpperCase();
}

const entities: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };

function decoded(text: string): string {
  return text.replace(/&(?:#x([0-9a-f]{1,6})|#([0-9]{1,7})|([a-z]+));/gi, (reference, hex, decimal, name) => {
    if (name !== undefined) return entities[name] ?? reference;
    const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : reference;
  });
}

function invalid(why: string): PluginError {
  return new PluginError("POOL_CONFIGURATION_INVALID", `${file}: ${why}; nothing was changed, correct it`);
}
