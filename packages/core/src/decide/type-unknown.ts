import type { ActionFacts } from "./facts.js";

/** Code of a refusal because no plugin adds the action's type. */
export const typeUnknownCode = "TYPE_UNKNOWN";

/** What is known of an action whose type no plugin adds: that it can never be applied. */
export function typeUnknown(type: string): ActionFacts {
  const message = `no plugin is loaded for the mitigation type ${type}`;
  return { refusal: { code: typeUnknownCode, message }, hindrance: null, inspection: null };
}
