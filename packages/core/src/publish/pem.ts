/** PEM (RFC 7468) with the given label. */
export function toPem(label: string, der: Uint8Array): string {
  const lines =
    Buffer.from(der)
      .toString("base64")
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join("\n")}\n-----END ${label}-----\n`;
}

/** The DER of every PEM block with the given label, in order. */
export function fromPem(label: string, text: string): Uint8Array[] {
  const blocks = text.matchAll(new RegExp(`-----BEGIN ${label}-----([A-Za-z0-9+/=\\s]+)-----END ${label}-----`, "g"));
  return [...blocks].map((block) => new Uint8Array(Buffer.from(block[1] ?? "", "base64")));
}
