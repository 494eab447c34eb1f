import { StopgapError } from "../errors/stopgap-error.js";
import type { SignedBytes } from "../verify/signature/signed-bytes.js";
import type { Feed, FeedProfile, Mitigation, ValueElement } from "./feed.js";
import { parseMitigations } from "./parse-mitigations.js";
import { parseXml } from "./xml-element.js";

const serialForm = /^[1-9][0-9]{0,15}$/;
const timeForm = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?Z$/;

interface Head {
  readonly profile: FeedProfile;
  readonly serial: number | null;
  readonly issued: string | null;
  readonly expires: string | null;
}

function serialOf(text: string): number {
  const serial = Number(text);
  if (!serialForm.test(text) || serial > Number.MAX_SAFE_INTEGER) {
    throw new StopgapError("DOCUMENT_SERIAL_INVALID", "the serial is not a plain decimal from 1 to 2^53-1");
  }
  return serial;
}

/** The instant in the form `Date` writes, so that a day that does not exist is found. */
function timeOf(name: string, text: string): string {
  const date = timeForm.test(text) ? new Date(text) : null;
  const isReal =
    date !== null && !Number.isNaN(date.getTime()) && date.toISOString().slice(0, 19) === text.slice(0, 19);
  if (!isReal) throw new StopgapError("DOCUMENT_TIME_INVALID", `${name} is not a time in ISO 8601 UTC`);
  return date.toISOString();
}

function headOf({ serial, issued, expires }: Readonly<Record<string, string>>): Head {
  if (serial === undefined && issued === undefined && expires === undefined) {
    return { profile: "EOCS 1.0", serial: null, issued: null, expires: null };
  }
  if (serial === undefined) {
    throw new StopgapError("DOCUMENT_SERIAL_INVALID", "the feed has issued or expires, but no serial");
  }
  if (issued === undefined || expires === undefined) {
    throw new StopgapError("DOCUMENT_TIME_INVALID", "the feed has a serial, but not both issued and expires");
  }
  const head = {
    profile: "EOCS 1.1" as const,
    serial: serialOf(serial),
    issued: timeOf("issued", issued),
    expires: timeOf("expires", expires),
  };
  if (head.expires <= head.issued) throw new StopgapError("DOCUMENT_TIME_INVALID", "expires is not after issued");
  return head;
}

/**
 * The feed that signed bytes hold. Throws DOCUMENT_SERIAL_INVALID or DOCUMENT_TIME_INVALID for what the root says;
 * an action that cannot be understood carries its `problem` and stops nothing else.
 */
export function parseFeed(signed: SignedBytes): Feed {
  const root: ValueElement = parseXml(signed);
  if (root.name !== "EOCS") throw new StopgapError("DOCUMENT_NOT_A_FEED", "the root element is not EOCS");
  const mitigations: readonly Mitigation[] = parseMitigations(root.elements.filter(({ name }) => name === "Config"));
  return { ...headOf(root.attributes), version: root.attributes.version ?? "", mitigations };
}
