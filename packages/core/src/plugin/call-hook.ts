import { setImmediate as nextTurn } from "node:timers/promises";
import { isUint8Array } from "node:util/types";
import { oneLine } from "../decide/one-line.js";
import { isPluginError } from "../errors/failure-of.js";
import { StopgapError } from "../errors/stopgap-error.js";
import { abortable } from "../host/abortable.js";
import type { Validate } from "./hook-results.js";
import type { Host } from "./host.js";
import { type HookUnderWatch, watchRejections } from "./leaked-rejections.js";
import type { Deadlines, MitigationPlugin } from "./mitigation-plugin.js";
import { PluginError } from "./plugin-error.js";

/** Milliseconds, where the plugin says nothing. */
export const usualDeadline = 10_000;
const longestTimer = 2 ** 31 - 1;

/** Milliseconds the plugin's hook may take. */
export function deadlineOf(plugin: Pick<MitigationPlugin, "deadlines">, hook: keyof Deadlines): number {
  const own = plugin.deadlines?.[hook];
  return typeof own === "number" && own > 0 ? Math.min(own, longestTimer) : usualDeadline;
}

/**
 * Runs one hook of a plugin on a host of its own and gives its checked result back. It always settles: after
 * `deadlineMs` the host's signal fires and it rejects with PLUGIN_TIMEOUT. What the hook throws, or leaks as a
 * rejection nobody handles, becomes a `PluginError` with its own code or PLUGIN_FAILED, its message one line; a result
 * that `validate` refuses becomes PLUGIN_NONSENSE. Once it has settled, every call of the host rejects.
 */
export async function callHook<T>(
  plugin: Pick<MitigationPlugin, "type">,
  hook: string,
  deadlineMs: number,
  run: (host: Host) => unknown,
  makeHost: (signal: AbortSignal) => Host,
  validate: Validate<T>,
): Promise<T> {
  const called = `the ${hook} hook of ${plugin.type}`;
  const controller = new AbortController();
  const { signal } = controller;
  const timer = setTimeout(() => {
    controller.abort(new StopgapError("PLUGIN_TIMEOUT", `${called} did not settle within ${deadlineMs} ms`));
  }, deadlineMs);
  const host = makeHost(signal);
  const watch = watchRejections({ called, log: host.log });
  try {
    const result = await abortable(signal, () => settle(watch, () => run(revocable(host, signal))));
    return validated(result, validate, called);
  } catch (error) {
    throw hookFailure(error, called);
  } finally {
    clearTimeout(timer);
    watch.close();
    if (!signal.aborted) controller.abort(new StopgapError("PLUGIN_FAILED", `${called} has ended; its host is closed`));
  }
}

async function settle(watch: HookUnderWatch, run: () => unknown): Promise<unknown> {
  const work = async (): Promise<unknown> => {
    const result = await watch.run(run);
    // Rejections without a handler are told after the microtasks of the turn.
    await nextTurn();
    return result;
  };
  return await Promise.race([work(), watch.leaked]);
}

function validated<T>(result: unknown, validate: Validate<T>, called: string): T {
  try {
    return validate(result);
  } catch (error) {
    throw new StopgapError("PLUGIN_NONSENSE", oneLine(`${called} resolved to nonsense: ${shown(error)}`), {
      cause: error,
    });
  }
}

/** What a hook threw as an error with a code and a message of one line. */
export function hookFailure(thrown: unknown, called: string): StopgapError | PluginError {
  try {
    if (thrown instanceof StopgapError) return thrown;
    if (isPluginError(thrown)) return new PluginError(thrown.code, oneLine(thrown.message), { cause: thrown });
  } catch {
    // Not even its properties can be read.
  }
  return new StopgapError("PLUGIN_FAILED", oneLine(`${called} failed: ${shown(thrown)}`), { cause: thrown });
}

/** What was thrown, as text, whatever it is. */
export function shown(thrown: unknown): string {
  try {
    return thrown instanceof Error ? thrown.message || thrown.name : String(thrown);
  } catch {
    return "it threw something that cannot be shown";
  }
}

/** The host as the hook holds it: closed with the signal, whoever made it. */
function revocable(host: Host, signal: AbortSignal): Host {
  return {
    kind: host.kind,
    readFile: (path) => abortable(signal, () => host.readFile(path)),
    writeFile: (path, bytes) => abortable(signal, async () => await host.writeFile(path, bytesOrNull(bytes))),
    run: (program, args) => abortable(signal, () => host.run(program, args)),
    now: () => host.now(),
    log: (message, fields) => {
      if (!signal.aborted) host.log(oneLine(String(message)), fields);
    },
    signal: host.signal,
  };
}

/** What a plugin without types may have given instead. */
function bytesOrNull(bytes: unknown): Uint8Array | null {
  if (bytes === null || isUint8Array(bytes)) return bytes;
  throw new TypeError(
    `writeFile takes bytes or null, and not ${bytes === undefined ? "undefined" : `a ${typeof bytes}`}`,
  );
}
