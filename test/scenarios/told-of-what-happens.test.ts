import { createHmac } from "node:crypto";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { feed, inbound, ping } from "../kit/feeds.js";
import { makeWorld, type World } from "../kit/world.js";

interface Posted {
  readonly id: string;
  readonly type: string;
  readonly signature: string | undefined;
  readonly expected: string;
}

const key = "hunter2-the-webhook-key";

let world: World;
const closing: (() => void)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) close();
  await world.end();
});

/** Somebody who listens, and answers with `status` as it is set. */
async function listener() {
  const posted: Posted[] = [];
  const answers = { status: 204 };
  const server = createServer((request, answer) => {
    let body = "";
    request.setEncoding("utf8");
    request.on("data", (chunk: string) => {
      body += chunk;
    });
    request.on("end", () => {
      if (answers.status < 300) {
        const { id, type } = JSON.parse(body);
        const signed = `${request.headers["webhook-id"]}.${request.headers["webhook-timestamp"]}.${body}`;
        const expected = `v1,${createHmac("sha256", key).update(signed).digest("base64")}`;
        posted.push({ id, type, signature: request.headers["webhook-signature"]?.toString(), expected });
      }
      answer.writeHead(answers.status).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closing.push(() => server.close());
  const { port } = server.address() as AddressInfo;
  return { posted, answers, url: `http://127.0.0.1:${port}/hook?token=hunter3` };
}

async function open(url: string, more = "") {
  world = await makeWorld({
    more: `notify: [{ webhook: { url: "${url}", secretFile: ./hook.key } }]\n${more}`,
  });
  await writeFile(join(world.directory, "hook.key"), `${key}\n`);
  return world;
}

const hashes = async () =>
  (await world.run("audit", "export")).stdout
    .trim()
    .split("\n")
    .map((line): { hash: string; type: string } => JSON.parse(line));

describe("a webhook", () => {
  it("hears of each thing once, signed, also of what happened while it was away", async () => {
    const { posted, answers, url } = await listener();
    const { publish, run } = await open(url);
    await publish(feed(42, ping, inbound));
    answers.status = 503;
    expect((await run("check")).status).toBe(0);
    expect(posted).toEqual([]);
    answers.status = 204;
    await publish(feed(41, ping, inbound));
    expect((await run("check")).status).toBe(4);
    const events = await hashes();
    const told = events.filter(({ type }) => type === "Applied" || type === "Failed").map(({ hash }) => hash);
    expect(posted.map(({ id }) => id)).toEqual(told);
    expect(posted.map(({ type }) => type)).toEqual(["stopgap.applied", "stopgap.applied", "stopgap.refused"]);
    for (const { signature, expected } of posted) expect(signature).toBe(expected);
    expect((await run("check")).status).toBe(4);
    expect(posted).toHaveLength(3);
  });

  it("is tried by the way notices go", async () => {
    const { posted, answers, url } = await listener();
    const { run } = await open(url);
    const good = await run("notify", "test", "--json");
    expect(good.status).toBe(0);
    expect(posted.map(({ type, signature, expected }) => [type, signature === expected])).toEqual([
      ["stopgap.test", true],
    ]);
    answers.status = 500;
    const bad = await run("notify", "test");
    expect(bad.status).toBe(1);
    expect(bad.stdout).toContain("it answered 500");
  });
});

describe("secrets", () => {
  it("appear in no log and on no terminal, whatever fails", async () => {
    const { publish, run, directory } = await open("https://127.0.0.1:1/hook?token=hunter3");
    const yaml = await readFile(join(directory, "stopgap.yaml"), "utf8");
    const proxied = yaml.replace("ca: ./tls.pem", 'ca: ./tls.pem, proxy: "http://user:hunter4@127.0.0.1:1"');
    await writeFile(join(directory, "stopgap.yaml"), proxied);
    await publish(feed(42, ping));
    const ran = [await run("check", "--verbose"), await run("notify", "test"), await run("log"), await run("health")];
    expect(ran[0]?.status).toBe(3);
    const logs = await readdir(join(directory, "logs"));
    const texts = await Promise.all(logs.map((name) => readFile(join(directory, "logs", name), "utf8")));
    const shown = ran.map(({ stdout, stderr }) => stdout + stderr);
    const exported = (await run("audit", "export")).stdout;
    expect(texts.join("")).toContain("webhook https://127.0.0.1:1: the request failed");
    expect([...texts, ...shown, exported].join("\n")).not.toMatch(/hunter/);
  });
});

describe("metrics and diagnostic data", () => {
  it("are a file after each cycle, counted over all of them, and a preview that sends nothing", async () => {
    world = await makeWorld();
    const { publish, run, directory } = world;
    await publish(feed(42, ping, inbound));
    await run("check");
    await run("check");
    const metrics = await readFile(join(directory, "logs", "stopgap.prom"), "utf8");
    expect(metrics).toContain('stopgap_cycles_total{server="Server1",outcome="completed"} 2\n');
    expect(metrics).toContain('stopgap_applied{server="Server1"} 2\n');
    expect(metrics).toContain('stopgap_failures_total{server="Server1",stage="verify"} 0\n');
    const preview = await run("diagnostics", "preview", "--json");
    expect(preview.json<{ applied: string[] }>().applied).toEqual(["PING1", "M1.1.0"]);
    expect(preview.stdout).not.toMatch(/Server1|Contoso/);
    expect((await hashes()).some(({ type }) => type === "DiagnosticsSent")).toBe(false);
  });

  it("plan leaves nothing behind", async () => {
    world = await makeWorld();
    await world.publish(feed(42, ping, inbound));
    expect((await world.run("plan")).status).toBe(0);
    const left = (await readdir(world.directory)).filter((name) => /cursor|outlets|diagnostics/.test(name));
    expect(left).toEqual([]);
  });
});
