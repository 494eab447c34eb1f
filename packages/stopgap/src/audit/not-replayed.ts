import { isDeepStrictEqual } from "node:util";
import type { State } from "@stopgap/core";
import type { Configuration } from "../configuration/configuration.js";

/** A setting of the other configuration that what is recorded cannot answer for. */
export interface NotReplayed {
  readonly setting: string;
  readonly why: string;
}

interface Unanswerable extends NotReplayed {
  readonly of: (configuration: Configuration) => unknown;
}

const unanswerable: readonly Unanswerable[] = [
  {
    setting: "feed",
    why: "what was fetched is recorded, not what another address, proxy, time limit or schedule would have brought",
    of: ({ feed }) => ({ ...feed, maxBytes: 0 }),
  },
  {
    setting: "host",
    why: "each action was inspected on the host of then, and no other is looked at",
    of: ({ host }) => host,
  },
  {
    setting: "onEquivalent",
    why: "what stood on the host under another name was judged as it was configured then",
    of: ({ onEquivalent }) => onEquivalent,
  },
  {
    setting: "trust",
    why: "each feed that was accepted is judged again, but what was refused then is not kept",
    of: ({ trust }) => trust,
  },
  { setting: "freshness", why: "alarms follow the cycles that were run", of: ({ freshness }) => freshness },
  { setting: "store", why: "the log that is replayed is that of --config", of: ({ store }) => store },
];

/** What of the other configuration was left out of a replay of that log, and why. */
export function notReplayed(configuration: Configuration, other: Configuration, state: State): readonly NotReplayed[] {
  const { server, trust } = other;
  const found: NotReplayed[] = [];
  const names = Object.keys(state.servers).map((name) => name.toLowerCase());
  if (!names.includes(server.name.toLowerCase())) {
    const why = `the log has no server ${server.name}, so that no cycle has its product, build and roles`;
    found.push({ setting: "server", why });
  }
  if (trust.revocation.mode !== "off") {
    const why = "revocation lists of then are not kept, and none is asked for";
    found.push({ setting: "trust.revocation", why });
  }
  for (const { setting, why, of } of unanswerable) {
    if (!isDeepStrictEqual(of(configuration), of(other))) found.push({ setting, why });
  }
  return found;
}
