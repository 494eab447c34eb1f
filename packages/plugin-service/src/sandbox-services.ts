import { type Host, type JsonTables, jsonTables, PluginError } from "@stopgap/core/plugin";
import { z } from "zod";
import { dependentsFirst, type ServiceControl, type ServiceStatus } from "./service-control.js";

const file = "services.json";

const entry = z.object({
  state: z.enum(["Running", "Stopped"]),
  startType: z.enum(["Automatic", "AutomaticDelayed", "Manual", "Disabled"]),
  dependents: z.array(z.string()).default([]),
});

/**
 * The services of a sandbox: the table `services.json`, read once and edited in place, so that every other character stays.
 */
export function sandboxServices(host: Host): ServiceControl {
  let reading: Promise<Table> | null = null;
  const open = async (): Promise<Table> => {
    reading ??= readTable(host);
    return await reading;
  };
  const find = async (name: string) => findService(await open(), name);
  const set = async (name: string, member: "state" | "startType", value: string): Promise<void> => {
    const table = await open();
    const found = findService(table, name);
    if (found === null) throw new PluginError("SERVICE_NOT_FOUND", `there is no service ${name}`);
    if (found[member] === value) return;
    table.written.set(found.name, member, value);
    await host.writeFile(file, new TextEncoder().encode(table.mark + table.written.text()));
    table.services.set(found.name, { ...found, [member]: value });
  };
  return {
    query: async (name) => statusOf(await find(name)),
    async dependents(name) {
      const table = await open();
      const names = await dependentsFirst(name, async (at) => findService(table, at)?.dependents ?? []);
      return names.map((at) => statusOf(findService(table, at))).filter((status) => status !== null);
    },
    setStartType: (name, startType) => set(name, "startType", startType),
    stop: (name) => set(name, "state", "Stopped"),
    start: (name) => set(name, "state", "Running"),
  };
}

interface Table {
  /** The byte order mark, or nothing. */
  readonly mark: string;
  readonly written: JsonTables;
  readonly services: Map<string, unknown>;
}

async function readTable(host: Host): Promise<Table> {
  const bytes = await host.readFile(file);
  if (bytes === null) return { mark: "", written: jsonTables("{}"), services: new Map() };
  try {
    const decoded = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    const mark = decoded.startsWith("\ufeff") ? "\ufeff" : "";
    const text = decoded.slice(mark.length);
    const services = z.record(z.string(), z.unknown()).parse(JSON.parse(text));
    return { mark, written: jsonTables(text), services: new Map(Object.entries(services)) };
  } catch (cause) {
    throw new PluginError("SERVICE_TABLE_INVALID", `${file} is no JSON object in UTF-8; correct it`, { cause });
  }
}

function findService({ services }: Table, name: string): (z.infer<typeof entry> & { readonly name: string }) | null {
  const found = services.has(name) ? name : [...services.keys()].find((own) => isSameName(own, name));
  if (found === undefined) return null;
  const parsed = entry.safeParse(services.get(found));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const where = issue?.path.join(".") || "entry";
    throw new PluginError("SERVICE_TABLE_INVALID", `${file} says no known ${where} of ${found}; correct it`);
  }
  return { name: found, ...parsed.data };
}

/** Both ways, as some letters from elsewhere turn into ASCII ones in one. */
function isSameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase() && a.toUpperCase() === b.toUpperCase();
}

function statusOf(found: ReturnType<typeof findService>): ServiceStatus | null {
  return found === null ? null : { name: found.name, state: found.state, startType: found.startType };
}
