import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterEach, expect, it } from "vitest";
import { feed, inbound, outbound, ping, pool, services } from "../kit/feeds.js";
import { makeWorld, type World } from "../kit/world.js";

const program = fileURLToPath(new URL("../../packages/stopgap/dist/main.js", import.meta.url));
let world: World;
afterEach(() => world.end());

/** Starts the program and kills it so long after the process began; true where it was still running. */
async function killed(after: number, ...words: string[]): Promise<boolean> {
  const child = spawn(process.execPath, [program, ...words], { cwd: world.directory, stdio: "ignore" });
  const closed = once(child, "close");
  await delay(after);
  const running = child.kill("SIGKILL");
  await closed;
  return running && child.signalCode === "SIGKILL";
}

it("killed at any moment of check and revert, the next check converges and nothing is lost", async () => {
  world = await makeWorld();
  const { publish, run, host } = world;
  const before = await host();
  await publish(feed(1, ping, inbound, outbound, pool, services.replace("Exchange2016", "Exchange2019")));
  const started = performance.now();
  expect((await run("check")).status).toBe(0);
  const whole = performance.now() - started;
  const wanted = await host();
  const ids = ["M1", "M2", "M3", "M4"];
  const revertAll = async (order: readonly string[]) => {
    for (const id of order) expect((await run("revert", id)).status).toBe(0);
    expect(await host()).toEqual(before);
  };
  await revertAll(ids);
  for (const part of [0.7, 0.85]) {
    await killed(whole * part, "check");
    const ran = await run("check");
    expect([ran.status, ran.stderr]).toEqual([0, ""]);
    expect(await host()).toEqual(wanted);
    await killed(whole * part, "revert", "M3");
    expect((await run("check")).status).toBe(0);
    expect(await host()).toEqual(wanted);
    expect((await run("audit", "verify", "--json")).json()).toMatchObject({ ok: true, problems: [] });
    await revertAll(ids.toReversed());
  }
  expect((await run("audit", "replay", "--json")).json()).toMatchObject({ ok: true, divergences: [] });
}, 300_000);
