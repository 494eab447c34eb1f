import { createCrlFetcher, type TrustPolicy } from "@stopgap/core";
import type { Configuration } from "../configuration/configuration.js";
import { networkOptions } from "./network-options.js";

/** Whom the configuration believes. Revocation lists are fetched anew for every policy made. */
export function trustPolicy(configuration: Configuration): TrustPolicy {
  const { trust, feed } = configuration;
  const { mode, crls } = trust.revocation;
  const { maxBytes: _, ...way } = networkOptions(configuration);
  const fetchCrl = mode === "off" ? null : createCrlFetcher(way).fetchCrl;
  return {
    roots: trust.roots,
    issuers: trust.issuers,
    extendedKeyUsage: trust.extendedKeyUsage,
    timestampRoots: trust.timestampRoots,
    revocation: { mode, crls, fetchCrl },
    freshness: trust.freshness,
    maxBytes: feed.maxBytes,
  };
}

/** The same trust for looking back: certificates are judged at the time of then, and no network is asked. */
export function trustPolicyOfThen(configuration: Configuration): TrustPolicy {
  const policy = trustPolicy(configuration);
  return { ...policy, revocation: { mode: "off", crls: [], fetchCrl: null } };
}
