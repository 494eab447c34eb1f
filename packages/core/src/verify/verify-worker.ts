import { parentPort, workerData } from "node:worker_threads";
import { StopgapError } from "../errors/stopgap-error.js";
import { verifyFeed } from "./verify-feed.js";
import type { CrlAnswer, VerifyTask, WorkerMessage } from "./worker-messages.js";

/** The worker's side of `verifyFeedInWorker`: one task, then the end. */

const port = parentPort;
if (port === null) throw new Error("verify-worker runs as a worker thread only");

const waiting = new Map<number, (answer: CrlAnswer) => void>();
let requests = 0;

const say = (message: WorkerMessage): void => port.postMessage(message);

async function fetchCrl(url: string): Promise<Uint8Array> {
  requests += 1;
  const request = requests;
  const answer = await new Promise<CrlAnswer>((resolve) => {
    waiting.set(request, resolve);
    say({ kind: "crl", request, url });
  });
  if (answer.crl === null) throw new Error(answer.failure ?? "no CRL");
  return answer.crl;
}

port.on("message", (answer: CrlAnswer) => {
  waiting.get(answer.request)?.(answer);
  waiting.delete(answer.request);
});

const task: VerifyTask = workerData;
try {
  const revocation = { ...task.policy.revocation, fetchCrl: task.fetchesCrls ? fetchCrl : null };
  const feed = await verifyFeed(
    task.document,
    { ...task.policy, revocation },
    { now: task.now, accepted: task.accepted, explain: (step) => say({ kind: "step", step }) },
  );
  say({ kind: "verified", feed });
} catch (error) {
  if (error instanceof StopgapError) {
    const { code, message, remedy, details } = error;
    say({ kind: "refused", code, message, remedy, details });
  } else {
    say({ kind: "broken", message: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
} finally {
  port.close();
}
