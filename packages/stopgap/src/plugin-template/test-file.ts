export function testFile(): string {
  return `import { deepEqual, rejects } from "node:assert/strict";
import { test } from "node:test";
import { createMemoryHost, type MemoryHost, pluginLaws } from "@stopgap/core/testing";
import plugin, { laws } from "./index.js";

for (const { name, run } of pluginLaws(plugin, laws, laws)) test(name, run);

function texts(memory: MemoryHost): Record<string, string> {
  const files = [...memory.snapshot()].map(([path, bytes]) => [path, Buffer.from(bytes).toString("latin1")]);
  return Object.fromEntries(files);
}

test("two actions may be taken back in any order", async () => {
  const memory = createMemoryHost(laws);
  const host = memory.open();
  const before = texts(memory);
  const [one, other] = [["first = off\\n"], ["second = off\\n"]];
  const undoOne = await plugin.capture(one, host);
  await plugin.apply(one, host);
  const undoOther = await plugin.capture(other, host);
  await plugin.apply(other, host);
  await plugin.revert(one, undoOne, host);
  await plugin.revert(other, undoOther, host);
  deepEqual(texts(memory), before);
});

test("a settings file that is missing is not made", async () => {
  const host = createMemoryHost().open();
  deepEqual((await plugin.prerequisites?.(host))?.length, 1);
  await rejects(async () => await plugin.apply(["first = off\\n"], host), { code: "SETTINGS_FILE_MISSING" });
});
`;
}
