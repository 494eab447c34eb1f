import type { IncomingHttpHeaders } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import type { SecureVersion } from "node:tls";
import { generateTlsCertificate } from "../publish/keygen.js";
import { type FakeAnswer, status } from "./fake-answer.js";

export interface FakeRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
}

export interface FakeFeedServer {
  /** `https://localhost:PORT/getexchangemitigations`. */
  readonly url: string;
  readonly port: number;
  /** PEM of the root to trust: what `feed.ca` would name. */
  readonly ca: string;
  /** Every request so far, in order. */
  readonly requests: readonly FakeRequest[];
  /** One answer per coming request, in order; the last one stays. */
  answer(...answers: readonly FakeAnswer[]): void;
  close(): Promise<void>;
}

export interface FakeFeedServerOptions {
  /** PEM; default a fresh certificate for localhost, 127.0.0.1 and ::1. */
  readonly tls?: { readonly key: string; readonly cert: string; readonly ca: string };
  /** Highest TLS version it speaks. */
  readonly maxVersion?: SecureVersion;
}

/** An HTTPS server on loopback whose every answer is scripted. Answers 404 until told otherwise. */
export async function startFakeFeedServer(options: FakeFeedServerOptions = {}): Promise<FakeFeedServer> {
  const { key, cert, ca } = options.tls ?? freshTls();
  const requests: FakeRequest[] = [];
  let answers: readonly FakeAnswer[] = [status(404)];
  const versions =
    options.maxVersion === undefined ? {} : { minVersion: options.maxVersion, maxVersion: options.maxVersion };
  const server = createServer({ key, cert, ...versions, ciphers: "DEFAULT@SECLEVEL=0" }, (request, response) => {
    const { method = "", url = "", headers } = request;
    requests.push({ method, path: url, headers });
    const [next, ...later] = answers;
    if (later.length > 0) answers = later;
    next?.(request, response);
  });
  server.on("tlsClientError", () => {});
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `https://localhost:${port}/getexchangemitigations`,
    port,
    ca,
    requests,
    answer: (...scripted) => {
      answers = scripted;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function freshTls(): { key: string; cert: string; ca: string } {
  const { root, server } = generateTlsCertificate();
  return { key: server.key, cert: server.certificate, ca: root.certificate };
}
