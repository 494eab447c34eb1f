// Sums the runners' reports in a folder: NAME.status (exit status of a step) and NAME.json (vitest's report, for steps that test).
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const folder = process.argv[2] ?? ".";
const files = readdirSync(folder);
let passed = 0;
let failed = 0;

for (const file of files.filter((name) => name.endsWith(".status"))) {
  const name = file.slice(0, -".status".length);
  const status = readFileSync(join(folder, file), "utf8").trim();
  const counts = files.includes(`${name}.json`) ? count(join(folder, `${name}.json`)) : { passed: 0, failed: 0 };
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
