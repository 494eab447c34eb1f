import { execFileSync } from "node:child_process";
import {
  chmod,
  link,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  symlink,
  unlink,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Host } from "../plugin/host.js";
import { openSandboxHost } from "./sandbox-host.js";

let base = "";
let root = "";
let host: Host;
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

function open(signal = new AbortController().signal): Host {
  return openSandboxHost(root, { now: () => new Date(0), log: () => {}, signal });
}

beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), "sandbox-"));
  root = join(base, "server");
  await mkdir(join(root, "C/inetpub/wwwRoot"), { recursive: true });
  await writeFile(join(root, "C/inetpub/wwwRoot/Web.config"), "web");
  await writeFile(join(root, "services.json"), "{}");
  await writeFile(join(base, "secret"), "outside");
  host = open();
});

afterEach(async () => {
  await rm(base, { recursive: true });
});

const refused = [
  "C:\\inetpub\\..\\..\\..\\secret",
  "C:\\..\\..\\secret",
  "..\\secret",
  "../secret",
  "..",
  ".",
  "",
  "C:",
  "C:\\",
  "C:secret",
  "C",
  "\\secret",
  "/etc/passwd",
  "folder\\services.json",
  "\\\\server\\share\\x",
  "//server/share/x",
  "\\/server\\share",
  "\\\\?\\C:\\x",
  "\\\\.\\PhysicalDrive0",
  "C:\\inetpub\\CON",
  "C:\\inetpub\\nul.txt",
  "C:\\COM1\\x",
  "C:\\lpt¹.log",
  "NUL",
  "C:\\x.txt:stream",
  "C:\\inetpub::$INDEX_ALLOCATION\\x",
  "services.json:x",
  "C:\\a\0b",
  "C:\\a\nb",
  "C:\\web.config.",
  "C:\\web.config ",
  "C:\\folder. \\x",
  "C:\\...\\x",
  "C:\\a*b",
  "C:\\a<b",
  "C:\\\ud800",
  `C:\\${"x".repeat(5000)}`,
];

describe("paths", () => {
  it.each(refused)("refuses %j, reading and writing", async (path) => {
    await expect(host.readFile(path)).rejects.toMatchObject({ code: "HOST_PATH_REFUSED" });
    await expect(host.writeFile(path, bytes("x"))).rejects.toMatchObject({ code: "HOST_PATH_REFUSED" });
    await expect(host.writeFile(path, null)).rejects.toMatchObject({ code: "HOST_PATH_REFUSED" });
  });

  it.each([
    "C:\\inetpub\\wwwroot\\web.config",
    "c:/INETPUB/wwwroot/WEB.CONFIG",
    "C:\\\\inetpub\\.\\wwwRoot/Web.config",
  ])("finds %s whatever its case and slashes", async (path) => {
    expect(await host.readFile(path)).toEqual(bytes("web"));
  });

  it("writes to the file that is there, in its own spelling", async () => {
    await host.writeFile("C:\\INETPUB\\WWWROOT\\WEB.CONFIG", bytes("new"));
    expect(await readdir(join(root, "C/inetpub/wwwRoot"))).toEqual(["Web.config"]);
    expect(await readFile(join(root, "C/inetpub/wwwRoot/Web.config"), "utf8")).toBe("new");
  });

  it("prefers the exact name where two differ only by case", async () => {
    await writeFile(join(root, "C/a"), "lower");
    await writeFile(join(root, "C/A"), "upper");
    expect(await host.readFile("C:\\a")).toEqual(bytes("lower"));
    expect(await host.readFile("C:\\A")).toEqual(bytes("upper"));
  });

  it("takes no letter from outside ASCII for one inside it", async () => {
    await writeFile(join(root, "C/kelvin"), "x");
    expect(await host.readFile("C:\\\u212aelvin")).toBeNull();
  });

  it("has null for what is not there, and makes the folders above what is written", async () => {
    expect(await host.readFile("C:\\no\\such.txt")).toBeNull();
    expect(await host.readFile("C:\\inetpub\\wwwRoot\\Web.config\\below")).toBeNull();
    await host.writeFile("C:\\no\\such.txt", null);
    expect(await readdir(join(root, "C"))).toEqual(["inetpub"]);
    await host.writeFile("D:\\new\\folder\\file.txt", bytes("x"));
    expect(await readFile(join(root, "D/new/folder/file.txt"), "utf8")).toBe("x");
  });

  it("refuses a folder where a file is meant, and a file where a folder is", async () => {
    await expect(host.readFile("C:\\inetpub")).rejects.toMatchObject({ code: "HOST_PATH_REFUSED" });
    await expect(host.writeFile("C:\\inetpub", bytes("x"))).rejects.toMatchObject({ code: "HOST_PATH_REFUSED" });
    await expect(host.writeFile("C:\\inetpub\\wwwRoot\\Web.config\\x", bytes("x"))).rejects.toMatchObject({
      code: "HOST_PATH_REFUSED",
    });
  });

  it("stays below its root whatever path it is given", async () => {
    const part = fc.constantFrom(
      "..",
      ".",
      "C",
      "C:",
      "inetpub",
      "\\",
      "/",
      "secret",
      "\\\\",
      "?",
      "x",
      " ",
      "link",
      ":",
    );
    const paths = fc.oneof(
      fc.array(part, { maxLength: 8 }).map((parts) => parts.join("")),
      fc.string(),
    );
    await symlink(base, join(root, "C/link"));
    await fc.assert(
      fc.asyncProperty(paths, async (path) => {
        await host.writeFile(path, bytes("overwritten")).catch(() => {});
        const seen = await host.readFile(path).catch(() => null);
        expect(seen === null || Buffer.from(seen).toString() !== "outside").toBe(true);
        expect(await readFile(join(base, "secret"), "utf8")).toBe("outside");
        expect((await readdir(base)).toSorted()).toEqual(["secret", "server"]);
      }),
      { numRuns: 200 },
    );
  });
});

