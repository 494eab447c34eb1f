/** A checked configuration, every default filled in. Paths are absolute, durations are milliseconds, sizes are bytes. */
export interface Configuration {
  /** The file it was read from. */
  readonly file: string;
  readonly organization: string;
  readonly server: ServerConfiguration;
  readonly feed: FeedConfiguration;
  readonly trust: TrustConfiguration;
  readonly freshness: { readonly alarmAfter: number };
  readonly store: { readonly file: string };
  readonly host: HostConfiguration;
  /** Package names, in the order they are loaded. */
  readonly plugins: readonly string[];
  readonly onRetired: "keep" | "revert";
  /** For every mitigation type, or by type. */
  readonly drift: Drift | Readonly<Record<string, Drift>>;
  readonly diagnostics: { readonly enabled: boolean; readonly url: string | null };
  readonly log: { readonly directory: string; readonly level: LogLevel };
}

export type Drift = "repair" | "report";
export type LogLevel = "trace" | "debug" | "info" | "warn" | "error" | "fatal" | "silent";

export interface ServerConfiguration {
  readonly name: string;
  readonly product: string;
  /** Four numeric parts with dots. */
  readonly build: string;
  readonly roles: readonly string[];
}

export interface FeedConfiguration {
  /** `https:`, or an absolute `file:` URL. Never with credentials. */
  readonly url: string;
  /** May carry credentials: never shown, never logged. */
  readonly proxy: string | null;
  /** PEM text of further roots for the TLS connection. */
  readonly ca: string | null;
  /** Cron expression, in UTC. */
  readonly schedule: string;
  readonly startupDelay: number;
  readonly jitter: number;
  readonly timeout: number;
  readonly maxBytes: number;
}

/** Certificates and revocation lists are DER, read from the named files. */
export interface TrustConfiguration {
  readonly roots: readonly Uint8Array[];
  readonly issuers: readonly string[];
  readonly extendedKeyUsage: readonly string[];
  readonly timestampRoots: readonly Uint8Array[];
  readonly revocation: { readonly mode: "off" | "soft" | "required"; readonly crls: readonly Uint8Array[] };
  readonly freshness: { readonly requireSerial: boolean };
}

export type HostConfiguration =
  | { readonly kind: "windows" | "linux" }
  | { readonly kind: "sandbox"; readonly root: string };

/** The EM service does not run on servers with the Edge Transport role; neither does Stopgap. */
export function isEdge(server: Pick<ServerConfiguration, "roles">): boolean {
  return server.roles.some((role) => /^edge(transport)?$/i.test(role));
}
