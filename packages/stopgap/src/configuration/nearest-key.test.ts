import { expect, it } from "vitest";
import { knownKeys } from "./known-keys.js";
import { nearestKey } from "./nearest-key.js";
import { configurationSchema } from "./schema.js";

it.each([
  ["feed.shedule", "feed.schedule"],
  ["feed.maxbytes", "feed.maxBytes"],
  ["trust.isuer", "trust.issuer"],
  ["servers", "server"],
  ["onretired", "onRetired"],
  ["proxy", "feed.proxy"],
  ["trust.requireSerial", "trust.freshness.requireSerial"],
  ["hosts.kind", "host.kind"],
])("%s is nearest to %s", (unknown, nearest) => {
  expect(nearestKey(unknown)).toBe(nearest);
});

it("knows every key of the schema, and no other", () => {
  const probe = (path: string) => {
    const value = path.split(".").reduceRight<unknown>((inner, name) => ({ [name]: inner }), Symbol("x"));
    const result = configurationSchema("/").safeParse(value);
    const issues = result.success ? [] : result.error.issues;
    return issues.some((issue) => issue.code === "unrecognized_keys");
  };
  const withKind = (path: string) => (path === "host.root" ? "host.kind" : path);
  expect(knownKeys.filter((key) => probe(withKind(key)))).toEqual([]);
  expect(probe("feed.shedule")).toBe(true);
  const { shape } = configurationSchema("/");
  expect(Object.keys(shape).toSorted()).toEqual(knownKeys.filter((key) => !key.includes(".")).toSorted());
});
