import { type CrlFetcher, createCrlFetcher, type TrustPolicy } from "@stopgap/core";
import type { Configuration } from "../configuration/configuration.js";
import { networkOptions } from "./network-options.js";

/** Whom the configuration believes. Revocation lists are fetched anew for every policy made. */
export function trustPolicy(configuration: Configuration): TrustPolicy {
  return trustPolicyWith(configuration, revocationFetcher(configuration));
}

/** The same, with revocation lists from that fetcher, which remembers what it fetched. */
export function trustPolicyWith(configuration: Configuration, { fetchCrl }: CrlFetcher): TrustPolicy {
  const { trust, feed } = configuration;
  const { mode, crls } = trust.revocation;
  return {
    roots: trust.roots,
    issuers: trust.issuers,
    extendedKeyUsage: trust.extendedKeyUsage,
    timestampRoots: trust.timestampRoots,
    revocation: { mode, crls, fetchCrl: mode === "off" ? null : fetchCrl },
    freshness: trust.freshness,
    maxBytes: feed.maxBytes,
  };
}

export function revocationFetcher(configuration: Configuration): CrlFetcher {
  const { maxBytes: _, ...way } = networkOptions(configuration);
  return createCrlFetcher(way);
}

/** The same trust for looking back: certificates are judged at the time of then, and no network is asked. */
export function trustPolicyOfThen(configuration: Configuration): TrustPolicy {
  return { ...trustPolicy(configuration), revocation: { mode: "off", crls: [], fetchCrl: null } };
}
