import { type ServerState, type State, StopgapError, serverState } from "@stopgap/core";
import { nearestWord } from "../configuration/nearest-word.js";

/** The servers of the log and the configured one, by name; or the one that is named. Throws `SERVER_UNKNOWN`. */
export function findServers(state: State, configured: string, named?: string): readonly ServerState[] {
  const all = [...new Set([configured, ...Object.keys(state.servers)])].toSorted((a, b) => a.localeCompare(b, "en"));
  const wanted = named === undefined ? all : all.filter((name) => name.toLowerCase() === named.toLowerCase());
  if (wanted.length === 0) {
    const remedy = `did you mean ${nearestWord(named ?? "", all)}? stopgap get lists all`;
    throw new StopgapError("SERVER_UNKNOWN", `there is no server ${JSON.stringify(named)}`, { remedy });
  }
  return wanted.map((name) => serverState(state, name));
}
