import { access, mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { oneLine, StopgapError } from "@stopgap/core";
import { run } from "../outlets/run.js";
import { writeWhole } from "../outlets/write-whole.js";
import type { ServiceManager } from "./service-manager.js";
import { systemdUnit, unitName } from "./systemd-unit.js";

/** Longer than the unit may take to start or to stop. */
const patience = 150_000;

const properties = ["LoadState", "ActiveState", "SubState", "UnitFileState", "MainPID", "Result"];

/** systemd, through `systemctl`; the unit goes to where administrators' units stand. */
export function systemdManager(folder = "/etc/systemd/system", systemctl = "systemctl"): ServiceManager {
  const unit = join(folder, unitName);

  const ask = async (...words: readonly string[]): Promise<string> => {
    const { status, output, errors } = await run(systemctl, words, "", patience);
    if (status === 0) return output;
    const why = status === null ? "it did not run" : oneLine(errors) || `it exited with ${status}`;
    throw new StopgapError("SERVICE_REFUSED", `systemctl ${words.join(" ")}: ${why}`);
  };

  return {
    title: "systemd",
    async install(service) {
      const text = systemdUnit(service);
      try {
        await mkdir(folder, { recursive: true });
        await writeWhole(unit, text);
      } catch (cause) {
        throw refused(`${unit} cannot be written`, cause);
      }
      await ask("daemon-reload");
      await ask("enable", unitName);
      await ask("restart", unitName);
    },
    async uninstall() {
      const isThere = await access(unit).then(
        () => true,
        () => false,
      );
      if (!isThere) return false;
      await ask("disable", "--now", unitName);
      try {
        await rm(unit, { force: true });
      } catch (cause) {
        throw refused(`${unit} cannot be removed`, cause);
      }
      await ask("daemon-reload");
      return true;
    },
    async status() {
      const shown = await ask("show", unitName, `--property=${properties.join(",")}`);
      const value = (name: string) => new RegExp(`^${name}=(.*)$`, "m").exec(shown)?.[1]?.trim() ?? "";
      if (value("LoadState") !== "loaded") return null;
      const process_ = value("MainPID") === "0" ? "" : `, process ${value("MainPID")}`;
      const result = value("Result") === "success" ? "" : `, last result ${value("Result")}`;
      return {
        isRunning: value("ActiveState") === "active",
        isAutomatic: value("UnitFileState") === "enabled",
        detail: oneLine(`${value("ActiveState")} (${value("SubState")})${process_}${result}`),
      };
    },
  };
}

function refused(what: string, cause: unknown): StopgapError {
  const why = cause instanceof Error && "code" in cause ? String(cause.code) : "unknown";
  return new StopgapError("SERVICE_REFUSED", `${what} (${why})`, { cause });
}
