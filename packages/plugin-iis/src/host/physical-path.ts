import { PluginError } from "@stopgap/core/plugin";

/** A full path on a drive, backslashes only, none at its end. Throws `PluginError("PHYSICAL_PATH_REFUSED")` for any other form. */
export function checkPhysicalPath(path: string): string {
  const plain = path.replaceAll("/", "\\");
  const problem = problemWith(plain);
  if (problem !== null) {
    throw new PluginError(
      "PHYSICAL_PATH_REFUSED",
      `the physical path ${JSON.stringify(path)} ${problem}; nothing is read or written there`,
    );
  }
  return plain.replace(/(?<!^[A-Za-z]:)\\+$/, "");
}

/** Joins folder names to a checked path. */
export function joinPath(folder: string, ...names: readonly string[]): string {
  return names.length === 0 ? folder : [folder.replace(/\\$/, ""), ...names].join("\\");
}

function problemWith(path: string): string | null {
  if (path.startsWith("\\\\")) return "is a network or device path";
  if (!/^[A-Za-z]:\\/.test(path)) return "is not a full path with a drive letter";
  const names = path.slice(3).replace(/\\+$/, "").split("\\");
  if (names.length === 1 && names[0] === "") return null;
  for (const name of names) {
    if (name === "") return "has an empty part";
    if (/^\.+$/.test(name)) return "leads out of its folder";
    if (/[\p{Cc}:*?"<>|]/u.test(name)) return "holds a character that no folder name may hold";
    if (/[. ]$/.test(name)) return "has a part that ends in a dot or space";
    if (/^(?:con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(?:\.|$)/i.test(name)) return "names a device";
  }
  return null;
}
