/** What the service manager runs. */
export interface ServiceDefinition {
  /** Program and arguments, absolute paths. */
  readonly command: readonly string[];
  /** Folders it writes to; null: anywhere, as its plugins may change any file of the host. */
  readonly writes: readonly string[] | null;
}

export interface ServiceStatus {
  readonly isRunning: boolean;
  /** True where it starts with the system. */
  readonly isAutomatic: boolean;
  /** In the manager's own words, one line. */
  readonly detail: string;
}

/** The system's service manager, for the one service this program is. */
export interface ServiceManager {
  readonly title: string;
  /** Puts the service in place, also over an older one, and starts it. Rejects with `SERVICE_REFUSED`. */
  install(service: ServiceDefinition): Promise<void>;
  /** Stops it and takes it away. False where there was none. Rejects with `SERVICE_REFUSED`. */
  uninstall(): Promise<boolean>;
  /** Null where it is not installed. Rejects with `SERVICE_REFUSED`. */
  status(): Promise<ServiceStatus | null>;
}
