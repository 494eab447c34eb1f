import type { ActionValue } from "../feed/feed.js";
import { callHook, deadlineOf } from "../plugin/call-hook.js";
import { asInspection, asNothing, asUndo, type Validate } from "../plugin/hook-results.js";
import type { Host } from "../plugin/host.js";
import type { Deadlines, Earlier, Inspection, Json, MitigationPlugin } from "../plugin/mitigation-plugin.js";
import { asParsed } from "../plugin/parsed-parameters.js";
import { createMemoryHost, type MemoryHost, type MemoryHostOpening, type MemoryHostOptions } from "./memory-host.js";

/** Raised where a law does not hold. */
class LawBroken extends Error {
  override readonly name = "LawBroken";
}

export function requireThat(holds: boolean, seen: string): asserts holds {
  if (!holds) throw new LawBroken(seen);
}

export type Watch = Omit<MemoryHostOpening, "signal">;

/** An example's value, and what the plugin's schema makes of it. */
export interface AcceptedValue {
  readonly value: ActionValue;
  readonly parameters: unknown;
}

/** One accepted value on one host: the plugin's hooks, called as the engine calls them. */
export interface LawCase extends AcceptedValue {
  readonly memory: MemoryHost;
  inspect(watch?: Watch, earlier?: Earlier<unknown>): Promise<Inspection>;
  capture(watch?: Watch): Promise<Json>;
  apply(watch?: Watch, earlier?: Earlier<unknown>): Promise<void>;
  revert(undo: Json, watch?: Watch): Promise<void>;
  /** Any hook, with a signal that the caller holds too. */
  call<T>(hook: keyof Deadlines, run: (host: Host) => unknown, validate: Validate<T>, watch?: WatchAborted): Promise<T>;
}

interface WatchAborted extends Watch {
  readonly abort?: AbortSignal;
}

export interface LawSetting extends MemoryHostOptions {
  /** Milliseconds a hook may take at most, however long the plugin allows itself. */
  readonly deadline: number;
}

/** On a fresh host, or on `memory`, which others may share. */
export function openCase(
  plugin: MitigationPlugin,
  { value, parameters }: AcceptedValue,
  setting: LawSetting,
  memory = createMemoryHost(setting),
): LawCase {
  const call = <T>(
    hook: keyof Deadlines,
    run: (host: Host) => unknown,
    validate: Validate<T>,
    watch: WatchAborted = {},
  ) => {
    const deadline = Math.min(deadlineOf(plugin, hook), setting.deadline);
    const makeHost = (signal: AbortSignal) => {
      const both = watch.abort === undefined ? signal : AbortSignal.any([signal, watch.abort]);
      return memory.open({ ...watch, signal: both });
    };
    return callHook(plugin, hook, deadline, run, makeHost, validate);
  };
  return {
    memory,
    value,
    parameters,
    call,
    inspect: (watch, earlier) =>
      call("inspect", (host) => plugin.inspect(parameters, host, earlier), asInspection, watch),
    capture: (watch) => call("capture", (host) => plugin.capture(parameters, host), asUndo, watch),
    apply: (watch, earlier) => call("apply", (host) => plugin.apply(parameters, host, earlier), asNothing, watch),
    revert: (undo, watch) => call("revert", (host) => plugin.revert(parameters, undo, host), asNothing, watch),
  };
}

/** What the plugin's schema makes of a value, as the engine takes it. */
export async function validate(plugin: MitigationPlugin, value: ActionValue, deadline: number) {
  const run = () => plugin.parameters["~standard"].validate(value);
  const makeHost = (signal: AbortSignal) => createMemoryHost().open({ signal });
  return await callHook(plugin, "parameters", deadline, run, makeHost, asParsed);
}

/** What differs between two snapshots, or null. */
export function difference(
  before: ReadonlyMap<string, Uint8Array>,
  after: ReadonlyMap<string, Uint8Array>,
): string | null {
  for (const path of new Set([...before.keys(), ...after.keys()])) {
    const [old, now] = [before.get(path), after.get(path)];
    if (old === undefined) return `${path} is new`;
    if (now === undefined) return `${path} is gone`;
    if (Buffer.compare(old, now) !== 0) return `${path} was ${shown(old)} and is ${shown(now)}`;
  }
  return null;
}

function shown(bytes: Uint8Array): string {
  const text = Buffer.from(bytes).toString("utf8");
  return JSON.stringify(text.length > 300 ? `${text.slice(0, 300)}…` : text);
}