describe("links", () => {
  it.each([
    ["a file", "secret", "C:\\link"],
    ["a folder", ".", "C:\\link\\secret"],
    ["a dangling name", "not-there", "C:\\link"],
    ["itself", "server/C/link", "C:\\link"],
  ])("refuses one to %s", async (_, target, path) => {
    await symlink(join(base, target), join(root, "C/link"));
    await expect(host.readFile(path)).rejects.toMatchObject({ code: "HOST_PATH_REFUSED" });
    await expect(host.writeFile(path, bytes("x"))).rejects.toMatchObject({ code: "HOST_PATH_REFUSED" });
    await expect(host.writeFile(path, null)).rejects.toMatchObject({ code: "HOST_PATH_REFUSED" });
    expect((await readdir(base)).toSorted()).toEqual(["secret", "server"]);
    expect(await readFile(join(base, "secret"), "utf8")).toBe("outside");
  });

  it("refuses one that is found in another case, and one at the root", async () => {
    await symlink(join(base, "secret"), join(root, "C/Link"));
    await expect(host.readFile("C:\\LINK")).rejects.toMatchObject({ code: "HOST_PATH_REFUSED" });
    await symlink(join(base, "secret"), join(root, "app-pools.json"));
    await expect(host.readFile("app-pools.json")).rejects.toMatchObject({ code: "HOST_PATH_REFUSED" });
    await symlink(base, join(root, "D"));
    await expect(host.readFile("D:\\secret")).rejects.toMatchObject({ code: "HOST_PATH_REFUSED" });
  });

  it("takes a root that is itself reached by a link", async () => {
    await symlink(root, join(base, "alias"));
    const context = { now: () => new Date(), log: () => {}, signal: new AbortController().signal };
    expect(await openSandboxHost(join(base, "alias"), context).readFile("services.json")).toEqual(bytes("{}"));
  });

  it("is not led out by one that takes a folder's place while it works", async () => {
    await mkdir(join(root, "C/kept"));
    let done = false;
    const place = join(root, "C/kept");
    const swap = async (): Promise<void> => {
      await rm(join(root, "C/away"), { recursive: true, force: true });
      await rename(place, join(root, "C/away"));
      await symlink(base, place);
      await unlink(place);
      await rename(join(root, "C/away"), place);
    };
    const swapping = (async () => {
      // A step fails where the host has made the folder anew.
      while (!done) await swap().catch(() => {});
    })();
    for (let i = 0; i < 100; i++) {
      await host.writeFile("C:\\kept\\secret", bytes("overwritten")).catch(() => {});
      const seen = await host.readFile("C:\\kept\\secret").catch(() => null);
      expect(seen === null || Buffer.from(seen).toString()).not.toBe("outside");
      expect(await readFile(join(base, "secret"), "utf8")).toBe("outside");
    }
    done = true;
    await swapping;
  });

  it("does not write through a second name of a file", async () => {
    await link(join(base, "secret"), join(root, "C/hard"));
    await host.writeFile("C:\\hard", bytes("x"));
    expect(await readFile(join(base, "secret"), "utf8")).toBe("outside");
  });

  it("does not wait at a pipe", async () => {
    execFileSync("mkfifo", [join(root, "C/pipe")]);
    await expect(host.readFile("C:\\pipe")).rejects.toMatchObject({ code: "HOST_PATH_REFUSED" });
  });
});

describe("writing", () => {
  it("keeps the mode and leaves nothing else behind", async () => {
    await chmod(join(root, "services.json"), 0o640);
    await host.writeFile("services.json", bytes("new"));
    expect((await stat(join(root, "services.json"))).mode & 0o777).toBe(0o640);
    expect((await readdir(root)).toSorted()).toEqual(["C", "services.json"]);
  });

  it("takes away what a crash left of an earlier write", async () => {
    await writeFile(join(root, ".services.json.stopgap-0123456789ab-1.tmp"), "half");
    await host.writeFile("services.json", bytes("new"));
    expect((await readdir(root)).toSorted()).toEqual(["C", "services.json"]);
  });

  it("removes with null", async () => {
    await host.writeFile("services.json", null);
    expect(await readdir(root)).toEqual(["C"]);
  });

  it("gives a reader the whole old or the whole new file", async () => {
    const [a, b] = [bytes("a".repeat(100_000)), bytes("b".repeat(100_000))];
    await host.writeFile("C:\\big", a);
    const writes = (async () => {
      for (let i = 0; i < 20; i++) await host.writeFile("C:\\big", i % 2 === 0 ? b : a);
    })();
    for (let i = 0; i < 20; i++) {
      const seen = Buffer.from((await host.readFile("C:\\big")) ?? []);
      expect(seen.equals(a) || seen.equals(b)).toBe(true);
    }
    await writes;
  });
});

describe("calls", () => {
  it("runs no programs", async () => {
    await expect(host.run("/bin/true", [])).rejects.toMatchObject({ code: "HOST_RUN_REFUSED" });
  });

  it("rejects everything once aborted", async () => {
    const controller = new AbortController();
    const aborted = open(controller.signal);
    const reason = new Error("deadline");
    const running = aborted.writeFile("services.json", bytes("late"));
    controller.abort(reason);
    await expect(running).rejects.toBe(reason);
    await expect(aborted.readFile("services.json")).rejects.toBe(reason);
    await expect(aborted.writeFile("services.json", null)).rejects.toBe(reason);
    await expect(aborted.run("x", [])).rejects.toBe(reason);
    expect(await readFile(join(root, "services.json"), "utf8")).toBe("{}");
  });
});
