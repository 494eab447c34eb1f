import { createMemoryHost, type MemoryHost } from "@stopgap/core/testing";
import { describe, expect, it } from "vitest";
import appPool from "./index.js";
import type { PoolWish } from "./parameters.js";

const configPath = "C:\\Windows\\System32\\inetsrv\\config\\applicationHost.config";
const pools = `<applicationPools>
      <!-- <add name="Ecp" autoStart="comment"/> -->
      <add name='Ecp' autoStart='TRUE'/>
      <add name="M\u00fcller" />
      <add name="Quiet" autoStart="false" startMode="OnDemand" />
      <applicationPoolDefaults autoStart="false"><processModel /></applicationPoolDefaults>
    </applicationPools>`;
const config = `<configuration>
  <location path="x"><applicationPools><add name="Hidden" /></applicationPools></location>
  <system.applicationHost>
    ${pools}
  </system.applicationHost>
</configuration>`;
const states = '{ "ECP": { "state": "Started", "pid": 7 }, "Quiet": {"state": "Started"} }';

const server = (text: string | Uint8Array = config, table: string | null = states): MemoryHost =>
  createMemoryHost({ files: { [configPath]: text, ...(table === null ? {} : { "app-pools.json": table }) } });
const textOf = (memory: MemoryHost, path: string): string => Buffer.from(memory.read(path) ?? []).toString("utf8");
const wish = (name: string, more: Partial<PoolWish> = { autoStart: "false", startMode: "OnDemand" }): PoolWish => ({
  name,
  ...more,
});

describe("apply", () => {
  it("writes the settings where they differ, and stops", async () => {
    const memory = server();
    await appPool.apply(
      [wish("ecp", { autoStart: "false", startMode: "AlwaysRunning" }), wish("M\u00fcller")],
      memory.open(),
    );
    expect(textOf(memory, configPath)).toBe(
      config.replace("autoStart='TRUE'", "autoStart='false' startMode=\"AlwaysRunning\""),
    );
    expect(textOf(memory, "app-pools.json")).toBe(states.replace('"Started", "pid"', '"Stopped", "pid"'));
  });

  it("sets first and stops then", async () => {
    const memory = server();
    const writes: boolean[] = [];
    const after = (call: string) => {
      if (call === "write") writes.push(textOf(memory, "app-pools.json") === states);
    };
    await appPool.apply([wish("Ecp")], memory.open({ after }));
    expect(writes).toEqual([true, false]);
  });

  it("and capture name a pool that is missing, before anything is changed", async () => {
    for (const [memory, name] of [
      [server(), "Nope"],
      [server(), "Hidden"],
      [createMemoryHost(), "Ecp"],
    ] as const) {
      const before = memory.snapshot();
      for (const hook of [appPool.capture, appPool.apply]) {
        await expect(async () => hook([wish("Ecp"), wish(name)], memory.open())).rejects.toMatchObject({
          code: "APP_POOL_NOT_FOUND",
          message: expect.stringContaining(name),
        });
      }
      expect(memory.snapshot()).toEqual(before);
    }
  });

  it.each([
    "<configuration>",
    "<configuration></other></configuration>",
    "<!DOCTYPE x><configuration/>",
    "",
    config.replace("Quiet", "ECP"),
    Buffer.from("\ufeff<a/>", "utf16le").subarray(0, 5),
  ])("says so where the configuration cannot be read without guessing: %#", async (text) => {
    await expect(async () => appPool.apply([wish("Ecp")], server(text).open())).rejects.toMatchObject({
      code: "POOL_CONFIGURATION_INVALID",
    });
  });

  it.each(["[]", "{", '{"Ecp":1}', '{"Ecp":{"state":"Odd"}}'])("says so where the table is %s", async (table) => {
    await expect(async () => appPool.apply([wish("Ecp")], server(config, table).open())).rejects.toMatchObject({
      code: "POOL_TABLE_INVALID",
    });
  });
});

