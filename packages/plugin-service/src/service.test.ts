import { createMemoryHost, type MemoryHost } from "@stopgap/core/testing";
import { describe, expect, it } from "vitest";
import service from "./index.js";

const table = `\ufeff{\r
\t"MSExchangeUM" : {"state":"Running", "startType":"Automatic", "dependents":["Needs1", "needs2", "NotThere"], "note":"kept"},\r
\t"MSExchangeUMCR": { "startType": "AutomaticDelayed", "state": "Stopped" },\r
\t"Needs1": { "state": "Running", "startType": "Manual", "dependents": ["Deep", "MSExchangeUM"] },\r
\t"Needs2": { "state": "Stopped", "startType": "Manual" },\r
\t"Deep": { "state": "Running", "startType": "Manual", "dependents": [] },\r
\t"Other": { "state": "Running", "startType": "Disabled", "dependents": [] }\r
}\r
`;

const parse = (...names: string[]) => names.map((name) => ({ name }));
const textOf = (memory: MemoryHost): string => Buffer.from(memory.read("services.json") ?? []).toString("utf8");
const server = (text = table): MemoryHost => createMemoryHost({ files: { "services.json": text } });
const edit = (memory: MemoryHost, from: string | RegExp, to: string): void => {
  const before = textOf(memory);
  memory.write("services.json", before.replace(from, to));
  if (textOf(memory) === before) throw new Error("the edit changed nothing");
};

describe("apply", () => {
  it("disables and stops each, and stops what needs it to run, deepest first", async () => {
    const memory = server();
    const states: string[] = [];
    let last = table;
    const host = memory.open({
      after: (call) => {
        if (call === "write") states.push(changedIn(textOf(memory)));
      },
    });
    await service.apply(parse("MSExchangeUM", "MSExchangeUMCR"), host);
    expect(states).toEqual([
      "MSExchangeUM Running Disabled",
      "Deep Stopped Manual",
      "Needs1 Stopped Manual",
      "MSExchangeUM Stopped Disabled",
      "MSExchangeUMCR Stopped Disabled",
    ]);
    expect(textOf(memory)).toBe(
      table
        .replace('"state":"Running", "startType":"Automatic"', '"state":"Stopped", "startType":"Disabled"')
        .replace("AutomaticDelayed", "Disabled")
        .replace('"Needs1": { "state": "Running"', '"Needs1": { "state": "Stopped"')
        .replace('"Deep": { "state": "Running"', '"Deep": { "state": "Stopped"'),
    );
    function changedIn(text: string): string {
      const before = JSON.parse(last.slice(1));
      const after = JSON.parse(text.slice(1));
      last = text;
      const name = Object.keys(after).find((key) => JSON.stringify(after[key]) !== JSON.stringify(before[key])) ?? "";
      return `${name} ${after[name].state} ${after[name].startType}`;
    }
  });

  it("and capture name a service that is missing, before anything is changed", async () => {
    const memory = server();
    for (const hook of [service.capture, service.apply]) {
      await expect(async () => hook(parse("MSExchangeUM", "Nope", "Neither"), memory.open())).rejects.toMatchObject({
        code: "SERVICE_NOT_FOUND",
        message: expect.stringMatching(/Nope, Neither/),
      });
    }
    expect(textOf(memory)).toBe(table);
    await expect(async () => service.apply(parse("X"), createMemoryHost().open())).rejects.toMatchObject({
      code: "SERVICE_NOT_FOUND",
    });
  });

  it.each([
    "[]",
    "{",
    "\ufffe",
    '{"X":1}',
    '{"X":{"state":"Paused","startType":"Manual"}}',
    '{"X":{"state":"Running"}}',
  ])("says so where the table is %j", async (text) => {
    await expect(async () => service.apply(parse("X"), server(text).open())).rejects.toMatchObject({
      code: "SERVICE_TABLE_INVALID",
    });
  });

  it("takes no look-alike for a service", async () => {
    const kelvin = '{"\u212aelvin":{"state":"Running","startType":"Manual"}}';
    await expect(async () => service.apply(parse("Kelvin"), server(kelvin).open())).rejects.toMatchObject({
      code: "SERVICE_NOT_FOUND",
    });
  });
});

describe("inspect", () => {
  it.each([
    [["Other", "MSExchangeUM"], "absent"],
    [["MSExchangeUMCR"], "absent"],
    [["Nope"], "absent"],
  ])("of %j is %s", async (names, state) => {
    expect(await service.inspect(parse(...names), server().open())).toMatchObject({ state });
  });

  it("is altered where some are as wanted, and says how each is", async () => {
    const memory = server();
    await service.apply(parse("MSExchangeUM"), memory.open());
    expect(await service.inspect(parse("MSExchangeUM", "MSExchangeUMCR", "Nope"), memory.open())).toEqual({
      state: "altered",
      detail: "MSExchangeUM is Stopped, Disabled; MSExchangeUMCR is Stopped, AutomaticDelayed; Nope is not there",
    });
  });
});

