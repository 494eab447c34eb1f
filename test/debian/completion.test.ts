import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { runWords } from "../../packages/stopgap/testing/command-world.js";

/** The scripts loaded by the shells they are for, and asked. */
const folder = mkdtempSync(join(tmpdir(), "stopgap-completion-"));
const script = (shell: string) => join(folder, `stopgap.${shell}`);
beforeAll(async () => {
  for (const shell of ["zsh", "fish"]) writeFileSync(script(shell), (await runWords(["completion", shell])).out);
});
afterAll(() => rmSync(folder, { recursive: true }));

const linesOf = (text: string) => text.split("\n").filter((line) => line !== "");

function fish(line: string): readonly string[] {
  const asked = `source ${script("fish")}; complete -C ${JSON.stringify(line)}`;
  return linesOf(execFileSync("fish", ["--no-config", "-c", asked], { cwd: folder, encoding: "utf8" })).map(
    (offered) => offered.split("\t")[0] ?? "",
  );
}

/** What the function offers is told by a stand-in for `_describe`, which needs a person at a terminal. */
function zsh(line: string): readonly string[] {
  const words = line.split(" ");
  const asked = `
    compdef() { : }
    _files() { : }
    _describe() { print -l -- "\${(@)\${(@P)2}%%:*}" }
    source ${script("zsh")}
    words=(${words.map((word) => `'${word}'`).join(" ")})
    CURRENT=${words.length}
    _stopgap`;
  const last = words.at(-1) ?? "";
  return linesOf(execFileSync("zsh", ["-f", "-c", asked], { encoding: "utf8" })).filter((word) =>
    word.startsWith(last),
  );
}

it.each([
  ["fish", fish],
  ["zsh", zsh],
])("%s offers commands, subcommands, choices and options where they belong", (_, ask) => {
  expect(ask("stopgap ch")).toEqual(["check"]);
  expect(ask("stopgap audit re")).toEqual(["replay"]);
  expect(ask("stopgap audit verify re")).toEqual([]);
  expect(ask("stopgap set server X --mitigations-e")).toEqual(["--mitigations-enabled"]);
  expect(ask("stopgap --config x.yaml block M1 --all")).toEqual(["--all-servers"]);
  expect(ask("stopgap config check --on")).toEqual([]);
  expect(ask("stopgap completion po")).toEqual(["powershell"]);
  expect(ask("stopgap run --win")).toEqual([]);
});
