import { definePlugin, type Host } from "@stopgap/core/plugin";
import { applyServices } from "./apply-services.js";
import { captureServices } from "./capture-services.js";
import { inspectServices } from "./inspect-services.js";
import { openServices } from "./open-services.js";
import { claimOf, parameters, type ServiceParameters } from "./parameters.js";
import { revertServices } from "./revert-services.js";
import type { ServiceUndo } from "./undo-record.js";

/** The mitigation type `Service`: stops services, disables them, and gives them back as they were. */
export default definePlugin<ServiceParameters, ServiceUndo>({
  apiVersion: 1,
  type: "Service",
  parameters,
  prerequisites,
  inspect: async (services, host, earlier) => inspectServices(services, await openServices(host), earlier),
  capture: async (services, host, earlier) => captureServices(services, await openServices(host), earlier),
  recapture: async (services, undo, host) => captureServices(services, await openServices(host), { undo }),
  apply: async (services, host) => applyServices(services, await openServices(host)),
  revert: async (_, undo, host, options) =>
    revertServices(undo, await openServices(host), host, options?.force ?? false),
  claims: (services) => services.map(claimOf),
  describe: (services) => services.map(({ name }) => `service ${name}: stopped and disabled`),
  // A service may take its time to stop: what Microsoft's own script allows.
  deadlines: { inspect: 30_000, capture: 30_000, apply: 120_000, revert: 120_000 },
});

async function prerequisites(host: Host): Promise<readonly string[]> {
  if (host.kind !== "linux") return [];
  const found = await host.run("systemctl", ["--version"]).then(
    ({ code }) => code === 0,
    () => false,
  );
  return found ? [] : ["systemd: systemctl does not run here"];
}
