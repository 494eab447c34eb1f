import { catalogue, type ErrorCode, type ErrorEntry, type Stage } from "@stopgap/core";

const stages: Readonly<Record<Stage, string>> = {
  usage: "The command line",
  configuration: "Configuration",
  fetch: "Fetching the feed",
  verify: "Verifying the feed",
  decide: "Deciding",
  apply: "Applying and undoing",
  host: "The host",
  plugin: "Plugins",
  log: "The event log",
};

const rows = Object.entries(catalogue) as readonly (readonly [ErrorCode, ErrorEntry])[];

/** `docs/errors.md`, made from the catalogue. */
export function errorPage(): string {
  const sections = (Object.keys(stages) as readonly Stage[]).map(section).filter((text) => text !== "");
  return `${head}\n${sections.join("\n")}`;
}

const head = `# Errors

Every error has a code, one line that says what happened, and what to do. The program prints
\`stopgap: CODE: what happened; what to do\`; a \`Failed\` event has \`stage\`, \`code\` and \`message\`. A code with a \u21bb may go
away by itself: the next cycle tries again.

What the types \`UrlRewrite\`, \`Service\` and \`AppPool\` refuse has codes of their own, in [hosts](hosts.md#rules-of-iis); what
\`audit verify\` and \`audit replay\` find, in [audit](audit.md#checkpoints).

This page is made from the catalogue in \`packages/core/src/errors\` by \`npm run docs:errors\`.
`;

function section(stage: Stage): string {
  const own = rows.filter(([, entry]) => entry.stage === stage).sort(([one], [other]) => (one < other ? -1 : 1));
  if (own.length === 0) return "";
  const lines = own.map(
    ([code, { meaning, remedy, retryable }]) =>
      `| \`${code}\`${retryable ? " \u21bb" : ""} | ${cell(meaning)} | ${cell(remedy)} |`,
  );
  return `## ${stages[stage]}\n\n| code | what happened | what to do |\n|---|---|---|\n${lines.join("\n")}\n`;
}

function cell(text: string): string {
  return text.replace(/\|/g, "\\|");
}
