import { examplesOf } from "../../packages/stopgap/src/command-line/described.js";
import { createProgram } from "../../packages/stopgap/src/command-line/program.js";
import { colours } from "../../packages/stopgap/src/output/colours.js";
import { programVersion } from "../../packages/stopgap/src/version.js";

type Command = ReturnType<typeof createProgram>;
type Option = Command["options"][number];

/** The program as the command line has it, for documents about it. */
const program = createProgram({
  terminal: { write: () => undefined, note: () => undefined, width: 80, colours: colours(false) },
  now: () => new Date(),
  untilStopped: () => AbortSignal.abort(),
  end: () => undefined,
});

/** Every command that does something, with its words: `audit verify`. */
export function everyCommand(command: Command = program, path: readonly string[] = []): readonly [string, Command][] {
  const below = command.commands.flatMap((one) => everyCommand(one, [...path, one.name()]));
  return command.commands.length === 0 ? [[path.join(" "), command]] : below;
}

/** `packages/stopgap/man/stopgap.1`, made from the command line. */
export function manPage(): string {
  const parts = [
    `.TH STOPGAP 1 "" "stopgap ${programVersion()}" "User Commands"`,
    section("NAME", "stopgap \\- open emergency mitigation"),
    section("SYNOPSIS", `.B stopgap\n.RI [ options ]\n.I command\n.RI [ arguments ]`),
    section("DESCRIPTION", `${escaped(program.description())}${description}`),
    section("OPTIONS", `These stand before or after the command.\n${options(program.options)}`),
    section("COMMANDS", everyCommand().map(commandPart).join("\n")),
    section("EXIT STATUS", list(exitStatuses)),
    section("FILES", list(files)),
    section("ENVIRONMENT", list(environment)),
    section("EXAMPLES", examples(program)),
  ];
  return `.\\" Made by npm run docs:man.\n${parts.join("\n")}\n`;
}

const description = `
.PP
A feed lists the mitigations in force. Each cycle fetches it, verifies its signature, decides by build, role and settings
what is meant for this server, applies that through plugins, and records every step in an event log whose hashes anyone
can check.`;

const exitStatuses = [
  ["0", "Done."],
  ["1", "Done, but some mitigation failed or a check found something."],
  ["2", "Bad usage or configuration."],
  ["3", "The feed is out of reach."],
  ["4", "The feed is refused: not trusted, not fresh, or malformed."],
  ["5", "The event log is damaged or in use."],
] as const;

const files = [
  ["./stopgap.yaml", "The configuration, unless --config names one."],
  ["/etc/stopgap/stopgap.yaml", "The one where that is not there; on Windows %ProgramData%\\Stopgap\\stopgap.yaml."],
  ["stopgap.db", "The event log, where store.file says."],
  ["stopgap.db.key", "The key that signs checkpoints and snapshots."],
  ["stopgap.db.snapshots", "States to start from; may be deleted at any time."],
  ["logs/checkpoints.jsonl", "Signed heads of the event log, where log.directory says."],
] as const;

const environment = [
  ["NO_COLOR", "Where set and not empty, no colour is written."],
  ["COLUMNS", "How wide tables may be; otherwise the terminal says."],
  ["HTTPS_PROXY, HTTP_PROXY, NO_PROXY", "The way to the feed, unless feed.proxy names one."],
] as const;

function commandPart([path, command]: readonly [string, Command]): string {
  const words = command.registeredArguments.map((argument) => {
    const word = `${argument.name()}${argument.variadic ? "..." : ""}`;
    return argument.required ? word : `[${word}]`;
  });
  const own = command.options.length === 0 ? "" : `\n${options(command.options)}`;
  const about = command.registeredArguments
    .map((argument) => `.TP\n.I ${escaped(argument.name())}\n${escaped(sentence(argument.description))}`)
    .join("\n");
  const title = `.SS "stopgap ${escaped([path, ...words].join(" "))}"`;
  return `${title}\n${escaped(sentence(command.description()))}${about === "" ? "" : `\n${about}`}${own}\n${examples(command)}`;
}

function options(all: readonly Option[]): string {
  return all
    .map(({ flags, description: what, defaultValue, argChoices }) => {
      const choices = argChoices === undefined ? "" : ` One of ${argChoices.join(", ")}.`;
      const initial = typeof defaultValue === "string" ? ` Default ${defaultValue}.` : "";
      return `.TP\n.B ${escaped(flags)}\n${escaped(sentence(what) + choices + initial)}`;
    })
    .join("\n");
}

function examples(command: Command): string {
  const shown = examplesOf(command).map(
    ([line, what]) => `.TP\n.B $ stopgap ${escaped(line)}\n${escaped(sentence(what))}`,
  );
  return shown.length === 0 ? "" : `.PP\nFor example:\n${shown.join("\n")}`;
}

function list(rows: readonly (readonly [string, string])[]): string {
  return rows.map(([term, what]) => `.TP\n.B ${escaped(term)}\n${escaped(what)}`).join("\n");
}

function section(name: string, text: string): string {
  return `.SH ${name}\n${text}`;
}

function sentence(text: string): string {
  const whole = /[.!?]$/.test(text) ? text : `${text}.`;
  return whole.charAt(0).toUpperCase() + whole.slice(1);
}

/** Text that roff shows as it is. */
function escaped(text: string): string {
  return text
    .replace(/\\/g, "\\e")
    .replace(/-/g, "\\-")
    .replace(/"/g, "\\(dq")
    .replace(/'/g, "\\(aq")
    .replace(/^\./gm, "\\&.");
}
