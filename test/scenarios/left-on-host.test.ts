import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { act, type Bench, openBench } from "../kit/bench.js";
import { feed, inbound, outbound, ping, pool, services } from "../kit/feeds.js";
import { makeWorld, type World } from "../kit/world.js";

const everyServer = (config: string) => config.replace('<AppliesTo product="Exchange2016"/>', "");
const web = "C/inetpub/wwwroot/web.config";

describe("onRetired: keep says what remains and how it goes", () => {
  let world: World;
  beforeEach(async () => {
    world = await makeWorld();
  });
  afterEach(() => world.end());

  it("in plan, check, explain and health; and revert takes it off", async () => {
    const { run, publish, directory } = world;
    const before = await world.host();
    await publish(feed(1, ping, inbound, pool, everyServer(services)));
    expect((await run("check")).stdout).not.toContain("Not applied, and on the host");
    await publish(feed(2, ping));
    const remains =
      /M1\.1\.0 is retired, and left on the host: rule "World M1\.1 - inbound" is in C:\\inetpub\\wwwroot\\web\.config\. To take it off: stopgap revert M1\.1\.0\n/;
    for (const words of [["plan"], ["check"], ["check"], ["explain", "M1"], ["health"]]) {
      const { stdout } = await run(...words);
      expect(stdout.replace(/\s*\n\s{10,}/g, " "), words.join(" ")).toMatch(remains);
    }
    const [explained] = (await run("explain", "m3.1", "--json")).json<Record<string, unknown>[]>();
    expect(explained).toMatchObject({ appliedId: "M3.1.0", left: { why: "retired" }, rules: [{ row: 0 }] });
    expect((await run("check", "--json")).json<{ left: unknown[] }>().left).toHaveLength(3);
    expect((await run("get")).stdout).toContain("{PING1}");

    const held = await readFile(join(directory, "server", web), "latin1");
    await writeFile(join(directory, "server", web), held.replace("AbortRequest", "None"), "latin1");
    const refused = await run("revert", "M1");
    expect(refused).toMatchObject({ status: 1, stderr: expect.stringContaining("HOST_CHANGED") });
    await writeFile(join(directory, "server", web), held, "latin1");
    for (const id of ["M4", "M1.1.0", "M3.1"]) expect(await run("revert", id)).toMatchObject({ status: 0 });
    expect(await world.host()).toEqual(before);
    expect((await run("check", "--json")).json()).not.toHaveProperty("left");
    expect((await run("explain", "M1")).stderr).toContain("MITIGATION_UNKNOWN");
    expect((await run("health")).stdout).not.toContain("still on the host");
  });

  it("tells side effects with their probes wherever a mitigation is told of", async () => {
    const { run, publish } = world;
    await publish(
      feed(1, ping, outbound.replace("</SideEffects>", "<SideEffect>Printing fails</SideEffect></SideEffects>")),
    );
    const said = [
      "The health set reports unhealthy. The monitor OWACalendar.Proxy goes red because of it.",
      "Printing fails",
    ];
    for (const words of [["plan"], ["check"], ["explain", "M2"], ["health"]]) {
      const { stdout } = await run(...words);
      for (const text of said) expect(stdout.replace(/\s+/g, " "), words.join(" ")).toContain(text);
    }
    const sideEffects = [
      { text: "The health set reports unhealthy.", probe: "OWACalendar.Proxy" },
      { text: "Printing fails", probe: null },
    ];
    expect((await run("explain", "M2", "--json")).json()).toMatchObject([{ sideEffects }]);
    const rows = (await run("mitigations", "--json")).json<{ ID: string }[]>();
    expect(rows).toMatchObject([{ ID: "PING1" }, { ID: "M2.1.0", SideEffects: sideEffects }]);
    expect(rows[0]).not.toHaveProperty("SideEffects");
  });
});

describe("what was begun and has no end, and leaves the feed", () => {
  let bench: Bench;
  afterEach(() => bench.end());

  /** The power goes after that many writes of the first check. */
  async function begin(writes: number): Promise<ReadonlyMap<string, string>> {
    bench = await openBench();
    const before = await bench.files();
    bench.publish(feed(1, everyServer(services)));
    bench.crashAfter(writes);
    await bench.check().catch(() => undefined);
    return before;
  }
  const reopen = (onRetired: "keep" | "revert", build?: string) =>
    bench.reopen({ policy: { onRetired }, ...(build === undefined ? {} : { build }) });

  it("is reverted with onRetired: revert, wherever the power went", async () => {
    for (let writes = 4; writes < 12; writes += 1) {
      const before = await begin(writes);
      await reopen("revert");
      await bench.check(feed(2, ping));
      expect(await bench.files(), `${writes}`).toEqual(before);
      expect(bench.applied()).toEqual(["PING1"]);
      expect(bench.runtime.state.servers.Server1).toMatchObject({ pending: {}, reverting: [], retired: {} });
      await bench.end();
    }
    bench = await openBench();
  });

  it("is told of with onRetired: keep, once retired, and revert takes it off", async () => {
    for (let writes = 5; writes < 9; writes += 1) {
      const before = await begin(writes);
      await reopen("keep");
      bench.publish(feed(2, ping));
      await bench.check();
      const { left, mitigations } = await bench.runtime.check();
      expect(mitigations.map(({ appliedId }) => appliedId)).toEqual(["PING1"]);
      expect(
        left.map(({ appliedId, why }) => [appliedId, why]),
        `${writes}`,
      ).toEqual([["M3.1.0", writes === 8 ? "retired" : "begun"]]);
      await bench.runtime.revert("M3", act);
      expect(await bench.files()).toEqual(before);
      expect((await bench.runtime.check()).left).toEqual([]);
      await bench.end();
    }
    bench = await openBench();
  });

  it("so is what is no longer meant for this server", async () => {
    const before = await begin(5);
    await reopen("revert");
    await bench.check(feed(2, services));
    expect(await bench.files()).toEqual(before);
    expect(await bench.decided()).toEqual({ "M3.1.0": "skip-not-applicable NotApplicable" });
  });

  it("stays told of as begun while it is held back", async () => {
    await begin(5);
    await bench.reopen();
    await bench.runtime.setBlocked("Server1", ["M3"], act);
    const { left } = await bench.runtime.check();
    expect(left).toMatchObject([{ appliedId: "M3.1.0", why: "begun", detail: expect.stringContaining("in part") }]);
  });
});
