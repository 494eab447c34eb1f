import { StopgapError } from "@stopgap/core";
import type { WebhookConfiguration } from "../configuration/configuration.js";
import { postJson, readRoots } from "../outlets/post-json.js";
import { cloudEvent } from "./cloud-event.js";
import { readSecret } from "./read-secret.js";
import type { Target } from "./target.js";
import { webhookSignature } from "./webhook-signature.js";

/** Posts each notice as a CloudEvent, signed where there is a secret. Any 2xx answer means it arrived. */
export function webhookDelivery({ url, secretFile, proxy, ca }: WebhookConfiguration): Target["deliver"] {
  return async (notice, signal) => {
    const body = cloudEvent(notice);
    const headers =
      secretFile === null ? {} : webhookSignature(await readSecret(secretFile), notice.id, new Date(), body);
    const contentType = "application/cloudevents+json; charset=utf-8";
    const status = await readRoots(ca)
      .then((roots) => postJson({ url, body, contentType, headers, proxy, ca: roots, signal }))
      .catch((cause: unknown) => {
        throw new StopgapError("NOTIFY_FAILED", cause instanceof Error ? cause.message : String(cause), { cause });
      });
    if (status < 200 || status > 299) throw new StopgapError("NOTIFY_FAILED", `it answered ${status}`);
  };
}
