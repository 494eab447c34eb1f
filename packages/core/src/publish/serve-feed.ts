import { stat } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import { isIPv6 } from "node:net";
import { StopgapError } from "../errors/stopgap-error.js";
import { publishedFile } from "./published-file.js";

export interface ServeFeedOptions {
  /** The folder with the signed feed; read anew at each request. */
  readonly directory: string;
  /** PEM. */
  readonly tls: { readonly key: string; readonly cert: string };
  /** Address or name to listen on. Default `127.0.0.1`. */
  readonly host?: string;
  /** Default 0: any free port. */
  readonly port?: number;
}

export interface ServedFeed {
  /** The origin, `https://127.0.0.1:8443`, without a path. */
  readonly url: string;
  /** Where the feed is: the origin and `/getexchangemitigations`. */
  readonly feedUrl: string;
  /** Ends open connections too. */
  close(): Promise<void>;
}

/** Serves a folder's feed over HTTPS. Rejects with SERVE_DIRECTORY, SERVE_ADDRESS or, for unusable PEM, CONFIGURATION_INVALID. */
export async function serveFeed(options: ServeFeedOptions): Promise<ServedFeed> {
  const { directory, tls, host = "127.0.0.1", port = 0 } = options;
  const isFolder = await stat(directory).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (!isFolder) throw new StopgapError("SERVE_DIRECTORY", `${directory} is not a folder`);
  const server = serverWith(tls, (request, response) => {
    answer(directory, request, response).catch(() => response.destroy());
  });
  const listening = await listen(server, host, port);
  const url = `https://${isIPv6(host) ? `[${host}]` : host}:${listening}`;
  return {
    url,
    feedUrl: `${url}/getexchangemitigations`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function serverWith(
  tls: ServeFeedOptions["tls"],
  handler: (request: IncomingMessage, response: ServerResponse) => void,
): Server {
  try {
    return createServer({ ...tls, minVersion: "TLSv1.2" }, handler);
  } catch (cause) {
    throw new StopgapError("CONFIGURATION_INVALID", "the TLS key or certificate to serve with is not usable PEM", {
      remedy: "name a PEM private key and the certificate that belongs to it",
      cause,
    });
  }
}

function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", (cause: NodeJS.ErrnoException) => {
      reject(
        new StopgapError("SERVE_ADDRESS", `cannot serve on ${host}, port ${port}: ${whyNot(cause.code)}`, { cause }),
      );
    });
    server.listen(port, host, () => {
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : port);
    });
  });
}

function whyNot(code: string | undefined): string {
  if (code === "EADDRINUSE") return "another program has that port";
  if (code === "EACCES") return "this user may not use that port";
  if (code === "EADDRNOTAVAIL" || code === "ENOTFOUND") return "that is not an address of this machine";
  return code ?? "it does not open";
}

async function answer(directory: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  response.setHeader("x-content-type-options", "nosniff");
  if (request.method !== "GET" && request.method !== "HEAD") return refuse(response, 405, { allow: "GET, HEAD" });
  const path = (request.url ?? "/").split("?")[0] ?? "/";
  const file = await publishedFile(directory, path);
  if (file === null) return refuse(response, 404);
  response.setHeader("etag", file.etag);
  response.setHeader("last-modified", file.lastModified.toUTCString());
  response.setHeader("cache-control", "no-cache");
  if (isCurrent(request, file.etag, file.lastModified)) {
    response.writeHead(304).end();
    return;
  }
  response.writeHead(200, { "content-type": file.contentType, "content-length": file.bytes.length });
  response.end(request.method === "HEAD" ? undefined : file.bytes);
}

function refuse(response: ServerResponse, status: 404 | 405, headers: Readonly<Record<string, string>> = {}): void {
  const text = status === 404 ? "not found\n" : "only GET and HEAD\n";
  response.writeHead(status, { ...headers, "content-type": "text/plain; charset=utf-8" }).end(text);
}

/** RFC 9110 13.2.2: If-None-Match, where it stands, decides alone. */
function isCurrent(request: IncomingMessage, etag: string, lastModified: Date): boolean {
  const tags = request.headers["if-none-match"];
  if (tags !== undefined) {
    return tags.trim() === "*" || tags.split(",").some((tag) => tag.trim().replace(/^W\//, "") === etag);
  }
  const since = Date.parse(request.headers["if-modified-since"] ?? "");
  return !Number.isNaN(since) && Math.floor(lastModified.getTime() / 1000) * 1000 <= since;
}
