import { createPrivateKey } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fromPem, generateSigningChain, signFeed } from "@stopgap/core/publish";

const feed = `<EOCS version="1.0.4"><Config id="M1" desc="The door"><ActionList><Action id="M1.1" type="Door" scope="Server" desc="Closes it."><Value>closed</Value></Action></ActionList></Config></EOCS>`;

/** A signed feed in that folder, for the tests, with the root that vouches for it. */
export async function makeFeed(directory: string): Promise<{ readonly root: Uint8Array; readonly path: string }> {
  const chain = generateSigningChain({ issuerName: "CN=Embedded Feed CA", keyType: "ec" });
  const [root = new Uint8Array()] = fromPem("CERTIFICATE", chain.root.certificate);
  const certificates = fromPem("CERTIFICATE", chain.leaf.certificate + chain.issuer.certificate);
  const path = join(directory, "feed.xml");
  await writeFile(path, signFeed(feed, { key: createPrivateKey(chain.leaf.key), certificates }));
  return { root, path };
}
