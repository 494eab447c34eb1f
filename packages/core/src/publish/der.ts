/** DER (X.690) writing: each function returns one complete value. */

const encoder = new TextEncoder();

function lengthOctets(length: number): number[] {
  if (length < 0x80) return [length];
  const octets: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) octets.unshift(rest % 256);
  return [0x80 | octets.length, ...octets];
}

/** One value of the given identifier octet. */
export function der(tag: number, ...contents: readonly Uint8Array[]): Uint8Array {
  const length = contents.reduce((sum, content) => sum + content.length, 0);
  return new Uint8Array(Buffer.concat([Uint8Array.from([tag, ...lengthOctets(length)]), ...contents]));
}

export function sequence(...contents: readonly Uint8Array[]): Uint8Array {
  return der(0x30, ...contents);
}

export function set(...contents: readonly Uint8Array[]): Uint8Array {
  return der(0x31, ...contents);
}

/** An INTEGER from its big-endian magnitude. */
export function unsigned(magnitude: Uint8Array): Uint8Array {
  const first = magnitude.findIndex((octet) => octet !== 0);
  const digits = first < 0 ? Uint8Array.of(0) : magnitude.subarray(first);
  return (digits[0] ?? 0) >= 0x80 ? der(0x02, Uint8Array.of(0), digits) : der(0x02, digits);
}

/** An INTEGER from a number of at most 32 bits that is not negative. */
export function integer(value: number): Uint8Array {
  const magnitude = Buffer.alloc(4);
  magnitude.writeUInt32BE(value);
  return unsigned(magnitude);
}

export function boolean(value: boolean): Uint8Array {
  return der(0x01, Uint8Array.of(value ? 0xff : 0));
}

export function bitString(content: Uint8Array, unusedBits = 0): Uint8Array {
  return der(0x03, Uint8Array.of(unusedBits), content);
}

export function octetString(content: Uint8Array): Uint8Array {
  return der(0x04, content);
}

export function nothing(): Uint8Array {
  return der(0x05);
}

/** An OBJECT IDENTIFIER from its dotted form. */
export function objectIdentifier(dotted: string): Uint8Array {
  const [first = 0, second = 0, ...rest] = dotted.split(".").map(Number);
  const octets: number[] = [];
  for (const arc of [first * 40 + second, ...rest]) {
    const digits = [arc % 128];
    for (let left = Math.floor(arc / 128); left > 0; left = Math.floor(left / 128)) digits.unshift((left % 128) | 0x80);
    octets.push(...digits);
  }
  return der(0x06, Uint8Array.from(octets));
}

export function utf8String(text: string): Uint8Array {
  return der(0x0c, encoder.encode(text));
}

export function printableString(text: string): Uint8Array {
  return der(0x13, encoder.encode(text));
}

export function ia5String(text: string): Uint8Array {
  return der(0x16, encoder.encode(text));
}

/** UTCTime through 2049, GeneralizedTime from 2050 (RFC 5280 4.1.2.5); whole seconds. */
export function time(date: Date): Uint8Array {
  const digits = `${date.toISOString().slice(0, 19).replace(/\D/g, "")}Z`;
  const year = date.getUTCFullYear();
  return year >= 1950 && year < 2050 ? der(0x17, encoder.encode(digits.slice(2))) : der(0x18, encoder.encode(digits));
}

/** A context-specific constructed value. */
export function context(number: number, ...contents: readonly Uint8Array[]): Uint8Array {
  return der(0xa0 | number, ...contents);
}

/** A context-specific primitive value. */
export function contextPrimitive(number: number, content: Uint8Array): Uint8Array {
  return der(0x80 | number, content);
}
