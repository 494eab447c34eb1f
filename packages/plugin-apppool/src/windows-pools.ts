import { setTimeout as delay } from "node:timers/promises";
import { type Host, PluginError } from "@stopgap/core/plugin";
import type { PoolControl, PoolSetting, PoolState, PoolStatus } from "./pool-control.js";
import { startTags } from "./start-tags.js";

/** Win32 errors, as appcmd gives them as its exit status. */
const runsAlready = 1056;
const notStarted = 1062;
const noSuchPool = 1168;

const patience = 100_000;

/** Where appcmd is on a Windows machine. */
export function appcmdPath(): string {
  return `${process.env.SystemRoot ?? "C:\\Windows"}\\System32\\inetsrv\\appcmd.exe`;
}

/** The application pools of a Windows machine through appcmd. Settings are read as they hold, wherever they are from. */
export function windowsPools(host: Host): PoolControl {
  const appcmd = async (args: readonly string[], accepted: readonly number[] = []) => {
    const result = await host.run(appcmdPath(), args);
    if (result.code !== 0 && !accepted.includes(result.code)) {
      const { code } = result;
      throw new PluginError(
        "APPCMD_FAILED",
        `appcmd ${args.join(" ")} failed with error ${code}; net helpmsg ${code} says what it means`,
      );
    }
    return result;
  };
  const list = async (name: string): Promise<Listed | null> => {
    const { code, stdout } = await appcmd(["list", "apppool", name, "/config:*", "/xml"], [noSuchPool]);
    return code === noSuchPool ? null : readListing(stdout, name);
  };
  const reach = async (name: string, state: PoolState): Promise<void> => {
    const end = performance.now() + patience;
    while ((await list(name))?.state !== state) {
      if (performance.now() > end) {
        throw new PluginError(
          "APP_POOL_STUCK",
          `${name} is not ${state} after ${patience / 1000} s; look at it, the next cycle tries again`,
        );
      }
      await delay(500, undefined, { signal: host.signal });
    }
  };
  return {
    async query(name) {
      const found = await list(name);
      return found === null ? null : { ...found, state: found.state === "Stopped" ? "Stopped" : "Started" };
    },
    async configure(name, change) {
      const settings = Object.entries(change).filter(([, value]) => typeof value === "string");
      if (settings.length > 0)
        await appcmd(["set", "apppool", name, ...settings.map(([key, value]) => `/${key}:${value}`)]);
    },
    async stop(name) {
      await appcmd(["stop", "apppool", name], [notStarted]);
      await reach(name, "Stopped");
    },
    async start(name) {
      await appcmd(["start", "apppool", name], [runsAlready]);
      await reach(name, "Started");
    },
  };
}

type Listed = Omit<PoolStatus, "state"> & { readonly state: string };

function readListing(xml: string, name: string): Listed | null {
  const tags = startTags(xml.slice(Math.max(0, xml.indexOf("<"))).trimEnd());
  const pool = tags.find(({ path }) => path === "appcmd/APPPOOL");
  const settings = tags.find(({ path }) => path === "appcmd/APPPOOL/add");
  if (pool === undefined || settings === undefined) return null;
  const value = (of: typeof pool, key: string): string =>
    of.attributes.find((attribute) => attribute.name === key)?.written ?? "";
  const setting = (key: string): PoolSetting => ({ written: value(settings, key), value: value(settings, key) });
  return { name, state: value(pool, "state"), autoStart: setting("autoStart"), startMode: setting("startMode") };
}
