import { resolve } from "node:path";
import { expect, it } from "vitest";
import { issueText } from "./issue-text.js";
import { notifyTarget } from "./notify-schema.js";

const folder = resolve("/configuration");

function problems(value: unknown): readonly string[] {
  const result = notifyTarget(folder).safeParse(value, { reportInput: true });
  return result.success ? [] : result.error.issues.map((issue) => `${issue.path.join(".")} ${issueText(issue)}`.trim());
}

it("fills in what is not said", () => {
  const target = notifyTarget(folder).parse({
    webhook: { url: "https://hooks.contoso.example/x", secretFile: "hook.key" },
  });
  const secretFile = resolve(folder, "hook.key");
  expect(target).toEqual({
    on: null,
    webhook: { url: "https://hooks.contoso.example/x", secretFile, proxy: null, ca: null },
  });
  const smtp = { host: "mail.contoso.example" };
  expect(notifyTarget(folder).parse({ mail: { from: "a@b.example", to: "c@d.example", smtp } }).mail).toEqual({
    from: "a@b.example",
    to: ["c@d.example"],
    smtp: { host: "mail.contoso.example", port: 587, tls: "starttls", user: null, passwordFile: null, ca: null },
  });
});

it.each([
  ["nothing", {}, "must have exactly one of webhook, mail and command"],
  [
    "two at once",
    { command: ["tell"], webhook: { url: "https://a.example" } },
    "must have exactly one of webhook, mail and command",
  ],
  ["plain http", { webhook: { url: "http://hooks.example/" } }, "webhook.url must be a URL that begins with https:"],
  ["an empty command", { command: [] }, "command must name a program"],
  ["a command line", { command: "tell us" }, "command must be a list"],
  [
    "an unknown kind",
    { command: ["tell"], on: ["aplied"] },
    "on.0 must be applied, available, failed, refused, drift, alarm, alarm-over or trust-ending",
  ],
  [
    "mail without a way",
    { mail: { from: "a@b.example", to: ["c@d.example"] } },
    "mail must have exactly one of smtp and sendmail",
  ],
  [
    "a password over plain text",
    {
      mail: {
        from: "a@b.example",
        to: ["c@d.example"],
        smtp: { host: "m", user: "u", passwordFile: "p", tls: "none" },
      },
    },
    "mail.smtp.tls must not be none where a password is sent",
  ],
  [
    "a header in an address",
    { mail: { from: "a@b.example", to: ["c@d.example\nBcc: e@f.example"], sendmail: "/usr/sbin/sendmail" } },
    "mail.to.0 must be a mail address such as admins@contoso.example",
  ],
])("refuses %s", (_, value, problem) => {
  expect(problems(value)).toEqual([problem]);
});

it("takes plain http on loopback", () => {
  expect(problems({ webhook: { url: "http://127.0.0.1:8080/hook" } })).toEqual([]);
});
