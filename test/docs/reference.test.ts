import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { root } from "./code-blocks.js";

const run = promisify(execFile);

it("the API reference builds without a warning", async () => {
  const typedoc = join(root, "node_modules/typedoc/bin/typedoc");
  const built = run(process.execPath, [typedoc, "--emit", "none", "--pretty", "false"], { cwd: root });
  expect(
    await built.then(
      () => "",
      (error) => `${error.stdout}${error.stderr}`,
    ),
  ).toBe("");
});
