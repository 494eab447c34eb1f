import type { Socket } from "node:net";
import type { Duplex } from "node:stream";

export interface HttpResponse {
  readonly status: number;
  /** A header's single value; null where it is missing or stands more than once. */
  header(name: string): string | null;
  /** Encoded bytes as they arrive. Throws where the connection ends before the message does. */
  readonly body: AsyncIterable<Uint8Array>;
}

export interface HttpRequest {
  readonly origin: string;
  /** Path and query, or the whole URL where a proxy is asked. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * One GET over an open connection, which ends with `use`. Follows nothing, decodes nothing, retries nothing and has no
 * deadline of its own: the signal is what ends it. Rejects with undici's or the system's error.
 */
export async function getOver<T>(
  connection: Duplex,
  { origin, path, headers }: HttpRequest,
  signal: AbortSignal,
  use: (response: HttpResponse) => Promise<T>,
): Promise<T> {
  // Loaded when something is fetched: it is a tenth of a second that a look at the log does without.
  const { Client } = await import("undici");
  let taken = false;
  const client = new Client(origin, {
    headersTimeout: 0,
    bodyTimeout: 0,
    pipelining: 1,
    connect: (_options, callback) => {
      // Never within the call: undici takes its queue up again only from a later turn.
      queueMicrotask(() => {
        if (taken) return callback(new Error("the connection is used up"), null);
        taken = true;
        // undici takes any duplex stream that behaves as a socket does; a tunnel is one.
        callback(null, connection as Duplex & Socket);
      });
    },
  });
  try {
    const {
      statusCode,
      headers: answered,
      body,
    } = await client.request({ method: "GET", path, headers, signal, reset: true });
    body.on("error", () => {});
    const header = (name: string) => {
      const value = answered[name];
      return typeof value === "string" ? value : null;
    };
    return await use({ status: statusCode, header, body });
  } finally {
    connection.destroy();
    await client.destroy().catch(() => {});
  }
}
