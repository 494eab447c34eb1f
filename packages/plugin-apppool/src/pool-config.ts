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

/** `applicationHost.config` as its pools stand in it. */
export class PoolConfig {
  readonly bytes: Uint8Array;
  readonly #source: ConfigText;
  readonly #defaults: StartTag | undefined;
  /** Under the lower-case name. */
  readonly #pools = new Map<string, NamedTag[]>();

  /** Throws POOL_CONFIGURATION_INVALID where the file cannot be read without guessing. */
  constructor(bytes: Uint8Array) {
    const { source, tags } = parse(bytes);
    this.bytes = bytes;
    this.#source = source;
    this.#defaults = tags.find((tag) => tag.path === `${section}/applicationPoolDefaults`);
    for (const tag of tags) {
      const written = tag.path === `${section}/add` ? attributeOf(tag, "name")?.written : undefined;
      if (written === undefined) continue;
      const name = decoded(source.read(written));
      const key = name.toLowerCase();
      this.#pools.set(key, [...(this.#pools.get(key) ?? []), { name, tag }]);
    }
  }

  /** The pool of that name in any case, or null. Throws POOL_CONFIGURATION_INVALID where it is there twice. */
  pool(name: string): ConfiguredPool | null {
    const found = this.#find(name);
    if (found === null) return null;
    const setting = (of: Setting): PoolSetting => {
      const written = attributeOf(found.tag, of)?.written ?? null;
      const inherited = this.#defaults === undefined ? undefined : attributeOf(this.#defaults, of)?.written;
      return { written, value: written ?? inherited ?? schemaDefaults[of] };
    };
    return { name: found.name, autoStart: setting("autoStart"), startMode: setting("startMode") };
  }

  /** The file with that pool's settings changed, every other byte as it was; the same bytes where nothing changes. */
  changed(name: string, change: PoolChange): Uint8Array {
    const found = this.#find(name);
    if (found === null) throw new PluginError("APP_POOL_NOT_FOUND", `there is no application pool ${name}`);
    // From the end on, so that offsets hold: of two that come to one place the last goes in first.
    const edits = (["startMode", "autoStart"] as const)
      .flatMap((setting) => editsOf(found.tag, setting, change[setting]))
      .toSorted((a, b) => b.start - a.start);
    if (edits.length === 0) return this.bytes;
    const text = edits.reduce(
      (before, { start, end, text: replacement }) => before.slice(0, start) + replacement + before.slice(end),
      this.#source.text,
    );
    return this.#source.encode(text);
  }

  #find(name: string): NamedTag | null {
    const matching = (this.#pools.get(name.toLowerCase()) ?? []).filter((each) => isSameName(each.name, name));
    if (matching.length > 1) throw invalid(`it has the application pool ${name} more than once`);
    return matching[0] ?? null;
  }
}

interface NamedTag {
  readonly name: string;
  readonly tag: StartTag;
}

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

function editsOf(tag: StartTag, setting: Setting, value: string | null | undefined): readonly Edit[] {
  const attribute = attributeOf(tag, setting);
  if (value === undefined || (attribute?.written ?? null) === value) return [];
  if (attribute === undefined) {
    return [{ start: tag.attributesEnd, end: tag.attributesEnd, text: ` ${setting}="${value}"` }];
  }
  if (value === null) return [{ start: attribute.start, end: attribute.end, text: "" }];
  // As it would be written between double quotes; what was read comes back as it stood.
  return [{ start: attribute.valueStart, end: attribute.valueEnd, text: value }];
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
