import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, it } from "vitest";
import { feed, inbound, ping, pool } from "../kit/feeds.js";
import { makeWorld, type World } from "../kit/world.js";

const program = fileURLToPath(new URL("../../packages/stopgap/dist/main.js", import.meta.url));

let world: World;
beforeEach(async () => {
  world = await makeWorld();
  await world.publish(feed(3, ping, inbound, pool));
});
afterEach(() => world.end());

it("run holds the server alone, lets check and block work beside it, and records its clean stop on SIGTERM", async () => {
  const service = spawn(process.execPath, [program, "run"], {
    cwd: world.directory,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = once(service, "close");
  try {
    let told = "";
    for await (const chunk of service.stderr) {
      told += String(chunk);
      if (told.includes("started; the first cycle runs in")) break;
    }
    const second = await world.run("run");
    expect(second).toMatchObject({ status: 5, stdout: "" });
    expect(second.stderr).toMatch(/^stopgap: LOG_IN_USE: [^\n]+; [^\n]+\n$/);
    expect(second.stderr).toContain(String(service.pid));
    expect((await world.run("block", "M4")).status).toBe(0);
    const checked = (await world.run("check", "--json")).json<{ mitigations: { id: string; status: string }[] }>();
    expect(checked.mitigations.map(({ id, status }) => [id, status])).toEqual([
      ["PING1", "Applied"],
      ["M1", "Applied"],
      ["M4", "Blocked"],
    ]);
  } finally {
    service.kill("SIGTERM");
  }
  expect(await ended).toEqual([0, null]);
  const events = (await world.run("log", "--json")).json<{ type: string }[]>();
  expect(events[0]?.type).toBe("ServiceStarted");
  expect(events.at(-1)?.type).toBe("ServiceStopped");
  expect((await world.run("audit", "verify", "--json")).json()).toMatchObject({ ok: true, problems: [] });
});

it("test-connectivity's two lines come first, then the layers; the failing one is last and decides the status", async () => {
  const path = join(world.directory, "stopgap.yaml");
  const good = await readFile(path, "utf8");
  const url = /https:[^"]+/;
  const cases: [string, string, number][] = [
    ["DNS", good.replace(url, "https://no-such-host.invalid/x"), 3],
    ["TCP", good.replace(url, "https://127.0.0.1:9/x"), 3],
    ["proxy", good.replace("ca: ./tls.pem", 'ca: ./tls.pem, proxy: "http://127.0.0.1:9"'), 3],
    ["TLS", good.replace(", ca: ./tls.pem", ""), 3],
    ["HTTP", good.replace("/getexchangemitigations", "/nothing"), 3],
    ["body", good.replace("ca: ./tls.pem", "ca: ./tls.pem, maxBytes: 100"), 4],
  ];
  for (const [layer, text, status] of cases) {
    await writeFile(path, text);
    const { stdout, stderr, ...ran } = await world.run("test-connectivity");
    const lines = stdout.trimEnd().split("\n");
    expect([layer, ran.status]).toEqual([layer, status]);
    expect(lines[0]).toBe("Result: Failed.");
    expect(lines[1]).toMatch(/^Message: Unable to connect to the Mitigation Service endpoint from this computer\./);
    expect(lines.at(-1)).toMatch(new RegExp(`^failed +${layer} `));
    expect(stderr).toMatch(/^stopgap: [A-Z_]+: [^\n]+; [^\n]+\n$/);
  }
  await writeFile(path, good);
  const { stdout, status } = await world.run("test-connectivity");
  expect(status).toBe(0);
  expect(stdout.split("\n").slice(0, 2)).toEqual([
    "Result: Success.",
    "Message: The Mitigation Service endpoint is accessible from this computer.",
  ]);
});
