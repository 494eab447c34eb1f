import { Worker } from "node:worker_threads";
import { catalogue, type ErrorCode } from "../errors/catalogue.js";
import { StopgapError } from "../errors/stopgap-error.js";
import type { FetchedDocument } from "../feed/fetched-document.js";
import { startDeadline } from "./paused-deadline.js";
import type { TrustPolicy } from "./trust-policy.js";
import type { VerifiedFeed } from "./verified-feed.js";
import { type VerifyContext, verifyFeed } from "./verify-feed.js";
import type { CrlAnswer, VerifyTask, WorkerMessage } from "./worker-messages.js";

export interface WorkerOptions {
  /** Milliseconds after which verifying is stopped, the waiting for CRLs left out; default a minute. */
  readonly deadline?: number;
  /** Megabytes of heap the worker may use; default 384. */
  readonly maxHeap?: number;
}

function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(catalogue, code);
}

function refused({ code, message, remedy, details }: WorkerMessage & { readonly kind: "refused" }): Error {
  return isErrorCode(code) ? new StopgapError(code, message, { remedy, details }) : new Error(message);
}

function stopped(why: string, cause?: unknown): StopgapError {
  return new StopgapError("VERIFY_STOPPED", `verifying was stopped: ${why}`, cause === undefined ? {} : { cause });
}

async function answerCrl(
  { request, url }: WorkerMessage & { readonly kind: "crl" },
  fetchCrl: TrustPolicy["revocation"]["fetchCrl"],
  signal: AbortSignal,
): Promise<CrlAnswer> {
  try {
    return { request, crl: (await fetchCrl?.(url, signal)) ?? null, failure: null };
  } catch (error) {
    return { request, crl: null, failure: error instanceof Error ? error.message : String(error) };
  }
}

/** Node loads no TypeScript into a thread: run from the sources, as this workspace's tests are, there is no worker. */
const isBuilt = import.meta.url.endsWith(".js");

/**
 * `verifyFeed` in a thread of its own, where it can be stopped: rejects with VERIFY_STOPPED after the deadline or beyond
 * the heap, and with the signal's reason once that aborts. CRLs are fetched on this side.
 */
export async function verifyFeedInWorker(
  document: FetchedDocument,
  policy: TrustPolicy,
  context: VerifyContext,
  { deadline = 60_000, maxHeap = 384 }: WorkerOptions = {},
): Promise<VerifiedFeed> {
  const { now, accepted, signal, explain } = context;
  signal?.throwIfAborted();
  if (!isBuilt) return await verifyFeed(document, policy, context);
  const { fetchCrl, ...revocation } = policy.revocation;
  const workerData: VerifyTask = {
    document,
    policy: { ...policy, revocation },
    fetchesCrls: fetchCrl !== null,
    now,
    accepted,
  };
  const worker = new Worker(new URL("./verify-worker.js", import.meta.url), {
    workerData,
    resourceLimits: { maxOldGenerationSizeMb: maxHeap },
  });
  const ended = new AbortController();
  const late = new AbortController();
  const running = startDeadline(deadline, () => late.abort());
  try {
    return await new Promise<VerifiedFeed>((resolve, reject) => {
      late.signal.addEventListener("abort", () => reject(stopped(`it took longer than ${deadline} ms`)));
      signal?.addEventListener("abort", () => reject(abortError(signal)), { signal: ended.signal });
      worker.on("error", (error) => reject(stopped("the worker failed", error)));
      worker.on("exit", () => reject(stopped("the worker ended without a verdict")));
      worker.on("message", (message: WorkerMessage) => {
        if (message.kind === "step") explain?.(message.step);
        else if (message.kind === "verified") resolve(message.feed);
        else if (message.kind === "refused") reject(refused(message));
        else if (message.kind === "broken") reject(new Error(`verifying broke: ${message.message}`));
        else {
          running.pause();
          void answerCrl(message, fetchCrl, ended.signal).then((answer) => {
            running.resume();
            worker.postMessage(answer);
          });
        }
      });
    });
  } finally {
    ended.abort();
    running.clear();
    await worker.terminate();
  }
}

function abortError({ reason }: AbortSignal): Error {
  return reason instanceof Error ? reason : new Error(String(reason));
}
