import type { Host, HttpRequest, SimulatedResponse } from "@stopgap/core/plugin";
import type { RewriteParameters } from "./rewrite-parameters.js";
import { collectRules } from "./simulate/collect-rules.js";
import { evaluateRules } from "./simulate/evaluate-rules.js";
import { readRules } from "./simulate/read-rules.js";
import { requestState, segmentsOf } from "./simulate/request-state.js";
import { inboundRuleOf, rewriteMapOf } from "./simulate/rule-set.js";

/** What IIS would do with a request under the inbound rules of a mitigation. Throws `PluginError`. */
export function simulate(parameters: RewriteParameters, request: HttpRequest): SimulatedResponse {
  const elements = (kind: "in" | "map") =>
    parameters.pieces.filter((piece) => piece.kind === kind).map(({ element }) => element);
  const set = {
    base: parameters.path.segments,
    rules: elements("in").map(inboundRuleOf),
    maps: elements("map").map(rewriteMapOf),
  };
  return evaluateRules([set], request);
}

/**
 * What IIS would do with a request under the rules of a `web.config` or a `rewrite` element, in any encoding IIS reads.
 * Throws `PluginError`, `RULES_INVALID` for broken rules.
 */
export function simulateRules(bytes: Uint8Array, request: HttpRequest): SimulatedResponse {
  return evaluateRules(readRules(bytes, segmentsOf(requestState(request).path)), request);
}

/** What IIS would do with a request under the rules on the host. Throws `PluginError`. */
export async function simulateHost(host: Host, request: HttpRequest): Promise<SimulatedResponse> {
  return evaluateRules(await collectRules(host, request.url), request);
}
