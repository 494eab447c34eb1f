import type { RunResult } from "@stopgap/core/plugin";
import { createMemoryHost, type MemoryHost, pluginLaws } from "@stopgap/core/testing";
import { describe, expect, it } from "vitest";
import service from "./index.js";
import { systemdServices } from "./systemd-services.js";

type Units = Record<string, { active: string; enabled: boolean; masked: boolean; requiredBy: string[] }>;

const state = "/state.json";
const units: Units = {
  "um.service": { active: "active", enabled: true, masked: false, requiredBy: ["needs.service", "multi-user.target"] },
  "needs.service": { active: "active", enabled: false, masked: false, requiredBy: ["um.service"] },
  "failed.service": { active: "failed", enabled: false, masked: false, requiredBy: [] },
};
const files = { [state]: JSON.stringify(units) };

/** A double of systemctl: what it does is written from its manual page, not seen. */
function systemctl(program: string, args: readonly string[], host: MemoryHost): RunResult {
  const all: Units = JSON.parse(Buffer.from(host.read(state) ?? []).toString());
  const [quiet, verb = "", ...rest] = args;
  const name = rest.at(-1) ?? "";
  const unit = all[name];
  const answer = (code: number, stdout: string, stderr = "") => ({ code, stdout, stderr });
  if (program === "systemctl" && quiet === "--version") return answer(0, "systemd 252");
  if (program !== "systemctl" || quiet !== "--no-ask-password" || rest.at(-2) !== "--")
    return answer(1, "", "unexpected");
  if (verb === "show") {
    if (unit === undefined) return answer(0, "LoadState=not-found\nActiveState=inactive\nUnitFileState=\n");
    const fileState = unit.masked ? "masked" : unit.enabled ? "enabled" : "static";
    const load = unit.masked ? "masked" : "loaded";
    const lines = [`LoadState=${load}`, `ActiveState=${unit.active}`, `UnitFileState=${fileState}`];
    return answer(0, `${[...lines, `RequiredBy=${unit.requiredBy.join(" ")}`, "BoundBy="].join("\n")}\n`);
  }
  if (unit === undefined) return answer(5, "", `Unit ${name} not loaded.`);
  if (verb === "start" && unit.masked) return answer(1, "", `Unit ${name} is masked.`);
  if (verb === "mask") unit.masked = true;
  else if (verb === "unmask") unit.masked = false;
  else if (verb === "stop") unit.active = "inactive";
  else if (verb === "start") unit.active = "active";
  else if (verb === "enable" || verb === "disable") unit.enabled = verb === "enable";
  host.write(state, JSON.stringify(all));
  return answer(0, "");
}

const accepts = ["um", "needs.service"].map((name) => `<service name="${name}" state="Stopped" startType="Disabled"/>`);

describe("the Service type on Linux keeps the laws", () => {
  it.each(pluginLaws(service, { accepts, refuses: [] }, { kind: "linux", files, run: systemctl }))(
    "$name",
    async ({ run }) => run(),
  );
});

describe("systemd's services", () => {
  const control = () => systemdServices(createMemoryHost({ kind: "linux", files, run: systemctl }).open());

  it("are read from what systemctl shows", async () => {
    expect(await control().query("um")).toEqual({ name: "um", state: "Running", startType: "Automatic" });
    expect(await control().query("failed")).toEqual({ name: "failed", state: "Stopped", startType: "Manual" });
    expect(await control().query("nope")).toBeNull();
    expect(await control().dependents("um")).toEqual([
      { name: "needs.service", state: "Running", startType: "Manual" },
    ]);
  });

  it("fail with what systemctl says", async () => {
    await expect(control().stop("nope")).rejects.toMatchObject({
      code: "SYSTEMCTL_FAILED",
      message: expect.stringContaining("Unit nope.service not loaded."),
    });
  });

  it("are prerequisites' business where there is no systemctl", async () => {
    expect(await service.prerequisites?.(createMemoryHost({ kind: "linux" }).open())).toEqual([
      "systemd: systemctl does not run here",
    ]);
    expect(await service.prerequisites?.(createMemoryHost().open())).toEqual([]);
  });
});
