import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { closeSync, mkdtempSync, openSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { it } from "node:test";
import { fileURLToPath } from "node:url";

it("reaches the Application log with source, type, id and text", () => {
  const script = fileURLToPath(new URL("./journal-process.mjs", import.meta.url));
  // Wine writes down what it is asked to report; run-windows-tests.mjs says where.
  const env = { ...process.env, WINEDEBUG: "fixme+advapi,trace+eventlog,err+eventlog" };
  // koffi does not load where stdout leads nowhere.
  const file = join(mkdtempSync(join(tmpdir(), "journal-")), "output.txt");
  const output = openSync(file, "w");
  const { status } = spawnSync(process.execPath, [script], { env, stdio: ["ignore", output, output] });
  closeSync(output);
  assert.equal(status, 0, readFileSync(file, "utf8"));
  const seen = readFileSync(process.env.STOPGAP_WINE_TRACE, "utf8");
  assert.match(seen, /RegisterEventSourceW \(\(null\),L"Stopgap"\)/);
  assert.match(seen, /ReportEventW \([0-9A-F]+,0x0004,0x0000,0x000003ed,/);
  assert.match(seen, /L"Server1: Applied M1\.1\.0 - 100%1"/);
  assert.match(seen, /ReportEventW \([0-9A-F]+,0x0001,0x0000,0x000003f0,/);
  assert.match(seen, /L"Server1: Failed: FETCH_TIMEOUT"/);
});
