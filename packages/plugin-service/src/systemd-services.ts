import { type Host, PluginError } from "@stopgap/core/plugin";
import { dependentsFirst, type ServiceControl, type ServiceStatus, type StartType } from "./service-control.js";

/** The services of a Linux machine under systemd: masked is disabled, enabled is automatic, all else manual. */
export function systemdServices(host: Host): ServiceControl {
  const show = async (name: string, properties: readonly string[]): Promise<ReadonlyMap<string, string>> => {
    const { stdout } = await systemctl(host, ["show", `--property=${properties.join(",")}`, "--", unitOf(name)]);
    return new Map(
      stdout.split("\n").map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]),
    );
  };
  const query = async (name: string): Promise<ServiceStatus | null> => {
    const seen = await show(name, ["LoadState", "ActiveState", "UnitFileState"]);
    if (seen.get("LoadState") === "not-found") return null;
    const stopped = ["inactive", "failed"].includes(seen.get("ActiveState") ?? "");
    return { name, state: stopped ? "Stopped" : "Running", startType: startTypeOf(seen.get("UnitFileState") ?? "") };
  };
  const act = async (verb: string, name: string): Promise<void> => {
    await systemctl(host, [verb, "--", unitOf(name)]);
  };
  return {
    query,
    async dependents(name) {
      const properties = ["RequiredBy", "RequisiteOf", "BoundBy", "ConsistsOf"];
      const units = await dependentsFirst(unitOf(name), async (unit) => {
        const seen = await show(unit, properties);
        const names = properties.flatMap((property) => (seen.get(property) ?? "").split(" "));
        return names.filter((other) => other.endsWith(".service"));
      });
      const statuses = await Promise.all(units.map(query));
      return statuses.filter((status) => status !== null);
    },
    async setStartType(name, startType) {
      if (startType === "Disabled") return await act("mask", name);
      await act("unmask", name);
      const status = await query(name);
      // The links that enable a unit outlive its mask, so this is for what somebody else changed.
      if (status?.startType !== startType) await act(startType === "Manual" ? "disable" : "enable", name);
    },
    stop: (name) => act("stop", name),
    start: (name) => act("start", name),
  };
}

function unitOf(name: string): string {
  return name.endsWith(".service") ? name : `${name}.service`;
}

function startTypeOf(unitFileState: string): StartType {
  if (unitFileState.startsWith("masked")) return "Disabled";
  return unitFileState.startsWith("enabled") ? "Automatic" : "Manual";
}

async function systemctl(host: Host, args: readonly string[]): Promise<{ readonly stdout: string }> {
  const result = await host.run("systemctl", ["--no-ask-password", ...args]);
  if (result.code !== 0) {
    const said = result.stderr.trim().split("\n").at(-1) ?? "";
    throw new PluginError(
      "SYSTEMCTL_FAILED",
      `systemctl ${args.join(" ")} ended with ${result.code}: ${said}; look at the unit`,
    );
  }
  return result;
}
