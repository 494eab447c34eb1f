import { createMemoryHost, pluginLaws } from "@stopgap/core/testing";
import { describe, expect, it } from "vitest";
import hostsFile from "./index.js";

const path = "C:\\Windows\\System32\\drivers\\etc\\hosts";
const files = { [path]: "127.0.0.1 localhost\r\n10.0.0.1 intranet # caf\u00e9" };

const accepts = [`<block host="evil.example"/>`, `<Value>\n<block host="a-b.c1.example"/>\n</Value>`];
const refuses = [
  "",
  `<block host="a.example"/><block host="b.example"/>`,
  "<block/>",
  '<block host="no spaces.example"/>',
  '<block host="a.example" more="x"/>',
  "<other/>",
];

describe("the HostsFile type keeps the laws", () => {
  it.each(pluginLaws(hostsFile, { accepts, refuses }, { files }))("$name", ({ run }) => run());
});

describe("the hosts file", () => {
  const text = (host: ReturnType<typeof createMemoryHost>) => Buffer.from(host.read(path) ?? []).toString();

  it("gets the names first, so that they win, and keeps its bytes", async () => {
    const memory = createMemoryHost({ files });
    await hostsFile.apply("evil.example", memory.open());
    expect(text(memory)).toBe(`0.0.0.0 evil.example # stopgap\n${files[path]}`);
  });

  it("comes back whatever is reverted first", async () => {
    const memory = createMemoryHost({ files });
    const [one, other] = ["a.example", "b.example"];
    const host = memory.open();
    const undoOne = await hostsFile.capture(one, host);
    await hostsFile.apply(one, host);
    const undoOther = await hostsFile.capture(other, host);
    await hostsFile.apply(other, host);
    await hostsFile.revert(one, undoOne, host);
    await hostsFile.revert(other, undoOther, host);
    expect(text(memory)).toBe(files[path]);
  });

  it("is not made where there is none", async () => {
    await expect(hostsFile.inspect("a.example", createMemoryHost().open())).rejects.toMatchObject({
      code: "HOSTS_FILE_MISSING",
    });
  });
});
