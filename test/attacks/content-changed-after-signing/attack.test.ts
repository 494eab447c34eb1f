import { expect, it } from "vitest";
import { signFeed } from "../../../packages/core/src/publish/index.js";
import { wholePlainFeed } from "../kit/feeds.js";
import { exclusive, inclusive, publisher, signAs } from "../kit/publisher.js";
import { accept, verdict } from "../kit/server.js";

const small =
  '<?xml version="1.0"?>\n<EOCS version="1" ><Config id="P" desc=\'a&#9;b\'><ActionList>\n<Action type="DoNothing" scope="Server"><Value>a&gt;b</Value></Action></ActionList></Config>';

it.each([
  ["publication form", () => signFeed(`${small}</EOCS>`, publisher())],
  ["inclusive canonical form", () => signAs(small, { transform: inclusive, canonicalization: inclusive }, "</EOCS>\n")],
  ["exclusive canonical form", () => signAs(small, { transform: exclusive }, "</EOCS>\n")],
])("no byte of the %s can be another and change what is read", async (_form, sign) => {
  const document = sign();
  const before = await accept(document);
  const accepted: number[] = [];
  for (let at = 0; at < document.length; at += 1) {
    for (const flip of [0x01, 0x20, 0x80]) {
      const changed = Buffer.from(document);
      changed[at] = (changed[at] ?? 0) ^ flip;
      if ((await verdict(changed)) !== "accepted") continue;
      accepted.push(at);
      expect((await accept(changed)).feed).toEqual(before.feed);
      expect((await accept(changed)).signer).toEqual(before.signer);
    }
  }
  // In publication form only the certificates' own text is not covered: nothing there can change and still hold.
  if (_form === "publication form") expect(accepted).toEqual([]);
});

it("another feed under the same signature is refused", async () => {
  const signed = Buffer.from(signFeed(wholePlainFeed, publisher())).toString();
  expect(await verdict(signed.replace('serial="42"', 'serial="43"'))).toBe("SIGNATURE_DIGEST_MISMATCH");
});
