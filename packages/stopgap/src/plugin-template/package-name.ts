import { StopgapError } from "@stopgap/core";
import validate from "validate-npm-package-name";

/** A name npm takes for a new package, such as `stopgap-plugin-firewall` or `@contoso/firewall`. Throws `USAGE`. */
export function checkPackageName(name: string): string {
  const { validForNewPackages, errors = [], warnings = [] } = validate(name);
  if (validForNewPackages) return name;
  const why = [...errors, ...warnings].join(", and ");
  throw new StopgapError("USAGE", `${JSON.stringify(name)} is not the name of a package: ${why}`, {
    remedy: "choose a name such as stopgap-plugin-firewall or @contoso/stopgap-plugin-firewall",
  });
}

/** The folder a package of that name is made in: its name without the scope. */
export function folderOfPackage(name: string): string {
  return name.replace(/^@[^/]*\//, "");
}

/** The mitigation type such a package serves: `@contoso/stopgap-plugin-remote-access` serves `RemoteAccess`. */
export function typeOfPackage(name: string): string {
  const own = folderOfPackage(name)
    .replace(/^stopgap-plugin-/, "")
    .replace(/-plugin$/, "");
  const words = own.split(/[^A-Za-z0-9]+/).filter((word) => word !== "");
  const type = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("");
  return (/^[A-Za-z]/.test(type) ? type : `Type${type}`).slice(0, 100);
}
