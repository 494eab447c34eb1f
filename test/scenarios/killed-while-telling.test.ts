import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { afterEach, expect, it } from "vitest";
import { feed, inbound, ping, pool } from "../kit/feeds.js";
import { makeWorld, type World } from "../kit/world.js";

const program = fileURLToPath(new URL("../../packages/stopgap/dist/main.js", import.meta.url));
let world: World;
const closing: (() => void)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) close();
  await world.end();
});

/** Takes every post, notes its id, and then does what `first` says before it answers. */
async function receiver() {
  const ids: string[] = [];
  const does: { first: () => void } = { first: () => undefined };
  const server = createServer((request, answer) => {
    request.resume();
    request.on("end", () => {
      ids.push(String(request.headers["webhook-id"]));
      does.first();
      answer.writeHead(204).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closing.push(() => server.close());
  return { ids, does, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook` };
}

it("loses nothing where the program is killed while it tells, the first time too, and doubles the one at hand only", async () => {
  const { ids, does, url } = await receiver();
  world = await makeWorld({ more: `notify: [{ on: [applied], webhook: { url: "${url}", secretFile: ./tls.pem } }]\n` });
  await world.publish(feed(1, ping, inbound.replaceAll("15.2.1118.19", "15.2.9999.0"), pool));
  const kills = 2;
  for (let kill = 0; kill < kills; kill += 1) {
    const child = spawn(process.execPath, [program, "check"], { cwd: world.directory, stdio: "ignore" });
    does.first = () => child.kill("SIGKILL");
    await once(child, "close");
    expect(child.signalCode).toBe("SIGKILL");
  }
  does.first = () => undefined;
  expect(await world.run("check")).toMatchObject({ status: 0 });
  const events = (await world.run("log", "--type", "Applied", "--json")).json<{ hash: string }[]>();
  const wanted = events.map(({ hash }) => hash);
  expect(wanted).toHaveLength(3);
  // Each kill came after a notice had arrived and before that was kept: that one comes again.
  expect([...new Set(ids)]).toEqual(wanted);
  expect(ids.length).toBe(wanted.length + kills);
});
