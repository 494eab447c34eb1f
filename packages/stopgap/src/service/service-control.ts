import type { RuntimeLogger } from "@stopgap/core";
import { serviceNotifier } from "./notify-systemd.js";

/** What passes between the service and the manager that started it. */
export interface ServiceControl {
  /** Aborted when the manager asks the service to stop by a way of its own, not by a signal. */
  readonly stopRequested: AbortSignal;
  ready(status: string): Promise<void>;
  /** The stop has begun. */
  stopping(): Promise<void>;
}

/** systemd is told through the environment it starts its services with; where that says nothing, nobody is. */
export function signalledControl(logger: RuntimeLogger): ServiceControl {
  return { stopRequested: new AbortController().signal, ...serviceNotifier(logger) };
}
