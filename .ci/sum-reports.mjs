// Sums the reports of the steps in a folder: NAME.status (exit status), NAME.json (vitest's report, where the step ran vitest)
// and NAME.log (what it wrote, which counts where it ends with `N passed, N failed`).
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const folder = process.argv[2] ?? ".";
const files = readdirSync(folder);
let passed = 0;
let failed = 0;

for (const file of files.filter((name) => name.endsWith(".status"))) {
  const name = file.slice(0, -".status".length);
  const status = readFileSync(join(folder, file), "utf8").trim();
  const counts = files.includes(`${name}.json`) ? count(join(folder, `${name}.json`)) : lastLine(`${name}.log`);
  const crashed = status !== "0" && counts.failed === 0 ? 1 : 0;
  passed += counts.passed;
  failed += counts.failed + crashed;
  console.log(`${name}: ${counts.passed} passed, ${counts.failed + crashed} failed (status ${status})`);
}

console.log(`${passed} passed, ${failed} failed`);
process.exit(passed > 0 && failed === 0 ? 0 : 1);

/** Failed tests, and files that failed before any of their tests ran. A report that cannot be read counts as one failure. */
function count(path) {
  try {
    const report = JSON.parse(readFileSync(path, "utf8"));
    const broken = report.testResults.filter(
      ({ status, assertionResults }) =>
        status === "failed" && !assertionResults.some((result) => result.status === "failed"),
    );
    return { passed: report.numPassedTests, failed: report.numFailedTests + broken.length };
  } catch (error) {
    console.log(`${path}: ${error.message}`);
    return { passed: 0, failed: 1 };
  }
}

function lastLine(log) {
  const text = files.includes(log) ? readFileSync(join(folder, log), "utf8") : "";
  const [, passedThere = "0", failedThere = "0"] =
    /^(\d+) passed, (\d+) failed\s*$/.exec(text.trim().split("\n").at(-1) ?? "") ?? [];
  return { passed: Number(passedThere), failed: Number(failedThere) };
}
