import { createMemoryHost, type MemoryHostOptions, pluginLaws } from "@stopgap/core/testing";
import { describe, expect, it } from "vitest";
import nginx from "./index.js";
import { parameters } from "./parameters.js";

const accepts = ['<block pattern="^/owa/.*\\.json"/>', '<block pattern="a&quot;b"/><block pattern="c\\d"/>'];
const refuses = ["", "<block/>", '<block pattern=""/>', '<block pattern="a&#10;b"/>', '<block pattern="a" more="x"/>'];

/** Takes every configuration but one that has `refused` in it. */
const run: MemoryHostOptions["run"] = (_program, args, host) => {
  const texts = [...host.snapshot().values()].map((bytes) => Buffer.from(bytes).toString());
  const isRefused = args.includes("-t") && texts.some((text) => text.includes("refused"));
  return { code: isRefused ? 1 : 0, stdout: "include /etc/nginx/stopgap.d/*.conf;", stderr: isRefused ? "no" : "" };
};

describe("the NginxBlock type keeps the laws", () => {
  it.each(pluginLaws(nginx, { accepts, refuses }, { kind: "linux", run }))("$name", (law) => law.run());
});

describe("nginx", () => {
  it("that refuses the file leaves nothing behind", async () => {
    const memory = createMemoryHost({ kind: "linux", run });
    await expect(nginx.apply(["refused"], memory.open())).rejects.toMatchObject({ code: "NGINX_REFUSED" });
    expect([...memory.snapshot()]).toEqual([]);
  });

  it("without the include is named as what is missing", async () => {
    const bare = createMemoryHost({ kind: "linux", run: () => ({ code: 0, stdout: "http {}", stderr: "" }) });
    expect(await nginx.prerequisites?.(bare.open())).toEqual([expect.stringContaining("include /etc/nginx/stopgap.d")]);
  });

  it("gets patterns quoted, so that none ends its own line", async () => {
    const memory = createMemoryHost({ kind: "linux", run });
    await nginx.apply(['a"; } x \\'], memory.open());
    const text = [...memory.snapshot()]
      .filter(([path]) => path.endsWith(".conf"))
      .map(([, bytes]) => Buffer.from(bytes));
    expect(String(text[0])).toContain('if ($request_uri ~ "a\\"; } x \\\\") {');
  });

  it("is asked for each pattern once", () => {
    const elements = ["a", "a"].map((pattern) => ({ name: "block", attributes: { pattern }, text: "", elements: [] }));
    expect(parameters.parse({ text: "", elements })).toEqual(["a"]);
  });
});
