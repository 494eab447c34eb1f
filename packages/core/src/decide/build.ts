import type { AppliesTo, Build } from "../feed/feed.js";

const form = /^(\d{1,9})\.(\d{1,9})\.(\d{1,9})\.(\d{1,9})$/;

/** `15.2.1118.12` to its four numbers, or null where the text is of another form. */
export function parseBuild(text: string): Build | null {
  const parts = form.exec(text);
  return parts === null ? null : [Number(parts[1]), Number(parts[2]), Number(parts[3]), Number(parts[4])];
}

/** Negative where `a` is older, positive where it is newer, 0 where they are the same. */
export function compareBuilds(a: Build, b: Build): number {
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2] || a[3] - b[3];
}

function formatBuild(build: Build): string {
  return build.join(".");
}

export function formatRange(range: AppliesTo): string {
  const parts: string[] = [];
  if (range.product !== null) parts.push(range.product);
  if (range.lowest !== null) parts.push(`from ${formatBuild(range.lowest)}`);
  if (range.highest !== null) parts.push(`to ${formatBuild(range.highest)}`);
  if (range.role !== null) parts.push(`role ${range.role}`);
  return parts.length === 0 ? "every server" : parts.join(" ");
}
