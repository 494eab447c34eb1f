import type { IncomingMessage, ServerResponse } from "node:http";
import { gzipSync } from "node:zlib";

/** What a fake feed server does with one request. */
export type FakeAnswer = (request: IncomingMessage, response: ServerResponse) => void;

/** The document whole, with status 200. */
export function document(body: Uint8Array | string, headers: Readonly<Record<string, string>> = {}): FakeAnswer {
  return status(200, body, headers);
}

export function status(
  code: number,
  body: Uint8Array | string = "",
  headers: Readonly<Record<string, string>> = {},
): FakeAnswer {
  return (_request, response) => {
    response.writeHead(code, { "content-type": "application/xml; charset=utf-8", ...headers }).end(body);
  };
}

/** 304 for a request that has `etag` in If-None-Match, else the document with that etag. */
export function validated(body: Uint8Array | string, etag: string): FakeAnswer {
  return (request, response) => {
    if (request.headers["if-none-match"] === etag) response.writeHead(304, { etag }).end();
    else document(body, { etag })(request, response);
  };
}

export function redirect(location: string, code = 302): FakeAnswer {
  return status(code, "", { location });
}

/** One byte every `everyMs`, announced in full. */
export function trickle(body: Uint8Array, everyMs: number): FakeAnswer {
  return (_request, response) => {
    response.writeHead(200, { "content-length": body.length });
    let sent = 0;
    const timer = setInterval(() => {
      response.write(body.subarray(sent, sent + 1));
      sent += 1;
      if (sent >= body.length) {
        clearInterval(timer);
        response.end();
      }
    }, everyMs);
    response.once("close", () => clearInterval(timer));
  };
}

/** The first `bytes` of the body, then the connection ends; `framing` is how the whole length was promised. */
export function cutShort(body: Uint8Array, bytes: number, framing: "content-length" | "chunked"): FakeAnswer {
  return (_request, response) => {
    response.writeHead(200, framing === "chunked" ? {} : { "content-length": body.length });
    response.write(body.subarray(0, bytes), () => setImmediate(() => response.socket?.end()));
  };
}

/** The first `bytes` of the body, then nothing; the connection stays. */
export function stall(body: Uint8Array, bytes: number): FakeAnswer {
  return (_request, response) => {
    response.writeHead(200, { "content-length": body.length });
    response.write(body.subarray(0, bytes));
  };
}

/** The body gzipped, whatever the request accepts. */
export function gzipped(body: Uint8Array): FakeAnswer {
  return document(gzipSync(body), { "content-encoding": "gzip" });
}

/** A body without announced length and without end. */
export function endless(): FakeAnswer {
  return (_request, response) => {
    response.writeHead(200);
    const block = Buffer.alloc(16_384, 0x20);
    const more = () => {
      while (!response.destroyed && response.write(block));
    };
    response.on("drain", more);
    more();
  };
}

/** Takes the request and never answers. */
export function silence(): FakeAnswer {
  return () => {};
}

/** Ends the connection instead of answering. */
export function hangUp(): FakeAnswer {
  return (_request, response) => {
    response.socket?.destroy();
  };
}
