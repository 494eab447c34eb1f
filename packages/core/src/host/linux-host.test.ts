import { chmod, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openLinuxHost } from "./linux-host.js";

let base = "";
let controller = new AbortController();
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const open = () => openLinuxHost({ now: () => new Date(0), log: () => {}, signal: controller.signal });

beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), "linux-"));
  controller = new AbortController();
});
afterEach(async () => {
  await rm(base, { recursive: true });
});

describe("files", () => {
  it("reads, replaces keeping the mode, and removes", async () => {
    const path = join(base, "hosts");
    await writeFile(path, "old");
    await chmod(path, 0o604);
    await open().writeFile(path, bytes("new"));
    expect(await open().readFile(path)).toEqual(bytes("new"));
    expect((await stat(path)).mode & 0o777).toBe(0o604);
    await open().writeFile(path, null);
    expect(await open().readFile(path)).toBeNull();
    expect(await readdir(base)).toEqual([]);
  });

  it("makes folders, and writes where a link leads", async () => {
    await open().writeFile(join(base, "a/b/c"), bytes("x"));
    await symlink(join(base, "a/b/c"), join(base, "link"));
    await open().writeFile(join(base, "link"), bytes("y"));
    expect(await readFile(join(base, "a/b/c"), "utf8")).toBe("y");
  });

  it.each(["etc/hosts", "/etc/../etc/hosts", "/etc/", "/a\0b", "C:\\x", ""])("refuses %j", async (path) => {
    await expect(open().readFile(path)).rejects.toMatchObject({ code: "HOST_PATH_REFUSED" });
  });

  it("says which file it is where the system refuses", async () => {
    await writeFile(join(base, "file"), "");
    const path = join(base, "file/below");
    await expect(open().writeFile(path, bytes("x"))).rejects.toMatchObject({
      code: "HOST_FILE_FAILED",
      message: expect.stringContaining(path),
    });
  });
});

describe("programs", () => {
  const program = (script: string) => open().run(process.execPath, ["-e", script]);

  it("passes arguments as they are, and gives status and output", async () => {
    const nasty = ["$(id)", "a b", '"', "'", "\n", ";rm", "ä", "*"];
    const script =
      "process.stdout.write(JSON.stringify(process.argv.slice(1)));process.stderr.write('e');process.exitCode=7";
    const result = await open().run(process.execPath, ["-e", script, "--", ...nasty]);
    expect({ ...result, stdout: JSON.parse(result.stdout) }).toEqual({ code: 7, stdout: nasty, stderr: "e" });
  });

  it("drops output past its limit", async () => {
    const { stdout } = await program("process.stdout.write('x'.repeat(6*1024*1024))");
    expect(stdout.length).toBe(4 * 1024 * 1024);
  });

  it.each([
    ["/no/such/program", []],
    ["program\0", []],
    [process.execPath, ["a\0b"]],
  ])("rejects where %j cannot be started", async (name, args) => {
    await expect(open().run(name, args)).rejects.toMatchObject({ code: "HOST_RUN_FAILED" });
  });

  it("kills it and rejects once aborted", async () => {
    const marker = join(base, "started");
    const running = program(
      `require("fs").writeFileSync(${JSON.stringify(marker)}, String(process.pid));setInterval(()=>{},1000)`,
    );
    let pid = 0;
    while (pid === 0) pid = Number(await readFile(marker, "utf8").catch(() => "0"));
    const reason = new Error("deadline");
    controller.abort(reason);
    await expect(running).rejects.toBe(reason);
    const gone = () => {
      try {
        process.kill(pid, 0);
        return false;
      } catch {
        return true;
      }
    };
    while (!gone()) await new Promise((resolve) => setTimeout(resolve, 5));
    await expect(program("")).rejects.toBe(reason);
  });
});
