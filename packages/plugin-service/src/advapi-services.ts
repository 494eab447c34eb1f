import { type Host, PluginError } from "@stopgap/core/plugin";
import { type OpenService, rights, type ServiceFunctions } from "./advapi32.js";
import { dependentsFirst, type ServiceControl, type ServiceStatus, type StartType } from "./service-control.js";
import { startTypeOf } from "./start-type-number.js";
import { waitFor } from "./wait-for.js";

const stopped = 1;
const running = 4;
const paused = 7;

const startNumbers: Readonly<Record<StartType, number>> = { Automatic: 2, AutomaticDelayed: 2, Manual: 3, Disabled: 4 };

/** The services of a Windows machine through its service manager itself. */
export function advapiServices(functions: ServiceFunctions, host: Host): ServiceControl {
  const on = <T>(name: string, access: number, work: (service: OpenService) => T): T => {
    host.signal.throwIfAborted();
    const result = functions.withService(name, access, (service) => ({ done: work(service) }));
    if (result === null) throw new PluginError("SERVICE_NOT_FOUND", `there is no service ${name}`);
    return result.done;
  };
  const query = async (name: string): Promise<ServiceStatus | null> => {
    host.signal.throwIfAborted();
    return functions.withService(name, rights.queryConfig | rights.queryStatus, (service) => {
      const { startType, isDelayed } = service.config();
      const state = service.state() === stopped ? "Stopped" : "Running";
      return { name, state, startType: startTypeOf(name, startType, isDelayed) } as const;
    });
  };
  const reach = (name: string, wanted: number, what: string): Promise<void> =>
    waitFor(what, async () => on(name, rights.queryStatus, (service) => service.state()) === wanted, host.signal);
  return {
    query,
    async dependents(name) {
      const names = await dependentsFirst(name, async (at) =>
        on(at, rights.enumerateDependents, (service) => service.dependents()),
      );
      const statuses = [];
      for (const at of names) statuses.push(await query(at));
      return statuses.filter((status) => status !== null);
    },
    async setStartType(name, startType) {
      on(name, rights.changeConfig, (service) =>
        service.setStartType(startNumbers[startType], startType === "AutomaticDelayed"),
      );
    },
    async stop(name) {
      // A service that is just starting accepts no stop: it is told again until it does.
      await waitFor(
        `${name} has not stopped`,
        async () =>
          on(name, rights.stop | rights.queryStatus, (service) => {
            if ([running, paused].includes(service.state())) service.stop();
            return service.state() === stopped;
          }),
        host.signal,
      );
    },
    async start(name) {
      on(name, rights.start, (service) => service.start());
      await reach(name, running, `${name} does not run`);
    },
  };
}
