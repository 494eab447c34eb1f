import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { StopgapError } from "../errors/stopgap-error.js";
import * as answers from "../testing/fake-answer.js";
import { type FakeFeedServer, startFakeFeedServer } from "../testing/fake-feed-server.js";
import type { KeptDocument } from "./feed-source.js";
import { createHttpFeedSource, type HttpFeedSourceOptions } from "./http-feed-source.js";

const body = Buffer.from(`<EOCS>${"x".repeat(3000)}</EOCS>`);
const sha256 = createHash("sha256").update(body).digest("hex");
const never = new AbortController().signal;

let server: FakeFeedServer;
beforeAll(async () => {
  server = await startFakeFeedServer();
});
afterAll(() => server.close());

function source(options: Partial<HttpFeedSourceOptions> = {}) {
  return createHttpFeedSource({
    url: server.url,
    ca: [server.ca],
    timeoutMs: 20_000,
    maxBytes: 10_000,
    environment: {},
    ...options,
  });
}

async function failure(promise: Promise<unknown>): Promise<StopgapError> {
  const error = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof StopgapError)) throw new Error(`not a StopgapError: ${String(error)}`);
  expect(error.message).not.toMatch(/[\n\r]/);
  return error;
}

function kept(etag: string | null, lastModified: string | null = null): KeptDocument {
  return { bytes: body, sha256, validators: { etag, lastModified } };
}

describe("a document", () => {
  test("comes with its digest and validators", async () => {
    server.answer(answers.document(body, { etag: '"1"', "last-modified": "Sat, 21 Nov 2026 18:00:00 GMT" }));
    expect(await source().fetch(null, never)).toEqual({
      url: server.url,
      bytes: body,
      sha256,
      notModified: false,
      validators: { etag: '"1"', lastModified: "Sat, 21 Nov 2026 18:00:00 GMT" },
    });
  });

  test("is asked for uncompressed and unconditionally where none is kept", async () => {
    server.answer(answers.document(body));
    await source().fetch(null, never);
    const { headers, method, path } = server.requests.at(-1) ?? { headers: {} };
    expect([method, path, headers["accept-encoding"]]).toEqual(["GET", "/getexchangemitigations", "identity"]);
    expect(headers["if-none-match"]).toBeUndefined();
    expect(headers["if-modified-since"]).toBeUndefined();
  });

  test("may be HTML: what it is, is for verification to say", async () => {
    server.answer(answers.document("<html>", { "content-type": "text/html" }));
    expect(Buffer.from((await source().fetch(null, never)).bytes).toString()).toBe("<html>");
  });

  test("may have exactly maxBytes", async () => {
    server.answer(answers.document(body));
    expect((await source({ maxBytes: body.length }).fetch(null, never)).bytes).toHaveLength(body.length);
  });
});

describe("a kept document", () => {
  test("is current after 304", async () => {
    server.answer(answers.validated(body, '"7"'));
    const document = await source().fetch(kept('"7"', "Sat, 21 Nov 2026 18:00:00 GMT"), never);
    expect(document).toMatchObject({ bytes: body, sha256, notModified: true, validators: { etag: '"7"' } });
    expect(document.validators.lastModified).toBe("Sat, 21 Nov 2026 18:00:00 GMT");
    expect(server.requests.at(-1)?.headers["if-modified-since"]).toBe("Sat, 21 Nov 2026 18:00:00 GMT");
  });

  test("is replaced after 200", async () => {
    server.answer(answers.validated("<new/>", '"8"'));
    expect(await source().fetch(kept('"7"'), never)).toMatchObject({ notModified: false, validators: { etag: '"8"' } });
  });

  test.each([null, kept(null)])("without validators makes 304 an error (%#)", async (document) => {
    server.answer(answers.status(304));
    expect((await failure(source().fetch(document, never))).code).toBe("FETCH_HTTP_STATUS");
  });

  test("whose validator cannot stand in a header is asked for unconditionally", async () => {
    server.answer(answers.document(body));
    await source().fetch(kept('"é\u2028"', "a\r\nb: c"), never);
    expect(server.requests.at(-1)?.headers).not.toHaveProperty("if-none-match");
    expect(server.requests.at(-1)?.headers).not.toHaveProperty("if-modified-since");
  });
});

