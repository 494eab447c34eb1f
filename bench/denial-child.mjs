// Verifies the documents named, each once in a process of its own: `node denial-child.mjs POLICY DOCUMENT`.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { verifyFeed } from "../packages/core/dist/index.js";

const [policyFile, file] = process.argv.slice(2);
const policy = JSON.parse(readFileSync(policyFile, "utf8"), (_key, value) =>
  value !== null && typeof value === "object" && typeof value.base64 === "string"
    ? new Uint8Array(Buffer.from(value.base64, "base64"))
    : value,
);
const bytes = new Uint8Array(readFileSync(file));
const sha256 = createHash("sha256").update(bytes).digest("hex");
const document = { url: "file:", bytes, sha256, notModified: false, validators: { etag: null, lastModified: null } };
const before = process.cpuUsage();
let verdict = "accepted";
try {
  await verifyFeed(document, policy, { now: new Date(), accepted: null });
} catch (error) {
  verdict = error.code ?? String(error);
}
const { user, system } = process.cpuUsage(before);
const megabytes = process.resourceUsage().maxRSS / 1024;
process.stdout.write(JSON.stringify({ verdict, milliseconds: (user + system) / 1000, megabytes }));
