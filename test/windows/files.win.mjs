import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { after, before, describe, it } from "node:test";
import { openHost } from "./on-windows.mjs";

const folder = "C:\\stopgap\\files";
const path = `${folder}\\web.config`;
const bytes = (text) => new TextEncoder().encode(text);

/** Another process that holds the file for itself until it is told to let go. */
async function holdFile() {
  const marker = `${folder}\\held`;
  const release = `${folder}\\release`;
  const holder = spawn("C:\\stopgap\\hold-file.exe", [path, marker, release], { stdio: "ignore" });
  while (!readdirSync(folder).includes("held")) await new Promise((resolve) => setTimeout(resolve, 10));
  return {
    letGo: () => writeFileSync(release, ""),
    ended: new Promise((resolve) => holder.on("exit", resolve)),
  };
}

describe("files on Windows", () => {
  before(() => {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it("are read, replaced and removed, in any case and with either slash", async () => {
    await openHost().writeFile(path, bytes("old"));
    await openHost().writeFile("c:/STOPGAP/files/WEB.CONFIG", bytes("new"));
    assert.deepEqual(await openHost().readFile(path), bytes("new"));
    assert.deepEqual(readdirSync(folder), ["web.config"]);
    await openHost().writeFile(path, null);
    assert.equal(await openHost().readFile(path), null);
  });

  it("that another process holds are waited for", async () => {
    writeFileSync(path, "old");
    const holder = await holdFile();
    assert.throws(() => readFileSync(path), { code: /EBUSY|EPERM|EACCES/ });
    writeFileSync(`${folder}\\plain`, "plain");
    assert.throws(() => renameSync(`${folder}\\plain`, path), { code: /EBUSY|EPERM|EACCES/ });
    rmSync(`${folder}\\plain`);
    const writing = openHost().writeFile(path, bytes("new"));
    holder.letGo();
    await writing;
    assert.equal(readFileSync(path, "utf8"), "new");
    await holder.ended;
    rmSync(`${folder}\\held`);
    rmSync(`${folder}\\release`);
    assert.deepEqual(readdirSync(folder), ["web.config"]);
  });

  it("that are read-only are replaced, and stay read-only", async () => {
    const marked = `${folder}\\marked.config`;
    writeFileSync(marked, "old");
    chmodSync(marked, 0o444);
    await openHost().writeFile(marked, bytes("new"));
    assert.equal(readFileSync(marked, "utf8"), "new");
    assert.equal(statSync(marked).mode & 0o222, 0);
    await openHost().writeFile(marked, null);
    assert.equal(existsSync(marked), false);
  });

  it("that stay held are given up with the signal, and left as they were", async () => {
    writeFileSync(path, "old");
    const holder = await holdFile();
    const controller = new AbortController();
    const writing = openHost(controller.signal).writeFile(path, bytes("new"));
    controller.abort(new Error("deadline"));
    await assert.rejects(writing, { message: "deadline" });
    holder.letGo();
    await holder.ended;
    assert.equal(readFileSync(path, "utf8"), "old");
  });

  for (const refused of [
    "\\\\server\\share\\x",
    "\\\\.\\PhysicalDrive0",
    "\\\\?\\C:\\x",
    "C:\\..\\x",
    "C:x",
    "x",
    "C:\\NUL",
    "C:\\x\\CONIN$",
    "C:\\x\\LPT\u00b9.txt",
    "C:\\x.",
    "C:\\x:y",
  ]) {
    it(`are refused by the name ${refused}`, async () => {
      await assert.rejects(openHost().readFile(refused), { code: "HOST_PATH_REFUSED" });
    });
  }
});
