import type { StopgapError } from "../../errors/stopgap-error.js";
import { authority, endpointOf } from "./endpoint.js";
import { fetchError } from "./fetch-error.js";
import { visibleText } from "./visible-text.js";

/** Which redirects are followed: to the same scheme, host and port, or to any host by the same scheme. */
export type RedirectRule = "same-origin" | "same-scheme";

/** Where a redirect leads. Throws FETCH_REDIRECT where it is not to be followed. */
export function redirectTarget(from: URL, location: string | null, status: number, rule: RedirectRule): URL {
  const place = authority(endpointOf(from));
  if (location === null || !URL.canParse(location, from.href)) {
    throw refused(place, status, "to nowhere");
  }
  const to = new URL(location, from);
  const allowed = rule === "same-origin" ? to.origin === from.origin : to.protocol === from.protocol;
  if (!allowed || to.username !== "" || to.password !== "") {
    throw refused(place, status, `to ${visibleText(to.host === "" ? to.protocol : to.origin)}`);
  }
  return to;
}

function refused(place: string, status: number, where: string): StopgapError {
  return fetchError(
    "FETCH_REDIRECT",
    "HTTP",
    `${place} answered ${status}, a redirect ${where}, which is not followed`,
  );
}
