import { type EventLog, type Feed, failureOf, type ServerState, StopgapError } from "@stopgap/core";
import { documentReverifier } from "../composition/verify-document.js";
import type { Configuration } from "../configuration/configuration.js";
import type { Feeds } from "../views/feeds.js";

/** The feeds that what stands for these servers came from, verified again as of then. One that no longer verifies is left out. */
export async function keptFeeds(
  log: EventLog,
  configuration: Configuration,
  servers: readonly ServerState[],
): Promise<Feeds> {
  const wanted = new Map<string, Set<string>>();
  const want = (sha256: string, time: string) => wanted.set(sha256, (wanted.get(sha256) ?? new Set()).add(time));
  for (const { lastDecided, applied } of servers) {
    if (lastDecided !== null) want(lastDecided.sha256, lastDecided.time);
    for (const { sha256, since } of Object.values(applied)) want(sha256, since);
  }
  const feeds = new Map<string, Feed>();
  for (const [sha256, times] of wanted) {
    const feed = await firstThatVerifies(log, configuration, sha256, times);
    if (feed !== null) feeds.set(sha256, feed);
  }
  return feeds;
}

/** A kept feed, verified again as of that time. Rejects with why it does not verify, and with `LOG_DAMAGED` where it is not kept. */
export async function keptFeed(
  log: EventLog,
  configuration: Configuration,
  sha256: string,
  time: string,
): Promise<Feed> {
  const bytes = await log.document(sha256);
  if (bytes === null) throw new StopgapError("LOG_DAMAGED", `the signed document ${sha256} is not kept`);
  return (await documentReverifier(configuration)(bytes, sha256, new Date(time), null)).feed;
}

async function firstThatVerifies(
  log: EventLog,
  configuration: Configuration,
  sha256: string,
  times: Iterable<string>,
): Promise<Feed | null> {
  for (const time of times) {
    try {
      return await keptFeed(log, configuration, sha256, time);
    } catch (error) {
      if (failureOf(error) === null) throw error;
    }
  }
  return null;
}
