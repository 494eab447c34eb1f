import { readFile } from "node:fs/promises";
import { rootCertificates } from "node:tls";
import type { Dispatcher } from "undici";

export interface Post {
  readonly url: string;
  readonly body: string;
  readonly contentType: string;
  readonly headers: Readonly<Record<string, string>>;
  /** May carry credentials; null: the usual environment variables; `none`: no proxy at all. */
  readonly proxy: string | null;
  /** PEM text of further roots, or null. */
  readonly ca: string | null;
  readonly signal: AbortSignal;
}

/** Milliseconds from connecting to the last byte of the answer. */
const timeout = 20_000;
const mostAnswer = 65_536;

/** Posts once, without following redirects. Resolves to the answer's status; rejects with an error that shows no address. */
export async function postJson(post: Post): Promise<number> {
  const { request } = await import("undici");
  const dispatcher = await dispatcherFor(post);
  try {
    const signal = AbortSignal.any([post.signal, AbortSignal.timeout(timeout)]);
    const headers = { "content-type": post.contentType, "user-agent": "stopgap", ...post.headers };
    const { statusCode, body } = await request(post.url, {
      method: "POST",
      headers,
      body: post.body,
      signal,
      dispatcher,
    });
    await body.dump({ limit: mostAnswer, signal }).catch(() => undefined);
    return statusCode;
  } catch (error) {
    throw new Error(reason(error), { cause: error });
  } finally {
    await dispatcher.destroy();
  }
}

export async function readRoots(file: string | null): Promise<string | null> {
  return file === null ? null : await readFile(file, "utf8");
}

async function dispatcherFor({ url, proxy, ca }: Post): Promise<Dispatcher> {
  const { Agent, EnvHttpProxyAgent, ProxyAgent } = await import("undici");
  const tls = ca === null ? {} : { ca: [...rootCertificates, ca] };
  const options = { connect: { ...tls, timeout } };
  // Plain http is loopback, where a proxy could only be somebody else.
  if (proxy === "none" || new URL(url).protocol === "http:") return new Agent(options);
  if (proxy === null) return new EnvHttpProxyAgent({ ...options, requestTls: tls });
  return new ProxyAgent({ uri: proxy, ...withCredentials(proxy), requestTls: tls });
}

function withCredentials(proxy: string): { readonly token?: string } {
  const { username, password } = new URL(proxy);
  if (username === "") return {};
  const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { token: `Basic ${Buffer.from(credentials).toString("base64")}` };
}

/** By code: messages of the network layers can hold addresses, and those can hold tokens. */
function reason(error: unknown): string {
  if (!(error instanceof Error)) return "the request failed";
  const code = "code" in error ? String(error.code) : error.name;
  if (code === "TimeoutError" || code === "23") return "no answer in time";
  return `the request failed (${code})`;
}
