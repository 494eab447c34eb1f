import type { NoticeKind } from "./notice-kinds.js";

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
  /** What is done where the host has what an action wants, under another name. */
  readonly onEquivalent: "adopt" | "add";
  /** For every mitigation type, or by type. */
  readonly drift: Drift | Readonly<Record<string, Drift>>;
  readonly diagnostics: { readonly enabled: boolean; readonly url: string | null };
  /** `system` null: to the system's event log, except on a sandbox. */
  readonly log: { readonly directory: string; readonly level: LogLevel; readonly system: boolean | null };
  readonly notify: readonly NotifyConfiguration[];
  /** `port` null: no port is opened. */
  readonly metrics: { readonly file: boolean; readonly port: number | null };
}

export type Drift = "repair" | "report";
export type LogLevel = "trace" | "debug" | "info" | "warn" | "error" | "fatal" | "silent";

/** One target to be told: exactly one of `webhook`, `mail` and `command` is there. */
export interface NotifyConfiguration {
  /** The kinds it is told of; null for all. */
  readonly on: readonly NoticeKind[] | null;
  readonly webhook?: WebhookConfiguration | undefined;
  readonly mail?: MailConfiguration | undefined;
  /** Program and arguments; no shell is involved. */
  readonly command?: readonly string[] | undefined;
}

export interface WebhookConfiguration {
  /** May carry a token: only its origin is ever shown. */
  readonly url: string;
  /** Path of a file with the key for signatures; null: unsigned. */
  readonly secretFile: string | null;
  /** Null: the environment's; `none`: no proxy at all. */
  readonly proxy: string | null;
  /** Path of a PEM file with further roots for the TLS connection. */
  readonly ca: string | null;
}

export interface MailConfiguration {
  readonly from: string;
  readonly to: readonly string[];
  /** A program such as /usr/sbin/sendmail; exactly one of it and `smtp` is there. */
  readonly sendmail?: string | undefined;
  readonly smtp?: SmtpConfiguration | undefined;
}

export interface SmtpConfiguration {
  readonly host: string;
  readonly port: number;
  /** `starttls` and `tls` never fall back to plain text. */
  readonly tls: "starttls" | "tls" | "none";
  readonly user: string | null;
  readonly passwordFile: string | null;
  readonly ca: string | null;
}

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
  /** Null: the environment's; `none`: no proxy at all. May carry credentials: never shown, never logged. */
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
  /** After so long verifying one document is stopped. */
  readonly deadline: number;
}

export type HostConfiguration =
  | { readonly kind: "windows" | "linux" }
  | { readonly kind: "sandbox"; readonly root: string };

/** The EM service does not run on servers with the Edge Transport role; neither does Stopgap. */
export function isEdge(server: Pick<ServerConfiguration, "roles">): boolean {
  return server.roles.some((role) => /^edge(transport)?$/i.test(role));
}
