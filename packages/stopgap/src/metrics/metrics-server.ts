import { once } from "node:events";
import { createServer } from "node:http";
import { StopgapError } from "@stopgap/core";

export interface MetricsServer {
  readonly port: number;
  close(): Promise<void>;
}

const contentType = "text/plain; version=0.0.4; charset=utf-8";

/** Serves `GET /metrics` on loopback, and nothing else. Port 0: a free one. Rejects with `METRICS_UNAVAILABLE`. */
export async function serveMetrics(port: number, text: () => string): Promise<MetricsServer> {
  const server = createServer({ requestTimeout: 5000, headersTimeout: 5000 }, (request, response) => {
    // DNS rebinding: a page in a browser on this machine must not read it by a name of its own.
    const isLocal = /^(127\.0\.0\.1|localhost)(:\d+)?$/.test(request.headers.host ?? "");
    const isRead = request.method === "GET" || request.method === "HEAD";
    if (!isLocal || request.url !== "/metrics") response.writeHead(404).end();
    else if (!isRead) response.writeHead(405, { allow: "GET, HEAD" }).end();
    else response.writeHead(200, { "content-type": contentType }).end(text());
  });
  server.maxConnections = 16;
  try {
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
  } catch (cause) {
    const why = cause instanceof Error && "code" in cause ? String(cause.code) : "unknown";
    throw new StopgapError("METRICS_UNAVAILABLE", `port ${port} on loopback cannot be opened (${why})`, { cause });
  }
  const address = server.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : port,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
