import type { Host } from "../plugin/host.js";
import type { HostContext } from "./host-context.js";

/** Opens the host for the length of one hook call. */
export type OpenHost = (context: HostContext) => Host;
