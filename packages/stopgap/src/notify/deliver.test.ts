import { createHmac } from "node:crypto";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage } from "node:http";
import { type AddressInfo, createServer as createTcpServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { StopgapError } from "@stopgap/core";
import { afterAll, afterEach, expect, it } from "vitest";
import { commandDelivery } from "./command.js";
import { mailDelivery } from "./mail.js";
import type { Notice } from "./notice.js";
import type { Target } from "./target.js";
import { targetsOf } from "./targets.js";
import { tryTargets } from "./try-targets.js";
import { webhookDelivery } from "./webhook.js";
import { webhookSignature } from "./webhook-signature.js";

const made = mkdtempSync(join(tmpdir(), "stopgap-notify-"));
afterAll(() => rmSync(made, { recursive: true }));

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closing.push(() => new Promise((resolve) => server.close(() => resolve())));
  return (server.address() as AddressInfo).port;
}

interface Received {
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

/** A receiver of webhooks that answers with the statuses in turn, the last one for good. */
async function receiver(...statuses: number[]) {
  const received: Received[] = [];
  const server = createServer((incoming, answer) => {
    const chunks: Buffer[] = [];
    incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
    incoming.on("end", () => {
      received.push({ headers: incoming.headers, body: Buffer.concat(chunks).toString("utf8") });
      answer.statusCode = (statuses.length > 1 ? statuses.shift() : statuses[0]) ?? 204;
      answer.setHeader("location", "http://127.0.0.1:1/");
      answer.end();
    });
  });
  const port = await listening(server);
  return { received, url: `http://127.0.0.1:${port}/hook?token=hunter2` };
}

const notice: Notice = {
  id: "ab".repeat(32),
  kind: "failed",
  time: "2026-11-21T18:00:00.000Z",
  organization: "Contoso Ltd",
  server: "Server1",
  text: "Failed M2.1.0: CONFLICT: another rule – “same” name",
  position: 7,
  mitigation: "M2",
  appliedId: "M2.1.0",
  code: "CONFLICT",
};

const signal = new AbortController().signal;

async function refusal(deliver: Target["deliver"]): Promise<string> {
  const error: unknown = await deliver(notice, signal).then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof StopgapError)) throw new Error(`delivered, or not a StopgapError: ${String(error)}`);
  expect(error.code).toBe("NOTIFY_FAILED");
  return error.message;
}

const webhook = (url: string, secretFile: string | null = null) =>
  webhookDelivery({ url, secretFile, proxy: null, ca: null });

function secretFile(content: string): string {
  const file = join(mkdtempSync(join(made, "key-")), "hook.key");
  writeFileSync(file, content);
  return file;
}

it("posts a CloudEvent with a signature anybody can compute", async () => {
  const { received, url } = await receiver(204);
  await webhook(url, secretFile("whsec_c2VjcmV0IGtleQ==\n"))(notice, signal);
  const [{ headers, body } = { headers: {}, body: "" }] = received;
  expect(headers["content-type"]).toBe("application/cloudevents+json; charset=utf-8");
  expect(JSON.parse(body)).toEqual({
    specversion: "1.0",
    id: notice.id,
    source: "/stopgap/Contoso%20Ltd/Server1",
    type: "stopgap.failed",
    subject: "M2.1.0",
    time: notice.time,
    datacontenttype: "application/json",
    data: {
      text: notice.text,
      organization: "Contoso Ltd",
      server: "Server1",
      mitigation: "M2",
      appliedId: "M2.1.0",
      code: "CONFLICT",
      position: 7,
    },
  });
  const signed = `${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${body}`;
  const expected = createHmac("sha256", "secret key").update(signed).digest("base64");
  expect(headers["webhook-id"]).toBe(notice.id);
  expect(headers["webhook-signature"]).toBe(`v1,${expected}`);
});

it("signs as the Standard Webhooks specification's example", () => {
  const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  const body = '{"test": 2432232314}';
  const at = new Date(1_614_265_330_000);
  expect(webhookSignature(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", at, body)).toEqual({
    "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
    "webhook-timestamp": "1614265330",
    "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
  });
});

