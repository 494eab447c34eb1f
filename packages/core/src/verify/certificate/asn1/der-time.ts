import { Asn1Error } from "./asn1-error.js";
import { type DerElement, TAG } from "./der-reader.js";

const utcTime = /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/;
const generalizedTime = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:\.(\d{0,8}[1-9]))?Z$/;

/** RFC 5280 4.1.2.5: UTCTime through 2049, GeneralizedTime from 2050, seconds and `Z`, no fraction. */
export function readTime(element: DerElement): Date {
  const text = ascii(element);
  if (element.tag === TAG.utcTime) {
    const match = utcTime.exec(text);
    if (match === null) throw new Asn1Error("not a UTCTime of the form YYMMDDHHMMSSZ");
    const [, year = "", ...fields] = match;
    return toDate((Number(year) >= 50 ? 1900 : 2000) + Number(year), fields, 0);
  }
  const date = readGeneralizedTime(element);
  if (text.includes(".")) throw new Asn1Error("a time with a fraction of a second");
  if (date.getUTCFullYear() < 2050) throw new Asn1Error("a GeneralizedTime before 2050");
  return date;
}

/** RFC 3161 2.4.2: GeneralizedTime with seconds and `Z`; a fraction, to the millisecond here, has no trailing zero. */
export function readGeneralizedTime(element: DerElement): Date {
  const match = element.tag === TAG.generalizedTime ? generalizedTime.exec(ascii(element)) : null;
  if (match === null) throw new Asn1Error("not a GeneralizedTime of the form YYYYMMDDHHMMSS[.f]Z");
  const [, year = "", month = "", day = "", hour = "", minute = "", second = "", fraction = ""] = match;
  return toDate(Number(year), [month, day, hour, minute, second], Number(fraction.padEnd(3, "0").slice(0, 3)));
}

function ascii(element: DerElement): string {
  if (element.content.length > 32) throw new Asn1Error("a time of too many characters");
  return Buffer.from(element.content).toString("latin1");
}

function toDate(year: number, fields: readonly string[], millisecond: number): Date {
  const [month = 0, day = 0, hour = 0, minute = 0, second = 0] = fields.map(Number);
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour, minute, second, millisecond);
  const same =
    date.getUTCMonth() === month - 1 &&
    date.getUTCDate() === day &&
    date.getUTCHours() === hour &&
    date.getUTCMinutes() === minute &&
    date.getUTCSeconds() === second;
  if (!same) throw new Asn1Error("a time that no calendar has");
  return date;
}
