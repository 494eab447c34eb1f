import { writeFile } from "node:fs/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type CommandWorld, makeCommandWorld, worldFeed } from "../../testing/command-world.js";

let world: CommandWorld;
beforeAll(async () => {
  world = await makeCommandWorld();
  await world.publish(worldFeed(1));
  await writeFile(
    world.path("stopgap.db"),
    "this is no database, and long enough that nobody takes it for an empty one",
  );
});
afterAll(() => world.end());

it("a log that cannot be read is HealthChecker's red row, ours, and one line: 5", async () => {
  const ran = await world.run("health", "--json");
  expect(JSON.parse(ran.out)).toEqual([
    { name: "Exchange Emergency Mitigation Service", details: "Failed to query config", color: "Red" },
    { name: null, details: "More Information: https://aka.ms/HC-EEMS", color: "Red" },
    { name: "Event log", details: expect.stringMatching(/^LOG_DAMAGED: /), color: "Red" },
  ]);
  expect(ran.status).toBe(5);
  expect(ran.error).toMatch(/^stopgap: LOG_DAMAGED: [^\n]+; [^\n]+\n$/);
  const text = await world.run("health");
  expect(text.out).toContain("act   Exchange Emergency Mitigation Service: Failed to query config\n");
});
