import { connect } from "node:net";
import { StopgapError } from "@stopgap/core";
import { createTransport, type SendMailOptions, type SMTPTransportOptions } from "nodemailer";
import type { MailConfiguration, SmtpConfiguration } from "../configuration/configuration.js";
import { readRoots } from "../outlets/post-json.js";
import { giveToProgram } from "./give-to-program.js";
import type { Notice } from "./notice.js";
import { readSecret } from "./read-secret.js";
import type { Target } from "./target.js";

/** Milliseconds without a word of the mail server, and for all of it. */
const silence = 20_000;
const timeout = 60_000;

/** Sends each notice as a plain text mail. The message id is made of the event's hash, so that a second copy is known as one. */
export function mailDelivery({ from, to, smtp, sendmail = "sendmail" }: MailConfiguration): Target["deliver"] {
  return async (notice, signal) => {
    const mail = mailOf(notice, from, to);
    try {
      if (smtp === undefined) await giveToProgram([sendmail, "-i", "-f", from, ...to], await textOf(mail), signal);
      else await bySmtp(mail, smtp, AbortSignal.any([signal, AbortSignal.timeout(timeout)]));
    } catch (cause) {
      if (cause instanceof StopgapError) throw cause;
      throw new StopgapError("NOTIFY_FAILED", `the mail was not taken (${reason(cause)})`, { cause });
    }
  };
}

function mailOf(notice: Notice, from: string, to: readonly string[]): SendMailOptions {
  return {
    from,
    to: [...to],
    subject: `[Stopgap] ${notice.server}: ${notice.text}`.slice(0, 200),
    text: mailText(notice),
    messageId: `<${notice.id}@stopgap.invalid>`,
    date: new Date(notice.time),
    headers: { "Auto-Submitted": "auto-generated", "X-Stopgap-Kind": notice.kind },
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

async function textOf(mail: SendMailOptions): Promise<string> {
  const { message } = await createTransport({ streamTransport: true, buffer: true, newline: "unix" }).sendMail(mail);
  if (!Buffer.isBuffer(message)) throw new TypeError("the mail was not made whole");
  return message.toString("utf8");
}

async function bySmtp(mail: SendMailOptions, smtp: SmtpConfiguration, signal: AbortSignal): Promise<void> {
  const transport = createTransport(await smtpOptions(smtp, signal));
  try {
    await transport.sendMail(mail);
  } finally {
    transport.close();
  }
}

async function smtpOptions(
  { host, port, tls, user, passwordFile, ca }: SmtpConfiguration,
  signal: AbortSignal,
): Promise<SMTPTransportOptions> {
  const roots = await readRoots(ca).catch((cause: unknown) => {
    throw new StopgapError("NOTIFY_FAILED", `${ca} cannot be read`, { cause });
  });
  const auth = user === null || passwordFile === null ? null : { user, pass: await readSecret(passwordFile) };
  return {
    host,
    port,
    secure: tls === "tls",
    requireTLS: tls === "starttls",
    ignoreTLS: tls === "none",
    greetingTimeout: silence,
    socketTimeout: silence,
    // Our own socket: nodemailer's cannot be ended while its server goes on sending.
    getSocket: (_, opened) => {
      const socket = connect({ host, port, signal });
      socket.once("error", opened);
      socket.once("connect", () => opened(null, { connection: socket }));
    },
    ...(auth === null ? {} : { auth }),
    ...(roots === null ? {} : { tls: { ca: roots } }),
  };
}

function mailText(notice: Notice): string {
  const rows = [
    ["Organization", notice.organization],
    ["Server", notice.server],
    ["Mitigation", notice.appliedId ?? notice.mitigation],
    ["Code", notice.code],
    ["Time", notice.time],
    ["Event", notice.position === 0 ? null : `position ${notice.position}, ${notice.id}`],
  ].flatMap(([name, value]) => (value === null || value === undefined ? [] : [`${`${name}:`.padEnd(14)}${value}`]));
  return `${notice.text}\n\n${rows.join("\n")}\n`;
}

/** Codes only: an answer of the server can repeat what was sent to it. */
function reason(cause: unknown): string {
  if (!(cause instanceof Error)) return "unknown";
  const code = "code" in cause ? String(cause.code) : cause.name;
  const answer = "responseCode" in cause ? `, answer ${String(cause.responseCode)}` : "";
  return `${code}${answer}`;
}
