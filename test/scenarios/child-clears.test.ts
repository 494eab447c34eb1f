import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { feed, inbound, ping } from "../kit/feeds.js";
import { makeWorld, type World } from "../kit/world.js";

let world: World;
afterEach(() => world.end());

it("a child configuration that clears a rule is named in check, explain and health", async () => {
  world = await makeWorld();
  const { run, publish, directory } = world;
  const owa = join(directory, "server/C/Program Files/Microsoft/Exchange Server/V15/FrontEnd/HttpProxy/owa/web.config");
  const text = await readFile(owa, "utf8");
  await writeFile(owa, text.replace("<httpProtocol>", "<rewrite><rules><clear /></rules></rewrite><httpProtocol>"));
  await publish(feed(1, ping, inbound));
  for (const words of [["explain", "M1"], ["check"], ["check", "--json"], ["explain", "M1"], ["health"]]) {
    const ran = await run(...words);
    expect(ran.stdout.replaceAll("\\\\", "\\"), words.join(" ")).toContain("FrontEnd\\HttpProxy\\owa\\web.config");
    expect(ran.status).toBe(words[0] === "health" ? 1 : 0);
  }
});
