import { StopgapError } from "@stopgap/core";
import type { ServiceDefinition } from "./service-manager.js";

export const unitName = "stopgap.service";

/** Seconds without a sign of life after which systemd starts the service anew. */
const watchdog = 120;

/** The unit file. A service that may write anywhere gets the hardening that leaves files alone. */
export function systemdUnit({ command, writes }: ServiceDefinition): string {
  const lines = [
    "[Unit]",
    "Description=Stopgap emergency mitigation service",
    "Wants=network-online.target",
    "After=network-online.target",
    "StartLimitIntervalSec=600",
    "StartLimitBurst=5",
    "",
    "[Service]",
    "Type=notify",
    "# The notifications come from systemd-notify, a child of the main process.",
    "NotifyAccess=all",
    `ExecStart=${command.map(quoted).join(" ")}`,
    "Restart=on-failure",
    "RestartSec=10s",
    `WatchdogSec=${watchdog}s`,
    "TimeoutStartSec=120s",
    "# A cycle in the middle of a change ends it first.",
    "TimeoutStopSec=120s",
    "KillMode=mixed",
    "UMask=0077",
    "",
    "# MemoryDenyWriteExecute is left out: the JavaScript engine makes code.",
    ...hardening,
    ...temporaryHardening([...command, ...(writes ?? [])]),
    ...fileHardening(writes),
    "",
    "[Install]",
    "WantedBy=multi-user.target",
    "",
  ];
  return lines.join("\n");
}

const hardening = [
  "NoNewPrivileges=yes",
  "ProtectClock=yes",
  "ProtectControlGroups=yes",
  "ProtectHostname=yes",
  "ProtectKernelLogs=yes",
  "ProtectKernelModules=yes",
  "ProtectKernelTunables=yes",
  "LockPersonality=yes",
  "RestrictNamespaces=yes",
  "RestrictRealtime=yes",
  "RestrictSUIDSGID=yes",
  "RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX AF_NETLINK",
  "SystemCallArchitectures=native",
];

/** A service with a folder for temporary files of its own does not see what stands in the system's. */
function temporaryHardening(needed: readonly string[]): readonly string[] {
  if (!needed.some((path) => /^\/(?:var\/)?tmp\//.test(path))) return ["PrivateTmp=yes"];
  return ["# PrivateTmp is left out: this service has files below /tmp or /var/tmp."];
}

function fileHardening(writes: readonly string[] | null): readonly string[] {
  if (writes === null) return ["# ProtectSystem is left out: plugins may change any file of this host."];
  return [
    "PrivateDevices=yes",
    "ProtectSystem=strict",
    "ProtectHome=read-only",
    "CapabilityBoundingSet=CAP_DAC_OVERRIDE CAP_FOWNER CAP_CHOWN",
    `ReadWritePaths=${writes.map(quoted).join(" ")}`,
  ];
}

/** systemd.syntax(7) and systemd.service(5): quotes, escapes, `%` for specifiers and `$` for variables. */
function quoted(word: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a line break would begin another setting
  if (/[\u0000-\u001f]/.test(word)) {
    throw new StopgapError("SERVICE_REFUSED", `a unit file cannot name ${JSON.stringify(word)}`, {
      remedy: "use a path without control characters",
    });
  }
  const escaped = word.replace(/\\/g, "\\\\").replace(/"/g, '\\"').replace(/%/g, "%%").replace(/\$/g, "$$$$");
  return /^[A-Za-z0-9_./:@=+,-]+$/.test(word) ? word : `"${escaped}"`;
}