describe("what is not a document", () => {
  test.each([204, 206, 401, 403, 404, 407, 500, 503])("status %i", async (code) => {
    server.answer(answers.status(code, code === 204 ? "" : body));
    const error = await failure(source().fetch(null, never));
    expect([error.code, error.stage]).toEqual(["FETCH_HTTP_STATUS", "fetch"]);
    expect(error.message).toContain(`localhost:${server.port} answered ${code}`);
  });

  test("a connection that ends without an answer", async () => {
    server.answer(answers.hangUp());
    expect((await failure(source().fetch(null, never))).code).toBe("FETCH_HTTP");
  });

  test("an answer that is not HTTP", async () => {
    server.answer((_request, response) => void response.socket?.end("220 smtp.contoso.example ESMTP\r\n"));
    expect((await failure(source().fetch(null, never))).code).toBe("FETCH_HTTP");
  });

  test("headers without end", async () => {
    server.answer((_request, response) => {
      response.socket?.write("HTTP/1.1 200 OK\r\n");
      const more = () => {
        while (response.socket?.write(`x: ${"y".repeat(4000)}\r\n`));
      };
      response.socket?.on("drain", more);
      response.socket?.on("error", () => {});
      more();
    });
    expect((await failure(source().fetch(null, never))).code).toBe("FETCH_HTTP");
  });
});

describe("size", () => {
  test.each([
    ["announced", () => answers.document(Buffer.alloc(10_001))],
    ["not announced", () => answers.endless()],
  ])("more than maxBytes, %s", async (_name, answer) => {
    server.answer(answer());
    const error = await failure(source().fetch(null, never));
    expect([error.code, error.stage]).toEqual(["DOCUMENT_TOO_LARGE", "verify"]);
  });

  test("a compressed body is not opened", async () => {
    server.answer(answers.gzipped(Buffer.alloc(50_000_000)));
    expect(gzipSync(Buffer.alloc(5_000_000)).length).toBeLessThan(10_000);
    const error = await failure(source({ maxBytes: 1_000_000 }).fetch(null, never));
    expect([error.code, error.stage]).toEqual(["FETCH_ENCODING", "verify"]);
    expect(error.message).toContain("gzip");
  });

  test.each(["content-length", "chunked"] as const)("cut short, %s", async (framing) => {
    server.answer(answers.cutShort(body, 1000, framing));
    const error = await failure(source().fetch(null, never));
    expect([error.code, error.stage]).toEqual(["FETCH_CUT_SHORT", "verify"]);
    expect(error.message).toContain("1000");
  });

  test("cut short by a reset", async () => {
    server.answer((_request, response) => {
      response.writeHead(200, { "content-length": body.length });
      response.write(body.subarray(0, 100), () => setTimeout(() => response.socket?.destroy(), 50));
    });
    expect((await failure(source().fetch(null, never))).code).toBe("FETCH_CUT_SHORT");
  });
});

describe("redirects", () => {
  test("within the origin are followed, with the conditions", async () => {
    server.answer(answers.redirect("/elsewhere?x=1", 307), answers.validated(body, '"7"'));
    expect((await source().fetch(kept('"7"'), never)).notModified).toBe(true);
    expect(server.requests.at(-1)?.path).toBe("/elsewhere?x=1");
  });

  test.each([
    "https://other.example/feed",
    "https://localhost/feed",
    "https://127.0.0.1:PORT/feed",
    "http://localhost:PORT/feed",
    "https://user:secret@localhost:PORT/feed",
    "file:///etc/passwd",
    "https://",
  ])("to %s are refused", async (location) => {
    server.answer(answers.redirect(location.replace("PORT", String(server.port))), answers.document(body));
    const before = server.requests.length;
    const error = await failure(source().fetch(null, never));
    expect(error.code).toBe("FETCH_REDIRECT");
    expect(error.message).not.toContain("secret");
    expect(server.requests).toHaveLength(before + 1);
  });

  test("without end are given up", async () => {
    server.answer(answers.redirect("/again"));
    const before = server.requests.length;
    expect((await failure(source().fetch(null, never))).code).toBe("FETCH_REDIRECT");
    expect(server.requests).toHaveLength(before + 4);
  });

  test("without a location are refused", async () => {
    server.answer(answers.status(302));
    expect((await failure(source().fetch(null, never))).code).toBe("FETCH_REDIRECT");
  });
});

