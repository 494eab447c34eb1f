import { createPrivateKey } from "node:crypto";
import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { serverState } from "@stopgap/core";
import { fromPem, generateSigningChain, signFeed } from "@stopgap/core/publish";
import { expect, it } from "vitest";
import { embed } from "./embedded.js";

const feed = `<EOCS version="1.0.4"><Config id="M3" desc="One service"><ActionList><Action id="M3.1" type="Service" scope="Server" desc="Stops it."><Value><service name="Spooler" state="Stopped" startType="Disabled"/></Value></Action></ActionList></Config></EOCS>`;

it("applies a signed feed in the embedding program's own time and shows its events", async () => {
  const directory = await mkdtemp(join(tmpdir(), "stopgap-embedded-"));
  const chain = generateSigningChain({ issuerName: "CN=Embedded Feed CA", keyType: "ec" });
  const [root = new Uint8Array()] = fromPem("CERTIFICATE", chain.root.certificate);
  const certificates = fromPem("CERTIFICATE", chain.leaf.certificate + chain.issuer.certificate);
  const services = join(directory, "services.json");
  await writeFile(services, `{"Spooler":{"state":"Running","startType":"Automatic","dependents":[]}}`);
  await writeFile(join(directory, "feed.xml"), signFeed(feed, { key: createPrivateKey(chain.leaf.key), certificates }));

  const noon = new Date(Date.now() + 3_600_000);
  const runtime = await embed(pathToFileURL(join(directory, "feed.xml")).href, root, directory, () => noon);
  const seen: string[] = [];
  runtime.events.subscribe((event) => seen.push(`${event.type} ${event.time}`));
  const { mitigations } = await runtime.check();
  expect(mitigations.map(({ appliedId, status }) => [appliedId, status])).toEqual([["M3.1.0", "Applied"]]);
  expect(JSON.parse(await readFile(services, "utf8")).Spooler).toMatchObject({
    state: "Stopped",
    startType: "Disabled",
  });
  expect(Object.keys(serverState(runtime.state, "Embedded1").applied)).toEqual(["M3.1.0"]);
  await runtime.stop("the embedding program ends");
  const types = ["Fetched", "Verified", "Decided", "Applying", "Applied"];
  expect(seen).toEqual(types.map((type) => `${type} ${noon.toISOString()}`));
});
