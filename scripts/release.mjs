// Builds, checks, packs, writes the bill of materials and the hashes, and publishes with provenance: see CONTRIBUTING.md.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { parseArgs } from "node:util";
import { installAll, packAll, root } from "./packages.mjs";

const usage = `node scripts/release.mjs [--dry-run] [--unchecked]
  --dry-run     publish nothing; everything lies in release/ afterwards
  --unchecked   leave npm test and npm run check out; only with --dry-run`;
const options = { "dry-run": { type: "boolean" }, unchecked: { type: "boolean" }, help: { type: "boolean" } };
const { "dry-run": isDry = false, unchecked = false, help = false } = parseArgs({ options }).values;
const folder = join(root, "release");

const run = (program, ...args) => execFileSync(program, args, { cwd: root, stdio: "inherit" });
const read = (program, ...args) => execFileSync(program, args, { cwd: root, encoding: "utf8" });

if (help) console.log(usage);
else release();

function release() {
  if (unchecked && !isDry) fail("only a dry run may go unchecked");
  if (!isDry) requireClean();
  run("npm", "ci", "--dry-run", "--ignore-scripts");
  run("npm", "run", "clean");
  run("npm", "run", "build");
  if (!unchecked) for (const script of ["test", "check"]) run("npm", "run", script);

  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const packages = packAll(folder);
  writeFileSync(join(folder, "sbom.cdx.json"), billOfMaterials(packages));
  const files = [...packages.map(({ tarball }) => tarball), join(folder, "sbom.cdx.json")];
  writeFileSync(join(folder, "SHA256SUMS"), files.map((file) => `${sha256(file)}  ${basename(file)}\n`).join(""));

  for (const { name, version, tarball, size } of packages) {
    console.log(`${name} ${version}: ${size} bytes`);
    if (isPublished(name, version)) console.log("  is published already");
    else run("npm", "publish", tarball, "--access", "public", ...(isDry ? ["--dry-run"] : ["--provenance"]));
  }
  console.log(isDry ? `Nothing was published; see ${folder}` : `Published; keep ${folder} with the release`);
}

/** What is released is what is committed. */
function requireClean() {
  if (read("git", "status", "--porcelain").trim() !== "") fail("the working tree is not clean");
}

/** Of what is installed with the packages, in a project that has nothing else. */
function billOfMaterials(packages) {
  const directory = mkdtempSync(join(tmpdir(), "stopgap-release-"));
  installAll(directory, packages);
  const bill = execFileSync("npm", ["sbom", "--sbom-format", "cyclonedx"], { cwd: directory, encoding: "utf8" });
  rmSync(directory, { recursive: true });
  return bill;
}

function sha256(file) {
  return createHash("sha256").update(readFileSync(file)).digest("hex");
}

function isPublished(name, version) {
  try {
    return read("npm", "view", `${name}@${version}`, "version").trim() === version;
  } catch {
    return false;
  }
}

function fail(why) {
  console.error(`release: ${why}`);
  process.exit(1);
}
