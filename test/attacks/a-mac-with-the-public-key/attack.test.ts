import { createHmac, createPublicKey } from "node:crypto";
import { expect, it } from "vitest";
import { edit } from "../kit/edit.js";
import { ds, publisher } from "../kit/publisher.js";
import { verdict } from "../kit/server.js";
import { signedForms } from "../kit/signed.js";

it.each([`${ds}hmac-sha1`, "http://www.w3.org/2001/04/xmldsig-more#hmac-sha256"])("%s", async (algorithm) => {
  const key = createPublicKey(publisher().key).export({ type: "spki", format: "pem" });
  for (const document of signedForms) {
    const named = edit(document, /http:[^"]*#ecdsa-sha256/, algorithm);
    const [signedInfo = ""] = /<SignedInfo>[\s\S]*<\/SignedInfo>/.exec(Buffer.from(named).toString()) ?? [];
    const mac = createHmac("sha256", key)
      .update(signedInfo.replace(">", ` xmlns="${ds}">`))
      .digest("base64");
    const forged = edit(named, /<SignatureValue>[^<]*/, `<SignatureValue>${mac}`);
    expect(await verdict(forged)).toBe("SIGNATURE_ALGORITHM_REFUSED");
  }
});
