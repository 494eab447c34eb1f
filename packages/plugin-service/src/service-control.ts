export type ServiceState = "Running" | "Stopped";
export type StartType = "Automatic" | "AutomaticDelayed" | "Manual" | "Disabled";

export interface ServiceStatus {
  /** As the host writes it. */
  readonly name: string;
  /** `Stopped` only where nothing of it runs any more. */
  readonly state: ServiceState;
  readonly startType: StartType;
}

/** The host's services. Names are the host's; every call but `query` rejects where there is no such service. */
export interface ServiceControl {
  /** Null where there is no such service. */
  query(name: string): Promise<ServiceStatus | null>;
  /** The services that need this one to run, directly or through others, in an order in which they can be stopped. */
  dependents(name: string): Promise<readonly ServiceStatus[]>;
  setStartType(name: string, startType: StartType): Promise<void>;
  /** Resolves when it has stopped. */
  stop(name: string): Promise<void>;
  /** Resolves when it runs. */
  start(name: string): Promise<void>;
}

/** Every service that `next` leads to from `name`, deepest first; circles end where they began. */
export async function dependentsFirst(
  name: string,
  next: (name: string) => Promise<readonly string[]>,
): Promise<readonly string[]> {
  const seen = new Set([name.toLowerCase()]);
  const ordered: string[] = [];
  const visit = async (at: string): Promise<void> => {
    for (const dependent of await next(at)) {
      if (seen.has(dependent.toLowerCase())) continue;
      seen.add(dependent.toLowerCase());
      await visit(dependent);
      ordered.push(dependent);
    }
  };
  await visit(name);
  return ordered;
}
