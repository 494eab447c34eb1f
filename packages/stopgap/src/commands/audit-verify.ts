import { oneLine, StopgapError } from "@stopgap/core";
import { type CheckpointFile, parseCheckpoints } from "@stopgap/core/log";
import type { Command } from "commander";
import { type AuditVerification, verifyAudit } from "../audit/verify-audit.js";
import { json } from "../output/json.js";
import { type CommandContext, configurationOf, globalOptions } from "./command-context.js";
import { readNamedFile } from "./named-files.js";

export async function auditVerify(
  { terminal }: CommandContext,
  options: { checkpoint?: string },
  command: Command,
): Promise<void> {
  const configuration = await configurationOf(command);
  const given = options.checkpoint === undefined ? undefined : await checkpointsOf(options.checkpoint);
  const verified = await verifyAudit(configuration, given);
  terminal.write(globalOptions(command).json === true ? json(document(verified)) : text(verified));
  if (verified.ok) return;
  const [first] = verified.problems;
  const where = first?.position == null ? "" : ` at ${first.position}`;
  const more = verified.problems.length > 1 ? `, and ${verified.problems.length - 1} more` : "";
  throw new StopgapError("LOG_DAMAGED", `the event log does not verify: ${first?.code}${where}${more}`, {
    remedy: "keep a copy of the file, and hold it against a backup and the checkpoints kept elsewhere",
  });
}

async function checkpointsOf(file: string): Promise<CheckpointFile> {
  const found = parseCheckpoints((await readNamedFile(file)).toString("utf8"));
  if (found.checkpoints.length > 0) return found;
  throw new StopgapError("FILE_UNREADABLE", `${file} has no checkpoint in it`, {
    remedy: "name a checkpoints.jsonl, or a file with one of its lines",
  });
}

function document({ ok, events, head, problems }: AuditVerification) {
  return { ok, events, head: head.hash, problems: problems.map(({ position, code }) => ({ position, code })) };
}

function text(verified: AuditVerification): string {
  const { ok, events, head, problems } = verified;
  if (ok) return `Intact: ${events} events, ${heldText(verified)}\nHead ${head.position} ${head.hash}\n`;
  const lines = problems.map(({ position, code, detail }) => {
    const where = position === null ? "" : ` at ${position}`;
    return `  ${oneLine(`${code}${where}${detail === undefined ? "" : `: ${detail}`}`)}\n`;
  });
  return `Not intact: ${events} events read, ${heldText(verified)}\n${lines.join("")}`;
}

/** What the log was held against, and what that leaves open. */
function heldText({ checkpoint, keyKnown, cut, head }: AuditVerification): string {
  if (checkpoint === null) return "no checkpoint outside the file was found to hold it against";
  const { position, time } = checkpoint;
  const after =
    head.position > position ? `; what came after it (${head.position - position}) has the chain alone` : "";
  const whose = keyKnown ? "" : "; the server's key is not here, so whose signature it has was not checked";
  const shorter = cut ? "; the newest line is cut short, and the one before it was taken" : "";
  return `held against the checkpoint at ${position} of ${oneLine(time)}${after}${whose}${shorter}`;
}