it.each([500, 404, 302])("counts the answer %i as not arrived, and follows no redirect", async (status) => {
  const { received, url } = await receiver(status);
  expect(await refusal(webhook(url))).toBe(`it answered ${status}`);
  expect(received).toHaveLength(1);
});

it("shows no token, no key and no proxy password where a webhook fails", async () => {
  const nobody = "https://127.0.0.1:1/hook?token=hunter2";
  const proxy = "http://user:hunter3@127.0.0.1:1/";
  const messages = [
    await refusal(webhook(nobody)),
    await refusal(webhookDelivery({ url: nobody, secretFile: secretFile("hunter4"), proxy, ca: null })),
    await refusal(webhook(nobody, join(made, "missing.key"))),
    await refusal(webhook(nobody, secretFile(" \n"))),
  ];
  expect(messages.join("\n")).not.toMatch(/hunter/);
  expect(messages[2]).toMatch(/missing\.key cannot be read \(ENOENT\)$/);
  expect(messages[3]).toMatch(/is empty$/);
  const [target] = targetsOf([{ on: null, webhook: { url: nobody, secretFile: null, proxy, ca: null } }]);
  expect(`${target?.title} ${target?.name}`).not.toMatch(/hunter/);
});

/** A mail server that takes one letter per connection, or refuses every recipient. */
async function mailServer(refuses = false) {
  const letters: string[] = [];
  const server = createTcpServer((socket) => {
    let inData = false;
    let letter = "";
    socket.write("220 test\r\n");
    socket.setEncoding("utf8");
    socket.on("data", (text: string) => {
      if (inData) {
        letter += text;
        if (!letter.endsWith("\r\n.\r\n")) return;
        letters.push(letter);
        inData = false;
        socket.write("250 taken\r\n");
      } else if (/^DATA/i.test(text)) {
        inData = true;
        socket.write("354 go on\r\n");
      } else if (/^QUIT/i.test(text)) socket.end("221 bye\r\n");
      else socket.write(refuses && /^RCPT/i.test(text) ? "550 no such user hunter2\r\n" : "250 ok\r\n");
    });
    socket.on("error", () => undefined);
  });
  return { letters, port: await listening(server) };
}

const smtp = (port: number, tls: "none" | "starttls" = "none") => ({
  from: "stopgap@contoso.example",
  to: ["admins@contoso.example"],
  smtp: { host: "127.0.0.1", port, tls, user: null, passwordFile: null, ca: null },
});

it("sends a mail whose id is the event's", async () => {
  const { letters, port } = await mailServer();
  await mailDelivery(smtp(port))(notice, signal);
  expect(letters).toHaveLength(1);
  expect(letters[0]?.replace(/\r\n /g, " ")).toContain(`Message-ID: <${notice.id}@stopgap.invalid>`);
  expect(letters[0]).toContain("Date: Sat, 21 Nov 2026 18:00:00 +0000");
  expect(letters[0]).toContain("Subject: =?UTF-8?");
  expect(letters[0]).toContain("To: admins@contoso.example");
});

