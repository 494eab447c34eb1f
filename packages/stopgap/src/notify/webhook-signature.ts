import { createHmac } from "node:crypto";

/**
 * The three headers of the Standard Webhooks specification: HMAC-SHA256 over `id.timestamp.body`. A secret that begins
 * with `whsec_` is base64, any other is taken as it stands.
 */
export function webhookSignature(secret: string, id: string, at: Date, body: string): Readonly<Record<string, string>> {
  const timestamp = String(Math.floor(at.getTime() / 1000));
  const key = secret.startsWith("whsec_") ? Buffer.from(secret.slice("whsec_".length), "base64") : Buffer.from(secret);
  const signature = createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64");
  return { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": `v1,${signature}` };
}
