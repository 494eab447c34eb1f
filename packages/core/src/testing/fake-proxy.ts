import { createServer, request as forward, type IncomingMessage, type ServerResponse } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import type { Duplex } from "node:stream";

export interface FakeProxyRequest {
  readonly method: string;
  /** `host:port` of CONNECT, else the whole URL. */
  readonly target: string;
  readonly authorization: string | null;
}

export interface FakeProxy {
  /** `http://127.0.0.1:PORT`, without credentials. */
  readonly url: string;
  readonly port: number;
  readonly requests: readonly FakeProxyRequest[];
  close(): Promise<void>;
}

export interface FakeProxyOptions {
  /** `user:password` it insists on (Basic). */
  readonly credentials?: string;
  /** Status it answers every CONNECT with instead of a tunnel. */
  readonly refuse?: number;
  /** `silent` takes CONNECT and never answers; `hangUp` ends the connection. */
  readonly dead?: "silent" | "hangUp";
  /** Port on loopback that every tunnel leads to, whatever it was asked for. */
  readonly leadTo?: number;
}

/** An HTTP proxy on loopback: CONNECT tunnels, and plain forwarding of http:. */
export async function startFakeProxy(options: FakeProxyOptions = {}): Promise<FakeProxy> {
  const requests: FakeProxyRequest[] = [];
  const open = new Set<Socket>();
  const server = createServer((request, response) => {
    note(request, requests);
    if (!admitted(request, options)) response.writeHead(407, { "proxy-authenticate": 'Basic realm="fake"' }).end();
    else passOn(request, response);
  });
  server.on("connection", (socket) => {
    open.add(socket);
    socket.on("error", () => {});
    socket.once("close", () => open.delete(socket));
  });
  server.on("connect", (request: IncomingMessage, client: Duplex) => {
    note(request, requests);
    tunnel(request, client, options);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of open) socket.destroy();
      }),
  };
}

function note({ method = "", url = "", headers }: IncomingMessage, requests: FakeProxyRequest[]): void {
  requests.push({ method, target: url, authorization: headers["proxy-authorization"] ?? null });
}

function admitted({ headers }: IncomingMessage, { credentials }: FakeProxyOptions): boolean {
  if (credentials === undefined) return true;
  return headers["proxy-authorization"] === `Basic ${Buffer.from(credentials).toString("base64")}`;
}

function tunnel(request: IncomingMessage, client: Duplex, options: FakeProxyOptions): void {
  if (options.dead === "silent") return;
  if (options.dead === "hangUp") return void client.destroy();
  if (!admitted(request, options)) {
    client.end(
      'HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Negotiate\r\nProxy-Authenticate: Basic realm="fake"\r\n\r\n',
    );
    return;
  }
  if (options.refuse !== undefined) return void client.end(`HTTP/1.1 ${options.refuse} No\r\n\r\n`);
  const { hostname, port } = new URL(`http://${request.url}`);
  const host = hostname.replace(/^\[(.*)\]$/, "$1");
  const to = options.leadTo === undefined ? { host, port: Number(port) } : { host: "127.0.0.1", port: options.leadTo };
  const server = connect(to, () => {
    client.write("HTTP/1.1 200 Connection established\r\n\r\n");
    client.pipe(server).pipe(client);
  });
  server.on("error", () => client.end("HTTP/1.1 502 Bad Gateway\r\n\r\n"));
  client.on("close", () => server.destroy());
  server.on("close", () => client.destroy());
}

function passOn(request: IncomingMessage, response: ServerResponse): void {
  const onward = forward(request.url ?? "", { headers: { host: request.headers.host } }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  onward.on("error", () => response.writeHead(502).end());
  onward.end();
}