describe("undo", () => {
  it("is keyed by claim, with what needed a service and ran", async () => {
    const undo = await service.capture(parse("MSExchangeUM", "msexchangeumcr"), server().open());
    expect(undo).toEqual({
      "service:deep": { name: "Deep", state: "Running", startType: "Manual", dependentOf: ["service:msexchangeum"] },
      "service:needs1": {
        name: "Needs1",
        state: "Running",
        startType: "Manual",
        dependentOf: ["service:msexchangeum"],
      },
      "service:msexchangeum": { name: "MSExchangeUM", state: "Running", startType: "Automatic" },
      "service:msexchangeumcr": { name: "MSExchangeUMCR", state: "Stopped", startType: "AutomaticDelayed" },
    });
    expect(service.claims?.(parse("MSExchangeUM"))?.every((claim) => claim in undo)).toBe(true);
  });

  it("stays that of the first version, and keeps what it stopped for a service that is still named", async () => {
    const memory = server();
    const first = await service.capture(parse("MSExchangeUM", "Other"), memory.open());
    await service.apply(parse("MSExchangeUM", "Other"), memory.open());
    const earlier = { parameters: parse("MSExchangeUM", "Other"), undo: first };
    const second = await service.capture(parse("Deep", "MSExchangeUM", "MSExchangeUMCR"), memory.open(), earlier);
    expect(second).toEqual({
      "service:deep": { name: "Deep", state: "Running", startType: "Manual" },
      "service:needs1": first["service:needs1"],
      "service:msexchangeum": first["service:msexchangeum"],
      "service:msexchangeumcr": { name: "MSExchangeUMCR", state: "Stopped", startType: "AutomaticDelayed" },
    });
    const without = await service.capture(parse("MSExchangeUMCR"), memory.open(), earlier);
    expect(Object.keys(without)).toEqual(["service:msexchangeumcr"]);
  });

  it("is added to after drift, where more has to be stopped", async () => {
    const memory = server();
    const undo = await service.capture(parse("MSExchangeUM"), memory.open());
    await service.apply(parse("MSExchangeUM"), memory.open());
    edit(memory, '"Needs2": { "state": "Stopped"', '"Needs2": { "state": "Running"');
    const again = await service.recapture?.(parse("MSExchangeUM"), undo, memory.open());
    expect(again).toEqual({ ...undo, "service:needs2": expect.objectContaining({ state: "Running" }) });
  });

  it("of another type is refused", async () => {
    const undo = { "service:other": { state: "Running" } } as unknown as Awaited<ReturnType<typeof service.capture>>;
    await expect(async () => service.revert(parse("Other"), undo, server().open())).rejects.toMatchObject({
      code: "UNDO_INVALID",
    });
  });
});

describe("revert", () => {
  const applied = async (...names: string[]) => {
    const memory = server();
    const undo = await service.capture(parse(...names), memory.open());
    await service.apply(parse(...names), memory.open());
    return { memory, undo, revert: (force = false) => service.revert(parse(...names), undo, memory.open(), { force }) };
  };

  it.each([
    [
      "started by hand as manual",
      '"state":"Stopped", "startType":"Disabled"',
      '"state":"Running", "startType":"Manual"',
    ],
    ["set to manual", '"state":"Stopped", "startType":"Disabled"', '"state":"Stopped", "startType":"Manual"'],
    ["taken away", '"MSExchangeUM"', '"MSExchangeUM2"'],
  ])("refuses, touching nothing, where a service was %s", async (_, from, to) => {
    const { memory, revert } = await applied("MSExchangeUM", "MSExchangeUMCR");
    edit(memory, from, to);
    const changed = textOf(memory);
    await expect(async () => revert()).rejects.toMatchObject({
      code: "HOST_CHANGED",
      message: expect.stringMatching(/^MSExchangeUM is /),
    });
    expect(textOf(memory)).toBe(changed);
  });

  it("overwrites where it is forced, and logs what it overwrites", async () => {
    const { memory, undo } = await applied("MSExchangeUM");
    edit(memory, '"startType":"Disabled"', '"startType":"Manual"');
    const said: string[] = [];
    await service.revert(parse("MSExchangeUM"), undo, memory.open({ log: (line) => said.push(line) }), { force: true });
    expect(textOf(memory)).toBe(table);
    expect(said).toEqual(["overwrites what was changed since: MSExchangeUM is Stopped, Manual"]);
  });

  it("has nothing to do where all is as it was", async () => {
    const { memory, revert } = await applied("MSExchangeUM");
    memory.write("services.json", table);
    await revert();
    expect(textOf(memory)).toBe(table);
  });

  it("starts what was depended on before what depends on it", async () => {
    const { memory, undo } = await applied("MSExchangeUM");
    const running: string[] = [];
    const host = memory.open({
      after: (call) => {
        if (call !== "write") return;
        const services: Record<string, { state: string }> = JSON.parse(textOf(memory).slice(1));
        for (const [name, { state }] of Object.entries(services)) {
          if (state === "Running" && !running.includes(name)) running.push(name);
        }
      },
    });
    await service.revert(parse("MSExchangeUM"), undo, host);
    expect(running.filter((name) => name !== "Other")).toEqual(["MSExchangeUM", "Needs1", "Deep"]);
  });

  it("restores only the entries it is given", async () => {
    const { memory, undo } = await applied("MSExchangeUM", "MSExchangeUMCR");
    const part = { "service:msexchangeumcr": undo["service:msexchangeumcr"] } as typeof undo;
    await service.revert(parse("MSExchangeUM", "MSExchangeUMCR"), part, memory.open());
    const services = JSON.parse(textOf(memory).slice(1));
    expect(services.MSExchangeUMCR.startType).toBe("AutomaticDelayed");
    expect(services.MSExchangeUM).toMatchObject({ state: "Stopped", startType: "Disabled" });
  });
});
