import { signFeed } from "../../../packages/core/src/publish/index.js";
import { publisher } from "./publisher.js";

/** A feed up to its end tag, as a publisher would write it by hand: neither canonical nor on one line. */
export const plainFeed = `<?xml version="1.0" encoding="utf-8"?>
<EOCS version="1.1.0" serial="42" issued="2026-11-21T00:00:00Z" expires="2026-12-21T00:00:00Z">
  <Config id="PING1" desc="Heartbeat &amp; probe &#x41;">
    <ActionList>
      <Action type="DoNothing" scope='Server'   desc="Nothing">
        <Value>DoNothing</Value>
      </Action>
    </ActionList>
  </Config>
  <Config id="M1" desc="Blocks">
    <AppliesTo product="Exchange2019" lowest="15.2.986.5" highest="15.2.986.35"/>
    <ActionList>
      <Action id="M1.1" version="0" type="HostsFile" scope="Site" desc="deny">
        <Value><entry name="a" action="deny">deny</entry></Value>
      </Action>
    </ActionList>
  </Config>
`;

export const wholePlainFeed = `${plainFeed}</EOCS>\n`;

/** The feed in publication form, with that serial (null: a feed without one) and, in one description, that word. */
export function published(serial: string | null, word = "Heartbeat"): Uint8Array {
  const head =
    serial === null ? "" : ` serial="${serial}" issued="2026-11-21T00:00:00Z" expires="2026-12-21T00:00:00Z"`;
  return signFeed(wholePlainFeed.replace(/ serial=.*Z"/, head).replace("Heartbeat", word), publisher());
}
