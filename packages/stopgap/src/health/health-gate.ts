import { parseBuild } from "@stopgap/core";
import { isEdge, type ServerConfiguration } from "../configuration/configuration.js";

/** The first builds that have the EM service: 2016 CU22, 2019 CU11, SE RTM. */
const firstBuilds: Readonly<Record<string, string>> = {
  exchange2016: "15.1.2375.7",
  exchange2019: "15.2.986.5",
  exchangese: "15.2.2562.17",
};

/** Why the health check's rows are not shown for this server, or null where they are. */
export function hiddenBecause(server: ServerConfiguration): string | null {
  if (isEdge(server)) return "servers with the Edge Transport role have no emergency mitigation service";
  const product = server.product.toLowerCase().replace(/[\s_-]/g, "");
  const first = firstBuilds[product];
  if (first === undefined)
    return /^exchange(20\d\d)?$/.test(product) ? `${server.product} has no emergency mitigation service` : null;
  if (isAtLeast(server.build, first)) return null;
  return `${server.product} ${server.build} is older than ${first}, the first build with an emergency mitigation service`;
}

function isAtLeast(build: string, first: string): boolean {
  const own = parseBuild(build);
  const wanted = parseBuild(first);
  if (own === null || wanted === null) return false;
  const different = own.findIndex((part, index) => part !== wanted[index]);
  return different === -1 || (own[different] ?? 0) > (wanted[different] ?? 0);
}
