/** The subject of a DER certificate as its own DER, so that what it issues names it octet for octet. Throws `RangeError`. */
export function certificateSubject(certificate: Uint8Array): Uint8Array {
  const body = children(contents(certificate, 0))[0];
  if (body === undefined) throw new RangeError("not a certificate");
  const fields = children(contents(body, 0));
  // TBSCertificate: [0] version, serialNumber, signature, issuer, validity, subject (RFC 5280 4.1).
  const subject = fields[fields[0]?.[0] === 0xa0 ? 5 : 4];
  if (subject === undefined) throw new RangeError("not a certificate");
  return subject;
}

function header(value: Uint8Array, at: number): { readonly start: number; readonly end: number } {
  const first = value[at + 1];
  if (first === undefined) throw new RangeError("cut short");
  const octets = first < 0x80 ? 0 : first & 0x7f;
  let length = octets === 0 ? first : 0;
  for (let index = 0; index < octets; index += 1) length = length * 256 + (value[at + 2 + index] ?? 0);
  const start = at + 2 + octets;
  if (start + length > value.length) throw new RangeError("cut short");
  return { start, end: start + length };
}

function contents(value: Uint8Array, at: number): Uint8Array {
  const { start, end } = header(value, at);
  return value.subarray(start, end);
}

function children(value: Uint8Array): Uint8Array[] {
  const found: Uint8Array[] = [];
  for (let at = 0; at < value.length; ) {
    const { end } = header(value, at);
    found.push(value.subarray(at, end));
    at = end;
  }
  return found;
}
