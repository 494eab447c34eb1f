/** Percent-encoding resolved once; UTF-8 where it is that, else a character a byte. */
export function percentDecode(text: string): string {
  return text.replace(/(?:%[0-9A-Fa-f]{2})+/g, (run) => {
    const bytes = Buffer.from(run.replaceAll("%", ""), "hex");
    const decoded = bytes.toString("utf8");
    return Buffer.compare(Buffer.from(decoded, "utf8"), bytes) === 0 ? decoded : bytes.toString("latin1");
  });
}

/** Text as it may stand in a header: everything outside printable ASCII percent-encoded, as UTF-8. */
export function percentEncodeUnsafe(text: string): string {
  return text.toWellFormed().replace(/[^!-~]/gu, (character) => encodeURIComponent(character));
}
