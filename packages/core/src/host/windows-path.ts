import { StopgapError } from "../errors/stopgap-error.js";

/** A path as its parts: `drive` is one upper-case letter, or null for a table at the sandbox's root. */
export interface WindowsPath {
  readonly drive: string | null;
  readonly segments: readonly string[];
}

const devices =
  /^(?:con|prn|aux|nul|clock\$|conin\$|conout\$|com[0-9\u00b9\u00b2\u00b3]|lpt[0-9\u00b9\u00b2\u00b3])\s*(?:\.|$)/i;
const longest = 4096;

/**
 * Takes a full Windows path (`C:\folder\file`, either slash) or, where `tables` is true, a bare file name apart.
 * Throws HOST_PATH_REFUSED for every form that could mean something else on Windows than it says.
 */
export function parseWindowsPath(path: string, tables: boolean): WindowsPath {
  if (typeof path !== "string" || path === "") throw refused(path, "it is empty");
  if (path.length > longest) throw refused(path, `it is longer than ${longest} characters`);
  if (/[\p{Cc}\p{Cs}]/u.test(path)) throw refused(path, "it has a control character or half a character");
  if (/^[\\/]{2}/.test(path)) throw refused(path, "network and device paths are not below the host");
  const full = /^([a-z]):[\\/](.*)$/i.exec(path);
  if (full === null) {
    if (!tables || /[\\/:]/.test(path)) throw refused(path, "it has no drive");
    // One letter at the root is a drive's folder.
    if (path.length === 1) throw refused(path, "it names no file");
    return { drive: null, segments: [checkedSegment(path, path)] };
  }
  const [, drive = "", rest = ""] = full;
  const segments = rest
    .split(/[\\/]/)
    .filter((segment) => segment !== "" && segment !== ".")
    .map((segment) => checkedSegment(segment, path));
  if (segments.length === 0) throw refused(path, "it names no file");
  return { drive: drive.toUpperCase(), segments };
}

function checkedSegment(segment: string, path: string): string {
  if (segment === "..") throw refused(path, "it goes up with ..");
  if (segment.includes(":")) throw refused(path, "it names an alternate data stream");
  if (/[<>"|?*]/.test(segment)) throw refused(path, "it has a character that no Windows file name has");
  // Windows drops them, so that two names would mean one file.
  if (/[. ]$/.test(segment)) throw refused(path, "a name in it ends with a dot or a space");
  if (devices.test(segment)) throw refused(path, "it names a device");
  return segment;
}

/** A HOST_PATH_REFUSED that shows the path, shortened and without control characters. */
export function refused(path: unknown, why: string): StopgapError {
  const shown = String(path)
    .slice(0, 300)
    .replace(/[\p{Cc}\p{Cs}]/gu, "?");
  return new StopgapError("HOST_PATH_REFUSED", `the path "${shown}" is refused: ${why}`);
}

/** Folds case as Windows does: character by character, and never from outside ASCII into it. */
export function foldCase(name: string): string {
  let folded = "";
  for (const character of name) {
    const upper = character.toUpperCase();
    const kept = upper.length === character.length && character > "\u007f" === upper > "\u007f";
    folded += kept ? upper : character;
  }
  return folded;
}
