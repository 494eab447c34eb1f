import { expect, it } from "vitest";
import { extendedKeyUsage } from "../../../packages/core/src/publish/index.js";
import { issueAuthority, issueLeaf } from "../../certificates/pki.js";
import { timestampToken } from "../../certificates/timestamp-token.js";
import { edit } from "../kit/edit.js";
import { plainFeed } from "../kit/feeds.js";
import { now, publisher, signAs } from "../kit/publisher.js";
import { accept, policy, verdict } from "../kit/server.js";

const day = 86_400_000;
const dates = { notBefore: new Date(now.getTime() - 300 * day), notAfter: new Date(now.getTime() + 300 * day) };
const root = issueAuthority({ issuer: null, subject: "CN=Time Root", ...dates });
const tsa = issueLeaf({
  issuer: root,
  subject: "CN=Time Authority",
  without: ["2.5.29.37"],
  also: [extendedKeyUsage(["1.3.6.1.5.5.7.3.8"], true)],
  ...dates,
});
const trust = policy({ timestampRoots: [root.der] });

function signatureValueOf(document: Uint8Array): Uint8Array {
  return Buffer.from(/<SignatureValue>([^<]*)</.exec(Buffer.from(document).toString())?.[1] ?? "", "base64");
}

/** The document with a timestamp of that time over `about`, by default its own signature. */
function countersigned(document: Uint8Array, time: string, about = signatureValueOf(document)): Uint8Array {
  const token = timestampToken({ signer: tsa, issuerName: "CN=Time Root", about, time, certificates: [tsa.der] });
  const counter = `<CounterSignature xmlns="http://schemas.microsoft.com/xmldsig/timestamp/2003" ts-format="cms-timestamp-message">${Buffer.from(token).toString("base64")}</CounterSignature>`;
  return edit(document, "</Signature>", `<Object Id="ts-countersig">${counter}</Object></Signature>`);
}

const plain = (text: string): Uint8Array => signAs(plainFeed.replace(/ serial=.*Z"/, "").replace("Heartbeat", text));
const [current, next] = [plain("current"), plain("next")];

it("does not make the next feed look old", async () => {
  const first = await accept(countersigned(current, "20261121100000Z"), { policy: trust });
  expect(first.countersignedAt).toBe("2026-11-21T10:00:00.000Z");
  // The next feed is countersigned at 11:00; an attacker has the current one countersigned once more at 12:00.
  const again = await accept(countersigned(current, "20261121120000Z"), { policy: trust, accepted: first });
  expect(again.countersignedAt).toBe("2026-11-21T10:00:00.000Z");
  const newer = countersigned(next, "20261121110000Z");
  expect(await verdict(newer, { policy: trust, accepted: again })).toBe("accepted");
});

it("neither lowers what was accepted", async () => {
  const accepted = await accept(countersigned(current, "20261121100000Z"), { policy: trust });
  const rolledBack = (document: Uint8Array) => verdict(document, { policy: trust, accepted });
  expect(await rolledBack(current)).toBe("DOCUMENT_ROLLBACK");
  expect(await rolledBack(countersigned(current, "20261121090000Z"))).toBe("DOCUMENT_ROLLBACK");
  expect(await rolledBack(countersigned(next, "20261121090000Z"))).toBe("DOCUMENT_ROLLBACK");
  expect(await rolledBack(countersigned(next, "20261121100000Z"))).toBe("DOCUMENT_FORK");
});

it("a token about another signature, or of the future, sets no time", async () => {
  const replayed = countersigned(next, "20261121100000Z", signatureValueOf(current));
  expect((await accept(replayed, { policy: trust })).countersignedAt).toBeNull();
  const ahead = countersigned(next, "20261121180501Z");
  expect((await accept(ahead, { policy: trust })).countersignedAt).toBeNull();
});

it("an expired signer is judged by a token of its own time alone", async () => {
  const later = new Date(now.getTime() + 20 * 365 * day);
  const expired = { policy: trust, at: later };
  expect(await verdict(current, expired)).toBe("CERTIFICATE_EXPIRED");
  expect(await verdict(countersigned(current, "20261121100000Z", signatureValueOf(next)), expired)).toBe(
    "CERTIFICATE_EXPIRED",
  );
  expect(await verdict(countersigned(current, "20261121100000Z"), expired)).toBe("accepted");
  const stranger = policy({ timestampRoots: [publisher().root] });
  expect(await verdict(countersigned(current, "20261121100000Z"), { policy: stranger, at: later })).toBe(
    "CERTIFICATE_EXPIRED",
  );
});
