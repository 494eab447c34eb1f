import type { RuntimeLogger } from "@stopgap/core";
import { serviceNotifier } from "./notify-systemd.js";
import { loadServiceFunctions, windowsControl } from "./windows-control.js";

/** What passes between the service and the manager that started it. */
export interface ServiceControl {
  /** Aborted when the manager asks the service to stop by a way of its own, not by a signal. */
  readonly stopRequested: AbortSignal;
  ready(status: string): Promise<void>;
  /** The stop has begun. */
  stopping(): Promise<void>;
  /** Everything is closed: the manager may end the process, and where it failed, start it anew. */
  stopped(failed: boolean): Promise<void>;
}

/** Windows tells its services apart by how they are started; systemd by the environment. Anywhere else nobody is told. */
export async function openServiceControl(logger: RuntimeLogger, isWindowsService: boolean): Promise<ServiceControl> {
  if (isWindowsService) return await windowsControl(loadServiceFunctions);
  const notifier = serviceNotifier(logger);
  return { stopRequested: new AbortController().signal, ...notifier, stopped: async () => undefined };
}
