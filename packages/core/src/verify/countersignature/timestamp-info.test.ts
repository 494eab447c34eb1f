import { describe, expect, it } from "vitest";
import {
  context,
  contextPrimitive,
  der,
  integer,
  nothing,
  objectIdentifier,
  octetString,
  sequence,
} from "../../publish/der.js";
import { Asn1Error } from "../certificate/asn1/asn1-error.js";
import { readTimestampInfo } from "./timestamp-info.js";

const imprint = sequence(
  sequence(objectIdentifier("2.16.840.1.101.3.4.2.1"), nothing()),
  octetString(new Uint8Array(32)),
);

function read(...more: readonly Uint8Array[]): Date {
  const time = der(0x18, Buffer.from("20260601120000Z"));
  return readTimestampInfo(sequence(integer(1), objectIdentifier("1.2.3"), imprint, integer(7), time, ...more)).time;
}

describe("a timestamp", () => {
  it("may say how accurate it is, and who made it", () => {
    const accuracy = sequence(
      integer(1),
      contextPrimitive(0, Uint8Array.of(3, 0xe7)),
      contextPrimitive(1, Uint8Array.of(1)),
    );
    const authority = context(0, der(0x82, Buffer.from("time.contoso.example")));
    for (const more of [[], [accuracy], [accuracy, integer(99), authority]]) {
      expect(read(...more)).toEqual(new Date("2026-06-01T12:00:00Z"));
    }
  });

  it.each([
    ["milliseconds of 1,000", sequence(contextPrimitive(0, Uint8Array.of(3, 0xe8)))],
    ["microseconds of 0", sequence(contextPrimitive(1, Uint8Array.of(0)))],
    ["more in its accuracy", sequence(integer(1), nothing())],
    ["a nonce without octets", der(0x02)],
    ["an authority without a name", context(0)],
    ["a value where its accuracy belongs", octetString(Uint8Array.of(1))],
  ])("with %s is malformed", (_, more) => {
    expect(() => read(more)).toThrow(Asn1Error);
  });
});
