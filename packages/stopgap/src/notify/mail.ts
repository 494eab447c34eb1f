import { StopgapError } from "@stopgap/core";
import { createTransport, type Transporter } from "nodemailer";
import type { MailConfiguration, SmtpConfiguration } from "../configuration/configuration.js";
import { readRoots } from "../outlets/post-json.js";
import type { Notice } from "./notice.js";
import { readSecret } from "./read-secret.js";
import type { Target } from "./target.js";

const timeout = 20_000;

/** Sends each notice as a plain text mail. The message id is made of the event's hash, so that a second copy is known as one. */
export function mailDelivery({ from, to, smtp, sendmail }: MailConfiguration): Target["deliver"] {
  return async (notice) => {
    const transport = smtp === undefined ? sendmailTransport(sendmail ?? "sendmail") : await smtpTransport(smtp);
    try {
      await transport.sendMail({
        from,
        to: [...to],
        subject: `[Stopgap] ${notice.server}: ${notice.text}`.slice(0, 200),
        text: mailText(notice),
        messageId: `<${notice.id}@stopgap.invalid>`,
        date: new Date(notice.time),
        headers: { "Auto-Submitted": "auto-generated", "X-Stopgap-Kind": notice.kind },
        disableFileAccess: true,
        disableUrlAccess: true,
      });
    } catch (cause) {
      if (cause instanceof StopgapError) throw cause;
      throw new StopgapError("NOTIFY_FAILED", `the mail was not taken (${reason(cause)})`, { cause });
    } finally {
      transport.close();
    }
  };
}

function sendmailTransport(path: string): Transporter {
  return createTransport({ sendmail: true, path, newline: "unix" });
}

async function smtpTransport({ host, port, tls, user, passwordFile, ca }: SmtpConfiguration): Promise<Transporter> {
  const roots = await readRoots(ca).catch((cause: unknown) => {
    throw new StopgapError("NOTIFY_FAILED", `${ca} cannot be read`, { cause });
  });
  const auth = user === null || passwordFile === null ? null : { user, pass: await readSecret(passwordFile) };
  return createTransport({
    host,
    port,
    secure: tls === "tls",
    requireTLS: tls === "starttls",
    ignoreTLS: tls === "none",
    connectionTimeout: timeout,
    greetingTimeout: timeout,
    socketTimeout: timeout,
    ...(auth === null ? {} : { auth }),
    ...(roots === null ? {} : { tls: { ca: roots } }),
  });
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
