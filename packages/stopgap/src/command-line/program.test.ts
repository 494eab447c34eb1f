import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { catalogue, StopgapError } from "@stopgap/core";
import { PluginError } from "@stopgap/core/plugin";
import type { Command } from "commander";
import { afterAll, describe, expect, it } from "vitest";
import { runWords } from "../../testing/command-world.js";
import { errorLine } from "../commands/error-line.js";
import { moment } from "../commands/moment.js";
import { starterConfiguration } from "../configuration/starter-configuration.js";
import { colours } from "../output/colours.js";
import { completionScript, shells } from "../output/completion-script.js";
import { createProgram } from "./program.js";

const folder = mkdtempSync(join(tmpdir(), "stopgap-program-"));
afterAll(() => rmSync(folder, { recursive: true }));

const context = {
  terminal: { write: () => undefined, note: () => undefined, width: 80, colours: colours(false) },
  now: () => new Date(),
  untilStopped: () => AbortSignal.abort(),
  end: () => undefined,
};

function everyCommand(command: Command): readonly Command[] {
  return [command, ...command.commands.flatMap(everyCommand)];
}

describe("help", () => {
  const commands = everyCommand(createProgram(context)).filter((command) => command.name() !== "help");
  const pathOf = (command: Command): string[] => (command.parent ? [...pathOf(command.parent), command.name()] : []);

  it.each(commands.map((command) => [pathOf(command)]))(
    "of %j has examples that parse and the global options",
    async (path) => {
      const ran = await runWords([...path, "--help"]);
      expect(ran).toMatchObject({ status: 0, error: "" });
      expect(ran.out).toContain("\nExamples:\n  $ stopgap ");
      for (const option of ["--config", "--json", "--verbose", "--version"]) expect(ran.out).toContain(option);
    },
  );

  it("shows only commands that there are in examples", () => {
    const known = new Set(commands.map((command) => pathOf(command).join(" ")));
    for (const command of commands) {
      let help = "";
      command.configureOutput({ writeOut: (text) => (help += text) }).outputHelp();
      const examples = [...help.matchAll(/\$ stopgap ([a-z-]+)(?: ([a-z]+))?/g)];
      expect(examples.length).toBeGreaterThan(0);
      for (const [, first = "", second = ""] of examples) {
        expect(known.has(`${first} ${second}`) || known.has(first)).toBe(true);
      }
    }
  });
});

