import { AsyncLocalStorage } from "node:async_hooks";
import type { Host } from "./host.js";

/** One hook call whose promises are told from everybody else's. */
export interface HookUnderWatch {
  /** Runs the hook so that what it starts is known as its own. */
  run(hook: () => unknown): unknown;
  /** Rejects with the first rejection of the hook's that nobody handles; never resolves. */
  readonly leaked: Promise<never>;
  /** What leaks later is logged. */
  close(): void;
}

interface Watched {
  readonly called: string;
  readonly log: Host["log"];
}

const late = "left a rejection unhandled after it had ended";

/** Whether a line logged for a hook says that it leaked a rejection once it had ended. */
export function endsWithLateRejection(line: string): boolean {
  return line.endsWith(late);
}

const current = new AsyncLocalStorage<(reason: unknown) => void>();
let holders = 0;

/**
 * Keeps rejections that plugins leak, and what they throw in timers of their own, from ending the process, until
 * released. Those of others take the course they would take without this. A program holds it as long as plugins may
 * have something running.
 */
export function holdRejectionWatch(): () => void {
  if (holders === 0) {
    process.on("unhandledRejection", attribute);
    process.on("uncaughtException", attributeThrown);
  }
  holders += 1;
  let released = false;
  return () => {
    if (released) return;
    released = true;
    holders -= 1;
    if (holders > 0) return;
    process.off("unhandledRejection", attribute);
    process.off("uncaughtException", attributeThrown);
  };
}

/** Watches one hook call. */
export function watchRejections({ called, log }: Watched): HookUnderWatch {
  const release = holdRejectionWatch();
  let closed = false;
  let fail: (reason: unknown) => void = () => {};
  const leaked = new Promise<never>((_, reject) => {
    fail = reject;
  });
  leaked.catch(() => {});
  const onLeak = (reason: unknown): void => {
    if (closed) log(`${called} ${late}`);
    else fail(reason);
  };
  return {
    run: (hook) => current.run(onLeak, hook),
    leaked,
    close: () => {
      closed = true;
      release();
    },
  };
}

function attribute(reason: unknown): void {
  const onLeak = current.getStore();
  if (onLeak !== undefined) onLeak(reason);
  // With nobody else listening, Node would have ended the process: it still does.
  else if (process.listenerCount("unhandledRejection") === 1) throw reason;
}

/** What a plugin throws in a timer or a callback of its own, where nobody else could catch it. */
function attributeThrown(error: unknown): void {
  const onLeak = current.getStore();
  if (onLeak !== undefined) onLeak(error);
  if (onLeak !== undefined || process.listenerCount("uncaughtException") > 1) return;
  process.off("uncaughtException", attributeThrown);
  process.nextTick(() => {
    throw error;
  });
}
