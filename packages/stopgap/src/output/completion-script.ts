export const shells = ["bash", "zsh", "fish", "powershell"] as const;
export type Shell = (typeof shells)[number];

/** A program or command with what may follow it. Names and summaries hold no quotes that a shell would end. */
export interface CommandTree {
  readonly name: string;
  readonly summary: string;
  readonly options: readonly { readonly name: string; readonly summary: string }[];
  /** What its arguments may be, where that is one of a few words. */
  readonly choices: readonly string[];
  readonly commands: readonly CommandTree[];
}

interface Level {
  /** The command words that lead here, `audit` or `set server`; empty at the top. */
  readonly path: string;
  readonly words: readonly { readonly word: string; readonly summary: string }[];
}

/** The script that completes commands and options; files are completed by the shell itself. */
export function completionScript(shell: Shell, program: CommandTree): string {
  const levels = levelsOf(program, "", program.options);
  return { bash, zsh, fish, powershell }[shell](levels);
}

function levelsOf(tree: CommandTree, path: string, global: CommandTree["options"]): readonly Level[] {
  const own = [
    ...tree.commands.map(({ name, summary }) => ({ word: name, summary })),
    ...tree.choices.map((word) => ({ word, summary: "" })),
  ];
  const options = path === "" ? global : [...tree.options, ...global.filter(({ name }) => name !== "--version")];
  const words = [
    ...own,
    ...options.map(({ name, summary }) => ({ word: name, summary })),
    { word: "--help", summary: "show help" },
  ];
  const below = tree.commands.flatMap((command) => levelsOf(command, `${path} ${command.name}`.trim(), global));
  return [{ path, words }, ...below];
}

function words(level: Level): string {
  return level.words.map(({ word }) => word).join(" ");
}

function quiet(text: string): string {
  return text.replace(/['"`$\\[\]:]/g, "");
}

/** The longest path of commands among the words typed, for bash and zsh alike. */
function pathLoop(all: string, levels: readonly Level[]): string {
  const known = levels.filter(({ path }) => path !== "").map(({ path }) => `"${path}"`);
  return `  local at="" word candidate
  for word in "\${${all}}"; do
    candidate="\${at:+$at }$word"
    case "$candidate" in
      ${known.join("|")}) at="$candidate" ;;
    esac
  done`;
}

function bash(levels: readonly Level[]): string {
  const cases = levels.map((level) => `    "${level.path}") words="${words(level)}" ;;`).join("\n");
  return `# bash completion for stopgap
_stopgap() {
  local current="\${COMP_WORDS[COMP_CWORD]}" words=""
${pathLoop("COMP_WORDS[@]:1:COMP_CWORD-1", levels)}
  case "$at" in
${cases}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _stopgap stopgap
`;
}

function zsh(levels: readonly Level[]): string {
  const cases = levels
    .map((level) => {
      const list = level.words.map(({ word, summary }) => `'${word}:${quiet(summary)}'`).join(" ");
      return `    "${level.path}") offered=(${list}) ;;`;
    })
    .join("\n");
  return `#compdef stopgap
# zsh completion for stopgap
_stopgap() {
  local -a offered
${pathLoop("(@)words[2,CURRENT-1]", levels)}
  case "$at" in
${cases}
  esac
  _describe 'stopgap' offered || _files
}
if [ "$funcstack[1]" = "_stopgap" ]; then _stopgap "$@"; else compdef _stopgap stopgap; fi
`;
}

function fish(levels: readonly Level[]): string {
  const known = levels.filter(({ path }) => path !== "").map(({ path }) => `"${path}"`);
  const lines = levels.flatMap(({ path, words: offered }) =>
    offered.map(({ word, summary }) => {
      const what = word.startsWith("--") ? `-l ${word.slice(2)}` : `-f -a ${word}`;
      return `complete -c stopgap -n '__stopgap_at "${path}"' ${what} -d '${quiet(summary)}'`;
    }),
  );
  return `# fish completion for stopgap
function __stopgap_at
  set -l at ""
  for word in (commandline -opc)[2..]
    set -l candidate (string trim -- "$at $word")
    contains -- "$candidate" ${known.join(" ")}; and set at "$candidate"
  end
  test "$at" = "$argv[1]"
end
${lines.join("\n")}
`;
}

function powershell(levels: readonly Level[]): string {
  const entries = levels.map((level) => {
    const list = level.words.map(({ word }) => `'${word}'`).join(", ");
    return `    '${level.path}' = @(${list})`;
  });
  return `# PowerShell completion for stopgap
Register-ArgumentCompleter -Native -CommandName stopgap -ScriptBlock {
  param($wordToComplete, $commandAst, $cursorPosition)
  $offered = @{
${entries.join("\n")}
  }
  $path = ''
  foreach ($element in $commandAst.CommandElements | Select-Object -Skip 1) {
    if ($wordToComplete -and $element.Extent.EndOffset -ge $cursorPosition) { continue }
    $candidate = ("$path $element").Trim()
    if ($offered.ContainsKey($candidate)) { $path = $candidate }
  }
  $offered[$path] | Where-Object { $_ -like "$wordToComplete*" } | ForEach-Object {
    [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
  }
}
`;
}
