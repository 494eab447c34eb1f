import { createHash } from "node:crypto";
import { failureOf, type VerifiedFeed, verifyFeedInWorker } from "@stopgap/core";
import type { Command } from "commander";
import { trustPolicy } from "../composition/trust-policy.js";
import { json } from "../output/json.js";
import { type CommandContext, configurationOf, globalOptions } from "./command-context.js";
import { moment } from "./moment.js";
import { readNamedFile } from "./named-files.js";

/** What `feed verify --json` prints; null is what is not known of a refused feed. */
interface Verdict {
  readonly ok: boolean;
  readonly code: string | null;
  readonly signer: string | null;
  readonly issuer: string | null;
  readonly trustedAt: string | null;
  readonly profile: string | null;
  readonly serial: number | null;
}

export async function feedVerify(
  { terminal, now }: CommandContext,
  file: string,
  { at }: { at?: string },
  command: Command,
): Promise<void> {
  const options = globalOptions(command);
  const configuration = await configurationOf(command);
  const time = at === undefined ? now() : new Date(moment("--at", at, now(), "past"));
  const policy = trustPolicy(configuration);
  const { deadline } = configuration.trust;
  const bytes = await readNamedFile(file);
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  const document = { url: file, bytes, sha256, notModified: false, validators: { etag: null, lastModified: null } };
  const explain = (step: string) => {
    if (options.verbose === true) terminal.note(`${step}\n`);
  };
  try {
    const verified = await verifyFeedInWorker(document, policy, { now: time, accepted: null, explain }, { deadline });
    terminal.write(options.json === true ? json(good(verified)) : text(verified));
  } catch (error) {
    const failure = failureOf(error);
    if (failure !== null && options.json === true) terminal.write(json(refused(failure.code)));
    throw error;
  }
}

function good({ signer, issuer, trustedAt, profile, serial }: VerifiedFeed): Verdict {
  return { ok: true, code: null, signer, issuer, trustedAt, profile, serial };
}

function refused(code: string): Verdict {
  return { ok: false, code, signer: null, issuer: null, trustedAt: null, profile: null, serial: null };
}

function text({ signer, issuer, trustedAt, profile, serial, feed, sha256 }: VerifiedFeed): string {
  const which = serial === null ? profile : `${profile}, serial ${serial}`;
  const ids = feed.mitigations.map(({ id }) => id).join(", ");
  return `Good: ${which}
Signed by ${signer}
Issued by ${issuer}
Judged at ${trustedAt}
Mitigations: ${ids === "" ? "none" : ids}
SHA-256 ${sha256}
`;
}
