import { StopgapError } from "../../errors/stopgap-error.js";
import { truncated } from "./refusal.js";

const declaration =
  /^<\?xml[ \t\r\n]+version[ \t\r\n]*=[ \t\r\n]*("1\.0"|'1\.0')(?:[ \t\r\n]+encoding[ \t\r\n]*=[ \t\r\n]*("[A-Za-z][A-Za-z0-9._-]*"|'[A-Za-z][A-Za-z0-9._-]*'))?(?:[ \t\r\n]+standalone[ \t\r\n]*=[ \t\r\n]*(?:"yes"|'yes'|"no"|'no'))?[ \t\r\n]*\?>$/;
const longest = 256;

/** Checks the XML declaration that begins at an offset: version 1.0, UTF-8. Returns the offset after it. */
export function skipXmlDeclaration(bytes: Uint8Array, start: number): number {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset + start, Math.min(longest, bytes.length - start));
  const end = head.indexOf("?>");
  if (end < 0 && head.length < longest) throw truncated(bytes);
  const match = end < 0 ? null : declaration.exec(head.toString("latin1", 0, end + 2));
  if (match === null) {
    throw new StopgapError("DOCUMENT_NOT_WELL_FORMED", "the XML declaration is not one of XML 1.0");
  }
  const encoding = match[2]?.slice(1, -1);
  if (encoding !== undefined && encoding.toLowerCase() !== "utf-8") {
    throw new StopgapError("DOCUMENT_ENCODING", `the XML declaration says the encoding is ${encoding}`);
  }
  return start + end + 2;
}
