/** The document with one piece replaced; throws where the piece does not stand in it, so that no attack is a no-op. */
export function edit(document: Uint8Array | string, from: string | RegExp, to: string): Uint8Array {
  const text = typeof document === "string" ? document : Buffer.from(document).toString("utf8");
  const edited = text.replace(from, () => to);
  if (edited === text) throw new Error(`nothing to edit: ${String(from)}`);
  return Buffer.from(edited);
}

/** The same on bytes, for what is not text. */
export function editBytes(document: Uint8Array, from: Uint8Array, to: Uint8Array): Uint8Array {
  const bytes = Buffer.from(document);
  const at = bytes.indexOf(from);
  if (at < 0) throw new Error("nothing to edit");
  return Buffer.concat([bytes.subarray(0, at), to, bytes.subarray(at + from.length)]);
}
