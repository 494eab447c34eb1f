import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { fromPem } from "../../packages/core/src/publish/index.js";
import { published } from "../attacks/kit/feeds.js";
import { accept, policy, verdict } from "../attacks/kit/server.js";

const folder = join(import.meta.dirname, "../../../shared/reference/feed");
const file = join(folder, "GetExchangeMitigations-1.0.4-PING1-signed.xml");
const then = new Date("2021-12-07T12:00:00Z");

function certificate(name: string): Uint8Array {
  const [der] = fromPem("CERTIFICATE", readFileSync(join(folder, name), "latin1"));
  if (der === undefined) throw new Error(`${name} holds no certificate`);
  return der;
}

it("a feed of our own in the real one's profile verifies, without a serial", async () => {
  expect(await accept(published(null))).toMatchObject({ profile: "EOCS 1.0", serial: null });
});

// The real feed is not ours to ship: these tests are registered where it lies beside the checkout.
if (existsSync(file)) {
  const document = readFileSync(file);
  const trust = policy({
    roots: [certificate("cert2.pem")],
    issuers: ["CN=Microsoft Code Signing PCA 2011"],
    extendedKeyUsage: ["1.3.6.1.5.5.7.3.3", "1.3.6.1.4.1.311.76.57.1.11"],
  });

  describe("the real feed", () => {
    it("verifies in December 2021", async () => {
      const verified = await accept(document, { policy: trust, at: then });
      expect(verified).toMatchObject({ profile: "EOCS 1.0", serial: null, trustedAt: then.toISOString() });
      expect(verified.signer).toContain("CN=Microsoft Exchange XML Signing");
      expect(verified.feed.mitigations).toMatchObject([
        {
          id: "PING1",
          actions: [{ appliedId: "PING1", type: "DoNothing", value: { text: "DoNothing" }, problem: null }],
        },
      ]);
    });

    it("verifies today by its countersignature, when that one's root is configured", async () => {
      const timestampRoots = [certificate("cert4.pem")];
      expect(await accept(document, { policy: { ...trust, timestampRoots } })).toMatchObject({
        trustedAt: "2021-09-15T16:42:08.621Z",
        countersignedAt: "2021-09-15T16:42:08.621Z",
      });
    });

    it("is refused today, under another root, and with one byte changed", async () => {
      expect(await verdict(document, { policy: trust })).toBe("CERTIFICATE_EXPIRED");
      expect(await verdict(document, { policy: policy({ ...trust, roots: policy().roots }), at: then })).toBe(
        "CERTIFICATE_ROOT_UNKNOWN",
      );
      const changed = Buffer.from(document);
      changed[changed.indexOf("PING1")] = 0x51;
      expect(await verdict(changed, { policy: trust, at: then })).toBe("SIGNATURE_DIGEST_MISMATCH");
    });
  });
}
