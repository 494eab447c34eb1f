import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { openLinuxHost } from "@stopgap/core";
import type { Host } from "@stopgap/core/plugin";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { nginxPlugin } from "../../examples/nginx-plugin/src/index.js";

const host: Host = openLinuxHost({ now: () => new Date(), log: () => {}, signal: new AbortController().signal });
let folder: string;
let port: number;
let plugin: ReturnType<typeof nginxPlugin>;
let server: ReturnType<typeof spawn>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "stopgap-nginx-"));
  port = await freePort();
  await mkdir(join(folder, "stopgap.d"));
  await writeFile(join(folder, "nginx.conf"), configuration("include FOLDER/stopgap.d/*.conf;"));
  plugin = nginxPlugin({ directory: join(folder, "stopgap.d"), options: ["-c", join(folder, "nginx.conf")] });
  server = spawn("nginx", ["-c", join(folder, "nginx.conf"), "-g", "daemon off;"], { stdio: "inherit" });
  await until(async () => (await statusOf("/")) === 200);
});

afterAll(async () => {
  server.kill("SIGQUIT");
  await once(server, "exit");
  await rm(folder, { recursive: true });
});

function configuration(include: string): string {
  return `
    pid FOLDER/nginx.pid;
    error_log FOLDER/error.log;
    events {}
    http {
      access_log off;
      server {
        listen 127.0.0.1:${port};
        ${include}
        location / { return 200 "served"; }
      }
    }`.replaceAll("FOLDER", folder);
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const address = probe.address();
  probe.close();
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

async function statusOf(path: string): Promise<number | null> {
  const headers = { connection: "close" };
  return fetch(`http://127.0.0.1:${port}${path}`, { headers }).then(
    ({ status }) => status,
    () => null,
  );
}

/** nginx reloads on its own time: asks again until it has. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 500; tries += 1) {
    if (await holds()) return;
    await delay(20);
  }
  throw new Error("nginx does not come to it");
}

describe("the nginx plugin on Debian's nginx", () => {
  it("misses nothing where the include is there, and says what is missing where it is not", async () => {
    expect(await plugin.prerequisites?.(host)).toEqual([]);
    const bare = join(folder, "bare.conf");
    await writeFile(bare, configuration(""));
    const other = nginxPlugin({ directory: join(folder, "stopgap.d"), options: ["-c", bare] });
    expect(await other.prerequisites?.(host)).toEqual([expect.stringContaining("include")]);
  });

  it("blocks a request after apply and serves it after revert", async () => {
    const patterns = ["^/owa/.*\\.json(\\?|$)", '"; return 200; #'];
    expect(await plugin.inspect(patterns, host)).toEqual({ state: "absent" });
    const undo = await plugin.capture(patterns, host);
    await plugin.apply(patterns, host);
    expect(await plugin.inspect(patterns, host)).toEqual({ state: "present" });
    await until(async () => (await statusOf("/owa/a.json?x=1")) === 403);
    expect(await statusOf("/owa/a.jsonx")).toBe(200);
    await plugin.revert(patterns, undo, host);
    await until(async () => (await statusOf("/owa/a.json?x=1")) === 200);
    expect(await readdir(join(folder, "stopgap.d"))).toEqual([]);
  });

  it("never lets a pattern go live that nginx refuses", async () => {
    await expect(plugin.apply(["^/a", "(unclosed"], host)).rejects.toMatchObject({ code: "NGINX_REFUSED" });
    expect(await readdir(join(folder, "stopgap.d"))).toEqual([]);
    expect(await statusOf("/a")).toBe(200);
    execFileSync("nginx", ["-c", join(folder, "nginx.conf"), "-t"], { stdio: "ignore" });
  });
});
