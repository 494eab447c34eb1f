import type { RunResult } from "@stopgap/core/plugin";
import { createMemoryHost, type MemoryHost, pluginLaws } from "@stopgap/core/testing";
import { describe, expect, it } from "vitest";
import appPool from "./index.js";
import { appcmdPath, windowsPools } from "./windows-pools.js";

type Pools = Record<string, { state: string; autoStart: string; startMode: string }>;

const state = "C:\\state.json";
const pools: Pools = {
  "My Pool": { state: "Started", autoStart: "true", startMode: "AlwaysRunning" },
  Off: { state: "Stopped", autoStart: "true", startMode: "OnDemand" },
};
const files = { [state]: JSON.stringify(pools), [appcmdPath()]: "MZ" };

/** A double of appcmd.exe: written from its documentation, not seen. */
function appcmd(program: string, args: readonly string[], host: MemoryHost): RunResult {
  const all: Pools = JSON.parse(Buffer.from(host.read(state) ?? []).toString());
  const [verb, kind, name = "", ...rest] = args;
  const pool = all[name];
  const answer = (code: number, stdout = ""): RunResult => ({ code, stdout, stderr: "" });
  if (program !== appcmdPath() || kind !== "apppool") return answer(87);
  if (pool === undefined)
    return answer(1168, `<?xml version="1.0" encoding="UTF-8"?>\r\n<appcmd>\r\n<ERROR message="x" />\r\n</appcmd>`);
  if (verb === "list") {
    const settings = `<add name="${name}" autoStart="${pool.autoStart}" startMode="${pool.startMode}" ><processModel /></add>`;
    const element = `<APPPOOL APPPOOL.NAME="${name}" PipelineMode="Integrated" state="${pool.state}">${settings}</APPPOOL>`;
    return answer(0, `<?xml version="1.0" encoding="UTF-8"?>\r\n<appcmd>\r\n    ${element}\r\n</appcmd>\r\n`);
  }
  if (verb === "stop" && pool.state === "Stopped") return answer(1062);
  if (verb === "stop") pool.state = "Stopped";
  else if (verb === "start") pool.state = "Started";
  else if (verb === "set") {
    for (const setting of rest) {
      const [, key, value = ""] = /^\/(autoStart|startMode):(.+)$/.exec(setting) ?? [];
      if (key === "autoStart" || key === "startMode") pool[key] = value;
      else return answer(87);
    }
  } else return answer(87);
  host.write(state, JSON.stringify(all));
  return answer(0);
}

const host = { kind: "windows", files, run: appcmd } as const;
const accepts = ["My Pool", "Off"].map(
  (name) => `<appPool name="${name}" state="Stopped" autoStart="false" startMode="OnDemand"/>`,
);

describe("the AppPool type on Windows keeps the laws", () => {
  it.each(pluginLaws(appPool, { accepts: [...accepts, accepts.join("")], refuses: [] }, host))(
    "$name",
    async ({ run }) => run(),
  );
});

describe("Windows' application pools", () => {
  const control = () => windowsPools(createMemoryHost(host).open());

  it("are read from what appcmd lists", async () => {
    expect(await control().query("My Pool")).toEqual({
      name: "My Pool",
      state: "Started",
      autoStart: { written: "true", value: "true" },
      startMode: { written: "AlwaysRunning", value: "AlwaysRunning" },
    });
    expect(await control().query("Nope")).toBeNull();
  });

  it("fail with the error's number", async () => {
    await expect(control().stop("Nope")).rejects.toMatchObject({
      code: "APPCMD_FAILED",
      message: expect.stringContaining("1168"),
    });
  });

  it("need appcmd", async () => {
    expect(await appPool.prerequisites?.(createMemoryHost(host).open())).toEqual([]);
    expect(await appPool.prerequisites?.(createMemoryHost({ kind: "windows" }).open())).toEqual([
      "IIS: appcmd.exe is not here",
    ]);
    expect(await appPool.prerequisites?.(createMemoryHost({ kind: "linux" }).open())).toHaveLength(1);
  });
});
