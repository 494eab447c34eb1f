// What the nastiest documents cost against a valid one of their size, each verified once in a process of its own.
// `node bench/denial.mjs [--json]`. Needs a build. Processor time, so that a busy machine does not matter much.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { newDocuments } from "./documents.mjs";

const mebibyte = 1024 * 1024;
const child = join(import.meta.dirname, "denial-child.mjs");
const folder = mkdtempSync(join(tmpdir(), "stopgap-denial-"));
const documents = newDocuments();
const asJson = process.argv.includes("--json");

function measure(bytes, times = 1) {
  const file = join(folder, "document.xml");
  writeFileSync(file, bytes);
  const runs = Array.from({ length: times }, () =>
    JSON.parse(execFileSync(process.execPath, [child, join(folder, "policy.json"), file], { encoding: "utf8" })),
  );
  const milliseconds = runs.map((run) => run.milliseconds).toSorted((a, b) => a - b)[Math.floor(times / 2)];
  return { bytes: bytes.length, ...runs[0], milliseconds };
}

/** The reference's processor time, for the form and size nearest to a document's. */
function reference(length) {
  const bytes = Math.max(7_000, Math.min(length, 5 * mebibyte - 20_000));
  return measure(bytes <= mebibyte - 100 ? documents.general(bytes) : documents.published(bytes), 3);
}

const rows = [];
try {
  writeFileSync(
    join(folder, "policy.json"),
    JSON.stringify(documents.policy, (_key, value) =>
      value instanceof Uint8Array ? { base64: Buffer.from(value).toString("base64") } : value,
    ),
  );
  const report = (name, measured, valid) => {
    const row = { name, ...measured, ratio: measured.milliseconds / valid.milliseconds };
    rows.push(row);
    if (asJson) return;
    const size = `${Math.round(row.bytes / 1024)} KiB`.padStart(9);
    const cost = `${row.milliseconds.toFixed(0)} ms`.padStart(9);
    console.log(
      `${size} ${cost} ${row.ratio.toFixed(2).padStart(6)} x ${row.megabytes.toFixed(0).padStart(5)} MB  ${row.name} (${row.verdict})`,
    );
  };
  for (const size of [mebibyte - 20_000, 5 * mebibyte - 40_000]) {
    const valid = reference(size);
    report("a valid document", valid, valid);
    for (const [name, make] of Object.entries(documents.nasty)) report(name, measure(make(size)), valid);
  }
  for (const [name, bytes] of Object.entries(documents.nastyOnce))
    report(name, measure(bytes), reference(bytes.length));
} finally {
  rmSync(folder, { recursive: true });
}
if (asJson) process.stdout.write(JSON.stringify(rows));