it("does not send in plain text where TLS is asked for, and repeats no answer", async () => {
  const plain = await mailServer();
  expect(await refusal(mailDelivery(smtp(plain.port, "starttls")))).toMatch(/^the mail was not taken \(E\w+/);
  expect(plain.letters).toEqual([]);
  const refusing = await mailServer(true);
  expect(await refusal(mailDelivery(smtp(refusing.port)))).toBe("the mail was not taken (EENVELOPE, answer 550)");
});

function script(text: string): string {
  const file = join(mkdtempSync(join(made, "program-")), "program.mjs");
  writeFileSync(file, `#!${process.execPath}\n${text}`);
  chmodSync(file, 0o755);
  return file;
}

const keepInput = (out: string) =>
  `import { writeFileSync, readFileSync } from "node:fs";
   const { STOPGAP_NOTICE_KIND: kind, STOPGAP_NOTICE_ID: id } = process.env;
   writeFileSync(${JSON.stringify(out)}, JSON.stringify({ words: process.argv.slice(2), kind, id, input: readFileSync(0, "utf8") }));`;

it("hands a mail to a sendmail program", async () => {
  const out = join(made, "sendmail.json");
  const sendmail = script(keepInput(out));
  await mailDelivery({ from: "stopgap@contoso.example", to: ["admins@contoso.example"], sendmail })(notice, signal);
  const { words, input } = JSON.parse(readFileSync(out, "utf8"));
  expect(words).toEqual(["-i", "-f", "stopgap@contoso.example", "admins@contoso.example"]);
  expect(input).toContain("Subject: ");
});

it("runs a command without a shell", async () => {
  const out = join(made, "command.json");
  const evil = `$(touch ${join(made, "evil")}); "`;
  await commandDelivery([process.execPath, script(keepInput(out)), evil])(notice, signal);
  const { words, kind, id, input } = JSON.parse(readFileSync(out, "utf8"));
  expect({ words, kind, id }).toEqual({ words: [evil], kind: "failed", id: notice.id });
  expect(JSON.parse(input)).toMatchObject({ id: notice.id, type: "stopgap.failed" });
  expect(existsSync(join(made, "evil"))).toBe(false);
});

it("counts a command as failed that is missing, ends badly or does not end", async () => {
  expect(await refusal(commandDelivery([join(made, "missing")]))).toBe("the program did not run (ENOENT)");
  expect(await refusal(commandDelivery([process.execPath, "-e", "process.exit(3)"]))).toBe("the program exited with 3");
  const controller = new AbortController();
  const endless = commandDelivery([process.execPath, "-e", "setInterval(() => {}, 1000)"])(notice, controller.signal);
  controller.abort();
  await expect(endless).rejects.toThrow(/the program/);
});

it("tries every target by its real way", async () => {
  const { received, url } = await receiver(200);
  const targets = targetsOf([
    { on: ["alarm"], webhook: { url, secretFile: null, proxy: null, ca: null } },
    { on: null, command: [join(made, "missing")] },
    { on: null, command: [join(made, "missing")] },
  ]);
  const tried = await tryTargets(targets, { organization: "Contoso", server: "Server1", now: new Date() });
  expect(tried).toEqual([
    { target: `webhook ${new URL(url).origin}`, ok: true, reason: "" },
    { target: "command missing", ok: false, reason: "the program did not run (ENOENT)" },
  ]);
  expect(JSON.parse(received[0]?.body ?? "").type).toBe("stopgap.test");
});

it("makes one target of two that are the same, told of the kinds of both, and gives no two one title", () => {
  const hook = (path: string) => ({
    webhook: { url: `https://hooks.example/${path}`, secretFile: null, proxy: null, ca: null },
  });
  const targets = targetsOf([
    { on: ["failed"], ...hook("a") },
    { on: ["applied", "failed"], ...hook("a") },
    { on: ["alarm"], ...hook("b") },
    { on: null, ...hook("b") },
  ]);
  expect(targets.map(({ on }) => on)).toEqual([["failed", "applied"], null]);
  expect(new Set(targets.map(({ title }) => title)).size).toBe(2);
  for (const { title } of targets) expect(title).toMatch(/^webhook https:\/\/hooks\.example \([0-9a-f]{6}\)$/);
});

it("goes past every proxy where none is to be used", async () => {
  const { received, url } = await receiver(200);
  await webhookDelivery({ url, secretFile: null, proxy: "none", ca: null })(notice, signal);
  expect(received).toHaveLength(1);
  expect(
    await refusal(webhookDelivery({ url: "https://127.0.0.1:1/", secretFile: null, proxy: "none", ca: null })),
  ).toBe("the request failed (ECONNREFUSED)");
});

it("ends with the signal where a mail server or a sendmail program never comes to an end", async () => {
  const dripping = createTcpServer((socket) => {
    socket.on("error", () => undefined);
    const timer = setInterval(() => socket.write("220-wait\r\n"), 5);
    socket.on("close", () => clearInterval(timer));
  });
  const port = await listening(dripping);
  for (const way of [
    smtp(port),
    { ...smtp(port), smtp: undefined, sendmail: script("setInterval(() => {}, 1000);") },
  ]) {
    const ending = new AbortController();
    const sent = mailDelivery(way)(notice, ending.signal);
    setImmediate(() => ending.abort());
    await expect(sent).rejects.toMatchObject({ code: "NOTIFY_FAILED" });
  }
});
