import type { AppliesTo } from "../feed/feed.js";
import { compareBuilds, parseBuild } from "./build.js";

/** What of a server the feed's ranges speak of. */
export interface ServerIdentity {
  readonly product: string;
  readonly build: string;
  readonly roles: readonly string[];
}

/** True where any range matches; no range at all means every server. */
export function appliesTo(ranges: readonly AppliesTo[], server: ServerIdentity): boolean {
  return ranges.length === 0 || ranges.some((range) => matches(range, server));
}

function matches(range: AppliesTo, server: ServerIdentity): boolean {
  if (range.product !== null && !sameWord(range.product, server.product)) return false;
  if (range.role !== null && !server.roles.some((role) => sameWord(role, range.role ?? ""))) return false;
  if (range.lowest === null && range.highest === null) return true;
  const build = parseBuild(server.build);
  if (build === null) return false;
  if (range.lowest !== null && compareBuilds(build, range.lowest) < 0) return false;
  return range.highest === null || compareBuilds(build, range.highest) <= 0;
}

function sameWord(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
