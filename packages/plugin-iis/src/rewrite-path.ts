import { problemWithName } from "./schema/names.js";

/** A configuration path: a site and the folders, virtual directories or applications below it. */
export interface RewritePath {
  readonly site: string;
  readonly segments: readonly string[];
}

const maxLength = 400;

/** `Default Web Site/owa` taken apart, or the reason why it is refused. */
export function parseRewritePath(path: string): RewritePath | string {
  if (path.length > maxLength) return `is longer than ${maxLength} characters`;
  const parts = path.replace(/\/$/, "").split("/");
  for (const part of parts) {
    const problem = problemWithName(part, "a part of it") ?? problemWithPart(part);
    if (problem !== null) return problem;
  }
  const [site = "", ...segments] = parts;
  return { site, segments };
}

/** The path as claims and locations are compared by: lower case. */
export function rewritePathKey(path: RewritePath): string {
  return [path.site, ...path.segments].join("/").toLowerCase();
}

function problemWithPart(part: string): string | null {
  if (/^\.+$/.test(part)) return "leads out of its folder";
  if (/[\\:*?"<>|%]/.test(part)) return "holds a character that no folder name may hold";
  if (/^web\.config$/i.test(part)) return "names a configuration file, not a folder";
  if (/[. ]$/.test(part)) return "has a part that ends in a dot or space";
  if (/^(?:con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(?:\.|$)/i.test(part)) return "names a device";
  return null;
}
