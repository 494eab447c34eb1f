import { isUtf8 } from "node:buffer";
import { readFile } from "node:fs/promises";
import { dirname } from "node:path";
import { StopgapError, withItsFolder, writableByOthers } from "@stopgap/core";
import { checkDocument } from "./check-document.js";
import type { Configuration } from "./configuration.js";
import { findConfiguration, type Place } from "./find-configuration.js";
import { parseDocument } from "./parse-document.js";
import type { Problem } from "./problem.js";
import { readCertificates, readPemText, readRevocationLists } from "./read-trust.js";
import type { ParsedConfiguration } from "./schema.js";

const thisPlace = (): Place => ({ folder: process.cwd(), platform: process.platform, environment: process.env });

/**
 * Finds, reads and checks the configuration, with the certificates it names. Rejects with `CONFIGURATION_NOT_FOUND` or
 * `CONFIGURATION_INVALID` (its details list every problem), and as root with `CONFIGURATION_WRITABLE` where others may
 * change it.
 */
export async function loadConfiguration(named: string | undefined, place = thisPlace()): Promise<Configuration> {
  const file = await findConfiguration(named, place);
  const text = await readText(file);
  const writable = await writableByOthers(withItsFolder(file));
  if (writable !== null) throw new StopgapError("CONFIGURATION_WRITABLE", writable);
  const parsed = parseDocument(text);
  if (!parsed.ok) throw refusal(file, [parsed.problem]);
  const checked = checkDocument(parsed.document, dirname(file));
  if (!checked.ok) throw refusal(file, checked.problems);
  return await complete(file, checked.parsed);
}

async function readText(file: string): Promise<string> {
  const bytes = await readBytes(file);
  if (isUtf8(bytes)) return bytes.toString("utf8");
  const remedy = "save it as UTF-8";
  throw new StopgapError("CONFIGURATION_INVALID", `${file} is not UTF-8 text`, { remedy });
}

async function readBytes(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (cause) {
    const why = cause instanceof Error && "code" in cause ? String(cause.code) : "unknown";
    const remedy = "name a file that may be read";
    throw new StopgapError("CONFIGURATION_INVALID", `${file} cannot be read (${why})`, { cause, remedy });
  }
}

function refusal(file: string, problems: readonly Problem[]): StopgapError {
  const [first] = problems;
  const message = first?.message ?? "the file is not a configuration";
  const remedy = first?.remedy ?? "see stopgap config init";
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more: see stopgap config check)` : "";
  return new StopgapError("CONFIGURATION_INVALID", message, {
    remedy: `${remedy}${more}`,
    details: { file, problems },
  });
}

async function complete(file: string, parsed: ParsedConfiguration): Promise<Configuration> {
  const { feed, trust } = parsed;
  const { issuer, revocation, ...rest } = trust;
  return {
    ...parsed,
    file,
    feed: { ...feed, ca: feed.ca === null ? null : await readPemText(feed.ca, "feed.ca") },
    trust: {
      ...rest,
      issuers: issuer,
      roots: await readCertificates(trust.roots, "trust.roots"),
      timestampRoots: await readCertificates(trust.timestampRoots, "trust.timestampRoots"),
      revocation: { ...revocation, crls: await readRevocationLists(revocation.crls, "trust.revocation.crls") },
    },
  };
}
