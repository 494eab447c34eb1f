import type { RunResult } from "@stopgap/core/plugin";
import { createMemoryHost, type MemoryHost, pluginLaws } from "@stopgap/core/testing";
import { describe, expect, it } from "vitest";
import service from "./index.js";
import { scServices } from "./sc-services.js";

type Services = Record<string, { state: number; start: number; delayed: boolean; dependents: string[] }>;

const state = "C:\\state.json";
const services: Services = {
  UM: { state: 4, start: 2, delayed: true, dependents: ["4 Needs"] },
  "4 Needs": { state: 4, start: 3, delayed: false, dependents: [] },
  Off: { state: 1, start: 2, delayed: false, dependents: [] },
  Starting: { state: 2, start: 2, delayed: false, dependents: [] },
  Driver: { state: 4, start: 1, delayed: false, dependents: [] },
};
const files = { [state]: JSON.stringify(services) };
const words: Record<string, readonly [number, boolean]> = {
  auto: [2, false],
  "delayed-auto": [2, true],
  demand: [3, false],
  disabled: [4, false],
};

/** A double of sc.exe and reg.exe in a language that is not English: written from their documentation, not seen. */
function windows(program: string, args: readonly string[], host: MemoryHost): RunResult {
  const all: Services = JSON.parse(Buffer.from(host.read(state) ?? []).toString());
  const answer = (code: number, lines: readonly string[] = []): RunResult => ({
    code,
    stdout: lines.join("\r\n"),
    stderr: "",
  });
  const block = (name: string): string[] => [
    `DIENSTNAME: ${name}`,
    `ANZEIGENAME: ${name} 7 : 9`,
    "        TYP                : 10  WIN32_OWN_PROCESS",
    `        STATUS             : ${all[name]?.state}  ZUSTAND`,
    "                                (BEENDBAR, NICHT_ANHALTBAR)",
    "        WIN32_BEENDIGUNGSCODE  : 0  (0x0)",
    "",
  ];
  if (program.endsWith("\\System32\\reg.exe")) {
    const [, key = "", , value = ""] = args;
    const found = all[key.slice(key.lastIndexOf("\\") + 1)];
    const number = value === "Start" ? found?.start : found?.delayed ? 1 : undefined;
    return number === undefined
      ? answer(1)
      : answer(0, ["", key, `    ${value}    REG_DWORD    0x${number.toString(16)}`, ""]);
  }
  if (!program.endsWith("\\System32\\sc.exe")) return answer(87);
  const [verb, name = "", ...rest] = args;
  const found = all[name];
  if (found === undefined) return answer(1060);
  if (verb === "queryex") {
    const shown = answer(0, ["", ...block(name)]);
    // The next look finds that it has started.
    if (found.state === 2) found.state = 4;
    host.write(state, JSON.stringify(all));
    return shown;
  }
  if (verb === "enumdepend") {
    return answer(0, [
      `[SC] EnumDependentServices: entriesread = ${found.dependents.length}`,
      "",
      ...found.dependents.flatMap(block),
    ]);
  }
  if (verb === "config" && rest[0] === "start=") [found.start, found.delayed] = words[rest[1] ?? ""] ?? [9, false];
  else if (verb === "stop") {
    if (found.state === 1) return answer(1062);
    if (found.state === 2) return answer(1061);
    if (found.dependents.some((other) => all[other]?.state !== 1)) return answer(1051);
    found.state = 1;
  } else if (verb === "start") {
    if (found.start === 4) return answer(1058);
    found.state = 4;
  } else return answer(1639);
  host.write(state, JSON.stringify(all));
  return answer(0);
}

const host = { kind: "windows", files, run: windows } as const;
const accepts = ["UM", "4 Needs", "Off"].map(
  (name) => `<service name="${name}" state="Stopped" startType="Disabled"/>`,
);

describe("the Service type on Windows keeps the laws", () => {
  it.each(pluginLaws(service, { accepts: [...accepts, accepts.join("")], refuses: [] }, host))(
    "$name",
    async ({ run }) => run(),
  );
});

describe("Windows' services", () => {
  const control = () => scServices(createMemoryHost(host).open());

  it("are told to stop again where they are just starting and accept nothing yet", async () => {
    const stopping = createMemoryHost(host);
    await scServices(stopping.open()).stop("Starting");
    expect(await scServices(stopping.open()).query("Starting")).toMatchObject({ state: "Stopped" });
  });

  it("that vanish while they are waited for are named", async () => {
    await expect(control().stop("Gone")).rejects.toMatchObject({ code: "SERVICE_NOT_FOUND" });
  });

  it("are read by numbers, whatever the language", async () => {
    expect(await control().query("UM")).toEqual({ name: "UM", state: "Running", startType: "AutomaticDelayed" });
    expect(await control().query("Off")).toEqual({ name: "Off", state: "Stopped", startType: "Automatic" });
    expect(await control().query("nope")).toBeNull();
    expect(await control().dependents("UM")).toEqual([{ name: "4 Needs", state: "Running", startType: "Manual" }]);
  });

  it("fail with the error's number", async () => {
    await expect(control().stop("UM")).rejects.toMatchObject({
      code: "WIN32_ERROR",
      message: expect.stringContaining("1051"),
    });
  });

  it("are no drivers", async () => {
    await expect(control().query("Driver")).rejects.toMatchObject({ code: "SERVICE_UNREADABLE" });
  });
});
