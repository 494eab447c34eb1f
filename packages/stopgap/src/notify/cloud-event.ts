import type { Notice } from "./notice.js";

/** The notice as a CloudEvents 1.0 document in JSON: what webhooks get as body and commands on standard input. */
export function cloudEvent(notice: Notice): string {
  const { id, kind, time, organization, server, text, position, mitigation, appliedId, code } = notice;
  return JSON.stringify({
    specversion: "1.0",
    id,
    source: `/stopgap/${encodeURIComponent(organization)}/${encodeURIComponent(server)}`,
    type: `stopgap.${kind}`,
    ...(appliedId === null ? {} : { subject: appliedId }),
    time,
    datacontenttype: "application/json",
    data: { text, organization, server, mitigation, appliedId, code, position },
  });
}