describe("inspect", () => {
  it.each([
    [[wish("Ecp")], states, "absent"],
    [[wish("Ecp"), wish("M\u00fcller")], states, "altered"],
    [[wish("M\u00fcller")], states, "present"],
    [[wish("Quiet")], null, "present"],
    [[wish("Ecp", {})], null, "present"],
    [[wish("Nope")], states, "absent"],
  ])("of %j with %s is %s", async (wishes, table, state) => {
    expect(await appPool.inspect(wishes, server(config, table).open())).toMatchObject({ state });
  });

  it("says how each pool is", async () => {
    expect(await appPool.inspect([wish("ecp"), wish("Nope")], server().open())).toEqual({
      state: "absent",
      detail: "Ecp is Started, autoStart TRUE, startMode OnDemand; Nope is not there",
    });
  });
});

describe("undo", () => {
  it("is keyed by what is held: the state and each setting by itself", async () => {
    const undo = await appPool.capture([wish("ecp"), wish("Quiet", {})], server().open());
    expect(undo).toEqual({
      "apppool:ecp": { name: "Ecp", state: "Started" },
      "apppool:ecp:autostart": { name: "Ecp", autoStart: "TRUE" },
      "apppool:ecp:startmode": { name: "Ecp", startMode: null },
      "apppool:quiet": { name: "Quiet", state: "Started" },
    });
    expect(appPool.claims?.([wish("ecp"), wish("Quiet", {})])).toEqual(Object.keys(undo));
  });

  it("stays that of the first version", async () => {
    const memory = server();
    const first = await appPool.capture([wish("Ecp")], memory.open());
    await appPool.apply([wish("Ecp")], memory.open());
    const earlier = { parameters: [wish("Ecp")], undo: first };
    expect(await appPool.capture([wish("Ecp")], memory.open(), earlier)).toEqual(first);
    expect(await appPool.recapture?.([wish("Ecp")], first, memory.open())).toEqual(first);
  });

  it("of another type is refused", async () => {
    const undo = { "apppool:ecp": { other: 1 } } as unknown as Awaited<ReturnType<typeof appPool.capture>>;
    await expect(async () => appPool.revert([wish("Ecp")], undo, server().open())).rejects.toMatchObject({
      code: "UNDO_INVALID",
    });
  });
});

describe("revert", () => {
  const applied = async (more: Partial<PoolWish> = { autoStart: "false", startMode: "AlwaysRunning" }) => {
    const memory = server();
    const undo = await appPool.capture([wish("Ecp", more)], memory.open());
    await appPool.apply([wish("Ecp", more)], memory.open());
    return {
      memory,
      undo,
      revert: (force = false) => appPool.revert([wish("Ecp", more)], undo, memory.open(), { force }),
    };
  };

  it.each([
    ["another start mode", (text: string) => text.replace('startMode="AlwaysRunning"', 'startMode="OnDemand"')],
    ["another spelling of no value", (text: string) => text.replace("autoStart='false'", "autoStart='maybe'")],
    ["no such pool", (text: string) => text.replace("'Ecp'", "'Ecp2'")],
  ])("refuses, touching nothing, where the pool has %s", async (_, edit) => {
    const { memory, revert } = await applied();
    memory.write(configPath, edit(textOf(memory, configPath)));
    const before = memory.snapshot();
    await expect(async () => revert()).rejects.toMatchObject({
      code: "HOST_CHANGED",
      message: expect.stringMatching(/^Ecp is /),
    });
    expect(memory.snapshot()).toEqual(before);
  });

  it("overwrites where it is forced", async () => {
    const { memory, revert } = await applied();
    memory.write(configPath, textOf(memory, configPath).replace("autoStart='false'", "autoStart='maybe'"));
    await revert(true);
    expect(textOf(memory, configPath)).toBe(config);
    expect(textOf(memory, "app-pools.json")).toBe(states);
  });

  it("leaves a setting that the mitigation never named to whoever changes it", async () => {
    const { memory, revert } = await applied({});
    const edited = textOf(memory, configPath).replace("autoStart='TRUE'", "autoStart='false'");
    memory.write(configPath, edited);
    await revert();
    expect(textOf(memory, configPath)).toBe(edited);
    expect(textOf(memory, "app-pools.json")).toBe(states);
  });

  it("starts a pool that has gone from the table", async () => {
    const { memory, revert } = await applied();
    memory.write("app-pools.json", null);
    await revert();
    expect(JSON.parse(textOf(memory, "app-pools.json"))).toEqual({ Ecp: { state: "Started" } });
  });
});