describe("usage errors are one line and status 2", () => {
  it.each([
    [["frobnicate"], "unknown command 'frobnicate'"],
    [["chekc"], "did you mean check?"],
    [["get", "--serverr", "x"], "did you mean --server?"],
    [["block"], "missing required argument 'id'"],
    [["get", "surplus"], "too many arguments"],
    [["simulate"], "required option '--url <url>' not specified"],
    [["completion", "tcsh"], "Allowed choices are bash, zsh, fish, powershell"],
  ])("%j", async (words, part) => {
    const ran = await runWords(words);
    expect(ran.status).toBe(2);
    expect(ran.out).toBe("");
    expect(ran.error).toMatch(/^stopgap: USAGE: [^\n]+; [^\n]+\n$/);
    expect(ran.error).toContain(part);
  });

  it("a missing command is one line too", async () => {
    const ran = await runWords([]);
    expect(ran.status).toBe(2);
    expect(ran.error).toMatch(/stopgap: USAGE: a command is missing; see stopgap --help\n$/);
  });

  it("the version", async () => {
    expect(await runWords(["--version"])).toMatchObject({ status: 0, out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
  });

  it("global options stand before or after the command", async () => {
    for (const words of [
      ["--config", "/no/such.yaml", "get"],
      ["get", "--config", "/no/such.yaml"],
    ]) {
      expect(await runWords(words)).toMatchObject({ status: 2, error: expect.stringContaining("/no/such.yaml") });
    }
  });

  it("--verbose adds the stack, and only then", async () => {
    expect((await runWords(["get", "--config", "/no/such.yaml"])).error).not.toContain("    at ");
    expect((await runWords(["get", "--config", "/no/such.yaml", "--verbose"])).error).toContain("    at ");
  });
});

describe("an error", () => {
  const statuses: Readonly<Record<string, number>> = {
    usage: 2,
    configuration: 2,
    plugin: 2,
    fetch: 3,
    verify: 4,
    decide: 1,
    apply: 1,
    host: 1,
    log: 5,
  };

  it.each(Object.entries(catalogue))("%s is one line with the status of its stage", (code, { stage, remedy }) => {
    const { line, status } = errorLine(new StopgapError(code as keyof typeof catalogue, "what\nhappened\u001b[2J."));
    expect(line).toBe(`stopgap: ${code}: what happened [2J; ${remedy}`);
    expect(status).toBe(statuses[stage]);
  });

  it("of a plugin, and a bug", () => {
    expect(errorLine(new PluginError("ODD", "it is odd"))).toMatchObject({
      line: expect.stringMatching(/^stopgap: ODD: it is odd; /),
      status: 1,
    });
    expect(errorLine(new TypeError("x is not a function"))).toMatchObject({
      line: expect.stringMatching(/^stopgap: UNEXPECTED: /),
      status: 1,
    });
  });
});

describe("a time on the command line", () => {
  const now = new Date("2026-11-21T18:00:00.000Z");
  it.each([
    ["2026-11-21", "2026-11-21T00:00:00.000Z"],
    ["2026-11-21T10:00", "2026-11-21T10:00:00.000Z"],
    ["2026-11-21 10:00:30", "2026-11-21T10:00:30.000Z"],
    ["2026-11-21T10:00:00+02:00", "2026-11-21T08:00:00.000Z"],
    ["24h", "2026-11-20T18:00:00.000Z"],
  ])("%s", (text, iso) => {
    expect(moment("--since", text, now, "past")).toBe(iso);
  });
  it("counts forward for what is to end", () => {
    expect(moment("--until", "2h", now, "future")).toBe("2026-11-21T20:00:00.000Z");
  });
  it.each(["yesterday", "2026-13-40", "21.11.2026", ""])("%j is none", (text) => {
    expect(() => moment("--since", text, now, "past")).toThrow("--since takes a time");
  });
});

describe("config", () => {
  it("init writes a file, and its folder, that check finds good, once its certificate is there; it is never overwritten", async () => {
    const file = join(folder, "etc/stopgap/stopgap.yaml");
    expect(await runWords(["config", "init", file])).toMatchObject({ status: 0 });
    expect(readFileSync(file, "utf8")).toBe(starterConfiguration);
    expect(await runWords(["config", "init", file])).toMatchObject({
      status: 2,
      error: expect.stringContaining("there already"),
    });
    const ran = await runWords(["config", "check", "--config", file, "--json"]);
    expect(ran.status).toBe(2);
    expect(JSON.parse(ran.out).problems).toMatchObject([
      { message: expect.stringContaining("feed-root.pem, which does not exist") },
    ]);
  });

  it("every key that init comments out is right too", async () => {
    const { checkDocument } = await import("../configuration/check-document.js");
    const { parseDocument } = await import("../configuration/parse-document.js");
    const whole = starterConfiguration.replace(/^( *)# (?=[a-zA-Z]+:[ ])/gm, "$1");
    expect(whole).not.toBe(starterConfiguration);
    const parsed = parseDocument(whole);
    if (!parsed.ok) throw new Error(parsed.problem.message);
    expect(checkDocument(parsed.document, folder)).toMatchObject({ ok: true });
  });

  it("check lists every problem with its line", async () => {
    const file = join(folder, "bad.yaml");
    writeFileSync(
      file,
      "server: { name: A, product: B, build: 1.2.3.4 }\nfeed:\n  ulr: https://x/\ntrust: { roots: [], issuer: C }\n",
    );
    const ran = await runWords(["config", "check", "--config", file]);
    expect(ran.status).toBe(2);
    expect(ran.out).toContain("line 3: feed.ulr is not a known key; did you mean feed.url?\n");
    expect(ran.out).toContain("line 4: trust.roots must name at least one PEM file");
  });
});

describe("completion", () => {
  const scriptOf = async (shell: string) => (await runWords(["completion", shell])).out;
  const bash = async (...words: string[]) => {
    const file = join(folder, "completion.bash");
    writeFileSync(file, await scriptOf("bash"));
    const typed = words.map((word) => `"${word}"`).join(" ");
    const command = `source ${file}; COMP_WORDS=(stopgap ${typed}); COMP_CWORD=${words.length}; _stopgap; echo "\${COMPREPLY[*]}"`;
    return execFileSync("bash", ["-c", command], { encoding: "utf8" }).trim().split(" ");
  };

  it("offers commands, subcommands and options in bash", async () => {
    expect(await bash("au")).toEqual(["audit"]);
    expect(await bash("audit", "re")).toEqual(["replay"]);
    expect(await bash("set", "server", "X", "--mitigations-e")).toEqual(["--mitigations-enabled"]);
    expect(await bash("--json", "block", "--un")).toEqual(["--until"]);
    expect(await bash("completion", "po")).toEqual(["powershell"]);
    expect(await bash("run", "--win")).toEqual([""]);
  });

  it.each(shells)("knows every command in %s", async (shell) => {
    const script = await scriptOf(shell);
    for (const word of ["check", "audit", "keygen", "--mitigations-blocked", "--export-csv"]) {
      expect(script).toContain(shell === "fish" ? word.replace("--", "") : word);
    }
  });

  it("keeps quotes of a summary out of the script", () => {
    const tree = {
      name: "x",
      summary: "",
      options: [],
      choices: [],
      commands: [{ name: "y", summary: "it's `$(rm)`", options: [], choices: [], commands: [] }],
    };
    for (const shell of shells) expect(completionScript(shell, tree)).not.toContain("$(rm)");
  });
});
