import { type Host, PluginError, spliceJson } from "@stopgap/core/plugin";
import { z } from "zod";
import { PoolConfig } from "./pool-config.js";
import type { PoolControl, PoolState } from "./pool-control.js";

const configuration = "C:\\Windows\\System32\\inetsrv\\config\\applicationHost.config";
const stateFile = "app-pools.json";

/**
 * The application pools of a sandbox: settings stand in `applicationHost.config`, whether a pool runs in the table
 * `app-pools.json`, and a pool that the table does not name is stopped. Both are edited in place.
 */
export function sandboxPools(host: Host): PoolControl {
  let known: PoolConfig | null = null;
  const read = async (): Promise<PoolConfig | null> => {
    const bytes = await host.readFile(configuration);
    if (bytes === null) return null;
    // Many pools are looked for in one large file: it is taken apart anew only where it changed.
    if (known === null || Buffer.compare(known.bytes, bytes) !== 0) known = new PoolConfig(bytes);
    return known;
  };
  const configured = async (name: string) => (await read())?.pool(name) ?? null;
  const setState = async (name: string, state: PoolState): Promise<void> => {
    const pool = await configured(name);
    if (pool === null) throw notFound(name);
    const table = await readTable(host);
    const key = keyOf(table, pool.name);
    if (stateOf(table, key) === state) return;
    const text = Object.hasOwn(table.pools, key)
      ? spliceJson(table.text, [key, "state"], state)
      : spliceJson(table.text, [key], { state });
    await host.writeFile(stateFile, new TextEncoder().encode(table.mark + text));
  };
  return {
    async query(name) {
      const pool = await configured(name);
      if (pool === null) return null;
      const table = await readTable(host);
      return { ...pool, state: stateOf(table, keyOf(table, pool.name)) };
    },
    async configure(name, change) {
      const config = await read();
      if (config === null) throw notFound(name);
      const changed = config.changed(name, change);
      if (changed !== config.bytes) await host.writeFile(configuration, changed);
    },
    stop: (name) => setState(name, "Stopped"),
    start: (name) => setState(name, "Started"),
  };
}

interface Table {
  /** The byte order mark, or nothing. */
  readonly mark: string;
  readonly text: string;
  readonly pools: Readonly<Record<string, unknown>>;
}

async function readTable(host: Host): Promise<Table> {
  const bytes = await host.readFile(stateFile);
  if (bytes === null) return { mark: "", text: "{}", pools: {} };
  try {
    const decoded = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    const mark = decoded.startsWith("\ufeff") ? "\ufeff" : "";
    const text = decoded.slice(mark.length);
    return { mark, text, pools: z.record(z.string(), z.unknown()).parse(JSON.parse(text)) };
  } catch (cause) {
    throw new PluginError("POOL_TABLE_INVALID", `${stateFile} is no JSON object in UTF-8; correct it`, { cause });
  }
}

function keyOf({ pools }: Table, name: string): string {
  if (Object.hasOwn(pools, name)) return name;
  return Object.keys(pools).find((key) => key.toLowerCase() === name.toLowerCase()) ?? name;
}

const entry = z.object({ state: z.enum(["Started", "Stopped"]).default("Stopped") });

function stateOf({ pools }: Table, key: string): PoolState {
  if (!Object.hasOwn(pools, key)) return "Stopped";
  const parsed = entry.safeParse(pools[key]);
  if (!parsed.success) {
    throw new PluginError("POOL_TABLE_INVALID", `${stateFile} says no known state of ${key}; correct it`);
  }
  return parsed.data.state;
}

function notFound(name: string): PluginError {
  return new PluginError("APP_POOL_NOT_FOUND", `there is no application pool ${name}`);
}
