import { userInfo } from "node:os";

/** Who runs the program: the operating-system user, with the domain where there is one. */
export function actor(environment: Readonly<Record<string, string | undefined>> = process.env): string {
  const name = userName(environment);
  const domain = environment.USERDOMAIN;
  return domain === undefined || domain === "" ? name : `${domain}\\${name}`;
}

/** In a container the user id may have no name. */
function userName(environment: Readonly<Record<string, string | undefined>>): string {
  try {
    return userInfo().username;
  } catch {
    return environment.USER ?? environment.USERNAME ?? `uid ${process.getuid?.() ?? "unknown"}`;
  }
}
