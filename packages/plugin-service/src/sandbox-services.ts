import { type Host, PluginError, spliceJson } from "@stopgap/core/plugin";
import { z } from "zod";
import { dependentsFirst, type ServiceControl, type ServiceStatus } from "./service-control.js";

const file = "services.json";

const entry = z.object({
  state: z.enum(["Running", "Stopped"]),
  startType: z.enum(["Automatic", "AutomaticDelayed", "Manual", "Disabled"]),
  dependents: z.array(z.string()).default([]),
});

/** The services of a sandbox: the table `services.json`, edited in place so that every other character stays. */
export function sandboxServices(host: Host): ServiceControl {
  const find = async (name: string) => findService(await readTable(host), name);
  const set = async (name: string, member: "state" | "startType", value: string): Promise<void> => {
    const table = await readTable(host);
    const found = findService(table, name);
    if (found === null) throw new PluginError("SERVICE_NOT_FOUND", `there is no service ${name}`);
    if (found[member] === value) return;
    const text = spliceJson(table.text, [found.name, member], value);
    await host.writeFile(file, new TextEncoder().encode(table.mark + text));
  };
  return {
    query: async (name) => statusOf(await find(name)),
    async dependents(name) {
      const table = await readTable(host);
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
  readonly text: string;
  readonly services: Readonly<Record<string, unknown>>;
}

async function readTable(host: Host): Promise<Table> {
  const bytes = await host.readFile(file);
  if (bytes === null) return { mark: "", text: "{}", services: {} };
  try {
    const decoded = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    const mark = decoded.startsWith("\ufeff") ? "\ufeff" : "";
    const text = decoded.slice(mark.length);
    return { mark, text, services: z.record(z.string(), z.unknown()).parse(JSON.parse(text)) };
  } catch (cause) {
    throw new PluginError("SERVICE_TABLE_INVALID", `${file} is no JSON object in UTF-8; correct it`, { cause });
  }
}

function findService({ services }: Table, name: string): (z.infer<typeof entry> & { readonly name: string }) | null {
  const names = Object.keys(services);
  const found = names.find((own) => own === name) ?? names.find((own) => isSameName(own, name));
  if (found === undefined) return null;
  const parsed = entry.safeParse(services[found]);
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
