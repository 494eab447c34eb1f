import { expect, it } from "vitest";
import { plainFeed } from "../kit/feeds.js";
import { newPublisher, publisher, signAs } from "../kit/publisher.js";
import { policy, verdict } from "../kit/server.js";

it("of another root, and of another issuer of the same root", async () => {
  expect(await verdict(signAs(plainFeed, { by: newPublisher() }))).toBe("CERTIFICATE_ROOT_UNKNOWN");
  const elsewhere = policy({ issuers: ["CN=Contoso Feed Signing CA"] });
  expect(await verdict(signAs(plainFeed), { policy: elsewhere })).toBe("CERTIFICATE_ISSUER_MISMATCH");
  const kin = { ...newPublisher(), certificates: publisher().certificates };
  expect(await verdict(signAs(plainFeed, { by: kin }))).toBe("SIGNATURE_INVALID");
});

it("what is signed and no feed", async () => {
  const other = plainFeed.replace("<EOCS ", "<Other ");
  expect(await verdict(signAs(other, {}, "</Other>"))).toBe("DOCUMENT_NOT_A_FEED");
});
