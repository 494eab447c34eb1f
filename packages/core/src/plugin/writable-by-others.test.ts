import { chmod, chown, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { withItsFolder, writableByOthers } from "./writable-by-others.js";

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "stopgap-rights-"));
  file = join(folder, "file");
  await writeFile(file, "");
  vi.spyOn(process, "getuid").mockReturnValue(0);
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rm(folder, { recursive: true, force: true });
});

it("nothing is said of what only its owner may change", async () => {
  expect(await writableByOthers(withItsFolder(file))).toBeNull();
});

it("a file and a folder that everybody may change are told, with their mode", async () => {
  await chmod(file, 0o646);
  expect(await writableByOthers(withItsFolder(file))).toBe(`everybody may write to ${file} (mode 646)`);
  await chmod(file, 0o644);
  await chmod(folder, 0o777);
  expect(await writableByOthers(withItsFolder(file))).toBe(`everybody may write to ${folder} (mode 777)`);
});

it("a folder like /tmp, in which nobody replaces what is another's, is fine", async () => {
  const shared = join(folder, "tmp");
  await mkdir(shared);
  await chmod(shared, 0o1777);
  expect(await writableByOthers([shared])).toBeNull();
});

it.runIf(process.getuid?.() === 0)("a group's right counts, but for the group of root", async () => {
  await chmod(file, 0o664);
  expect(await writableByOthers([file])).toBeNull();
  await chown(file, 0, 4321);
  await chmod(file, 0o664);
  expect(await writableByOthers([file])).toBe(`the group 4321 may write to ${file} (mode 664)`);
});

it("nothing is asked where the program is not root: it is as strong as its user", async () => {
  vi.spyOn(process, "getuid").mockReturnValue(1000);
  await chmod(file, 0o666);
  expect(await writableByOthers([file])).toBeNull();
});
