import { spawn } from "node:child_process";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, it } from "vitest";

const program = fileURLToPath(new URL("../../packages/stopgap/dist/main.js", import.meta.url));

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "stopgap-demo-"));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

it("demo shows the files that changed, goes past the environment's proxy and leaves a folder that works", async () => {
  const demo = await run("demo", "--dir", "trial");
  expect(demo.status).toBe(0);
  const listed = /What changed in it:\n((?: {2}\S.*\n)+)/.exec(demo.stdout)?.[1] ?? "";
  const files = listed
    .trimEnd()
    .split("\n")
    .map((line) => line.trim());
  expect(files).toContain("server/C/inetpub/wwwroot/web.config");
  expect(files.length).toBeGreaterThan(1);
  const names = await readdir(join(directory, "trial/server"), { recursive: true });
  for (const file of files) expect(names.map((name) => join("server", name))).toContain(file);
  expect(await readFile(join(directory, "trial/stopgap.yaml"), "utf8")).toContain("url: file:");
  const checked = await run("--config", "trial/stopgap.yaml", "check");
  expect(checked).toMatchObject({ status: 0, stderr: "" });
});

function run(...words: string[]): Promise<{ status: number | null; stdout: string; stderr: string }> {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, HTTPS_PROXY: "http://127.0.0.1:9", https_proxy: "http://127.0.0.1:9", NO_PROXY: "" };
    const child = spawn(process.execPath, [program, ...words], { cwd: directory, env });
    let stdout = "";
    let stderr = "";
    child.stdout.on("data", (text) => {
      stdout += text;
    });
    child.stderr.on("data", (text) => {
      stderr += text;
    });
    child.on("error", reject);
    child.on("close", (status) => resolve({ status, stdout, stderr }));
  });
}