describe("time", () => {
  test("a silent server runs into the total deadline", async () => {
    server.answer(answers.silence());
    const error = await failure(source({ timeoutMs: 300 }).fetch(null, never));
    expect([error.code, error.stage, error.details.layer]).toEqual(["FETCH_TIMEOUT", "fetch", "HTTP"]);
    expect(error.message).toContain(`localhost:${server.port}`);
  });

  test("a trickle that never idles runs into the total deadline", async () => {
    server.answer(answers.trickle(body, 20));
    const error = await failure(source({ timeoutMs: 500, idleMs: 400 }).fetch(null, never));
    expect([error.code, error.details.layer]).toEqual(["FETCH_TIMEOUT", "body"]);
  });

  test("redirects share one deadline", async () => {
    const slow: answers.FakeAnswer = (request, response) => {
      setTimeout(() => answers.redirect("/again")(request, response), 200);
    };
    server.answer(slow);
    expect((await failure(source({ timeoutMs: 500 }).fetch(null, never))).code).toBe("FETCH_TIMEOUT");
  });

  test("a body that stops runs into the idle deadline", async () => {
    server.answer(answers.stall(body, 100));
    const error = await failure(source({ idleMs: 100 }).fetch(null, never));
    expect([error.code, error.stage]).toEqual(["FETCH_IDLE", "fetch"]);
    expect(error.message).toContain("100 bytes");
  });

  test("the signal ends the fetch, before and while it runs", async () => {
    expect((await failure(source().fetch(null, AbortSignal.abort()))).code).toBe("FETCH_ABORTED");
    const controller = new AbortController();
    server.answer((_request, _response) => controller.abort());
    expect((await failure(source().fetch(null, controller.signal))).code).toBe("FETCH_ABORTED");
  });

  test("the connection ends with the fetch", async () => {
    const closed = new Promise((resolve) => {
      server.answer((request, response) => {
        request.socket.once("close", resolve);
        answers.stall(body, 10)(request, response);
      });
    });
    await failure(source({ idleMs: 50 }).fetch(null, never));
    await closed;
  });
});

test.each([
  "http://feed.contoso.example/feed",
  "ftp://feed.contoso.example/feed",
  "https://user:secret@feed.contoso.example/feed",
  "feed.contoso.example",
])("the URL %s is refused", (url) => {
  const make = () => source({ url });
  expect(make).toThrow(expect.objectContaining({ code: "CONFIGURATION_INVALID" }));
  expect(make).not.toThrow(/secret/);
});

test("a CA that is none is refused", () => {
  expect(() => source({ ca: ["nonsense"] })).toThrow(expect.objectContaining({ code: "CONFIGURATION_INVALID" }));
});

test.each([{ proxy: "socks5://proxy.example" }, { environment: { HTTPS_PROXY: "http://proxy.example/x" } }])(
  "an unusable proxy is refused at once: %j",
  (options) => {
    expect(() => source(options)).toThrow(expect.objectContaining({ code: "CONFIGURATION_INVALID" }));
  },
);

test("every layer is reported, in order", async () => {
  server.answer(answers.document(body));
  const seen: string[] = [];
  await source({ onLayer: (layer, detail) => seen.push(`${layer}: ${detail}`) }).fetch(null, never);
  expect(seen.map((line) => line.split(":")[0])).toEqual(["DNS", "proxy", "TCP", "TLS", "HTTP", "body"]);
  expect(seen[3]).toMatch(/TLSv1\.3, certificate of CN=localhost, issued by CN=Stopgap Loopback TLS Root/);
});
