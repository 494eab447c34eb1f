import { AsyncLocalStorage, createHook } from "node:async_hooks";
import { setImmediate as nextTurn } from "node:timers/promises";

/** As timers and handles have it. */
interface KeepsAlive {
  hasRef(): boolean;
  unref(): void;
}

const turns = 5;

/**
 * Runs the work and resolves to what it started that keeps the process from ending, by Node's names: `Timeout`,
 * `TCPSERVERWRAP`. All of it is kept from doing so. What others start meanwhile does not count.
 */
export async function leftRunning(work: () => Promise<void>): Promise<readonly string[]> {
  const inside = new AsyncLocalStorage<true>();
  const started = new Map<number, readonly [string, KeepsAlive]>();
  const hook = createHook({
    init(id, type, _, resource) {
      if (type !== "PROMISE" && keepsAlive(resource) && inside.getStore() === true) started.set(id, [type, resource]);
    },
    destroy: (id) => void started.delete(id),
  }).enable();
  try {
    await inside.run(true, work);
    for (let turn = 0; turn < turns; turn += 1) await nextTurn();
    return [...started.values()].filter(([, resource]) => resource.hasRef()).map(([type]) => type);
  } finally {
    hook.disable();
    for (const [, resource] of started.values()) resource.unref();
  }
}

function keepsAlive(resource: object): resource is KeepsAlive {
  return "hasRef" in resource && "unref" in resource;
}
