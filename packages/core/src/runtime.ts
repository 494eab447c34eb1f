import { randomUUID } from "node:crypto";
import { concatMap, from, type Observable } from "rxjs";
import type { CycleContext, CyclePolicy, ServerDescription, VerifyDocument } from "./cycle/cycle-context.js";
import type { CycleOutcome } from "./cycle/cycle-outcome.js";
import { failureOf } from "./errors/failure-of.js";
import { StopgapError } from "./errors/stopgap-error.js";
import type { FeedSource } from "./feed/feed-source.js";
import type { OpenHost } from "./host/open-host.js";
import { createOverlay } from "./host/overlay-host.js";
import { eachEvent } from "./log/each-event.js";
import type { RecordedEvent } from "./log/event.js";
import type { EventLog, Head } from "./log/event-log.js";
import { serverStream } from "./log/event-types.js";
import { lostHistory } from "./log/lost-history.js";
import { openRecorder, type Recorder } from "./log/recorder.js";
import { rehearse } from "./log/rehearsal-recorder.js";
import { type CyclePlan, planCycle } from "./plan-cycle.js";
import { changedPlugins, changeText, startedPlugin } from "./plugin/changed-plugins.js";
import { checkPlugin } from "./plugin/check-plugin.js";
import { holdRejectionWatch } from "./plugin/leaked-rejections.js";
import type { LoadedPlugin } from "./plugin/loaded-plugin.js";
import type { MitigationPlugin } from "./plugin/mitigation-plugin.js";
import { serveTypes } from "./plugin/serve-types.js";
import { type State, serverState } from "./project/state.js";
import { type RevertOptions, type RevertOutcome, revertAll } from "./revert-all.js";
import { runCycle } from "./run-cycle.js";
import { cycles, oneAtATime, type Schedule, type Trigger, triggers } from "./schedule/cycles.js";
import { type Act, block, setBlocked, setEnabled, unblock } from "./settings/change-settings.js";
import type { TrustPolicy } from "./verify/trust-policy.js";
import { verifyFeed } from "./verify/verify-feed.js";

/** What an embedding program brings. Everything but `server`, `log`, `source`, `trust` and `openHost` has a default. */
export interface RuntimeOptions {
  readonly server: ServerDescription;
  readonly log: EventLog;
  readonly source: FeedSource;
  /** Whom to believe; or a verification of the program's own. */
  readonly trust: TrustPolicy | VerifyDocument;
  readonly openHost: OpenHost;
  /** Plugin objects, or what `loadPlugins` resolved to. */
  readonly plugins?: readonly (MitigationPlugin | LoadedPlugin)[];
  readonly clock?: () => Date;
  readonly logger?: RuntimeLogger;
  readonly policy?: Partial<CyclePolicy>;
  readonly schedule?: Partial<Schedule>;
  /** Runs the work while no other process changes the same host; the default only knows this process. */
  readonly exclusive?: <T>(work: () => Promise<T>) => Promise<T>;
  /** Called after each cycle and admin act with the log's head, where checkpoints leave the file, and the state then. */
  readonly checkpoint?: (head: Head, state: State) => Promise<void>;
  /** A state folded from this log earlier, to start from. */
  readonly from?: State;
  /** The log's head by a checkpoint outside it: a log without that event is recorded as `LOG_HISTORY_LOST`, once. */
  readonly knownHead?: Pick<Head, "position" | "hash"> | null;
}

export interface RuntimeLogger {
  info(fields: Readonly<Record<string, unknown>>, message: string): void;
  warn(fields: Readonly<Record<string, unknown>>, message: string): void;
  error(fields: Readonly<Record<string, unknown>>, message: string): void;
}

/** One server's engine. Nothing runs until `start` or one of the calls. */
export interface Runtime {
  /** As of the newest event read. */
  readonly state: State;
  readonly plugins: readonly LoadedPlugin[];
  /** What this runtime recorded, one by one, after it was durable. */
  readonly events: Observable<RecordedEvent>;
  /** The same, for `for await`: from now on, until the runtime stops or the loop is left. */
  [Symbol.asyncIterator](): AsyncIterator<RecordedEvent, undefined>;
  /** One cycle now. Rejects with the refusal where the feed could not be had or was refused. */
  check(actor?: string | null): Promise<CycleOutcome>;
  plan(): Promise<CyclePlan>;
  /** `id` is a config id, an action id or an applied id. Rejects with `NOT_APPLIED` where it names nothing that is applied. */
  revert(id: string, options: RevertOptions): Promise<readonly RevertOutcome[]>;
  setEnabled(server: string | null, enabled: boolean, act: Act): Promise<boolean>;
  setBlocked(server: string, ids: readonly string[], act: Act): Promise<boolean>;
  /** On this server, or on the named one of the log. */
  block(id: string, until: string | null, act: Act, on?: string): Promise<boolean>;
  unblock(id: string, act: Act, on?: string): Promise<boolean>;
  /** Folds in what other processes recorded. */
  refresh(): Promise<State>;
  /** Cycles on schedule from now on. Resolves once `ServiceStarted` is durable. */
  start(program: string): Promise<void>;
  /**
   * Ends the schedule, waits for what is running, records `ServiceStopped`. After it nothing of the runtime is left, and
   * its calls reject with `RUNTIME_STOPPED`. The log stays open: whoever opened it closes it.
   */
  stop(reason: string): Promise<void>;
}

const defaultPolicy: CyclePolicy = { onRetired: "keep", drift: {}, onEquivalent: "add", alarmAfterHours: 24 };
const defaultSchedule: Schedule = { startupDelay: 600_000, expression: "0 * * * *", jitter: 0 };
const silent: RuntimeLogger = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** Binds the plugins, rebuilds the state from the log and gives the engine back. Rejects with a plugin's or the log's error. */
export async function createRuntime(options: RuntimeOptions): Promise<Runtime> {
  const { server, log, source, openHost } = options;
  const logger = options.logger ?? silent;
  const clock = options.clock ?? (() => new Date());
  const trust = options.trust;
  const verify: VerifyDocument =
    typeof trust === "function" ? trust : (document, context) => verifyFeed(document, trust, context);
  // Loaded with the first runtime: looking at a log needs no container.
  const { bindPlugins, boundPlugins } = await import("./plugin/bind-plugins.js");
  const plugins = boundPlugins(bindPlugins((options.plugins ?? []).map(asLoaded)));
  const recorder = await openRecorder(log, clock, options.from);
  const queue = oneAtATime();
  const policy = { ...defaultPolicy, ...options.policy };
  const types = serveTypes(plugins, openHost, clock, logger, policy.onEquivalent);
  const exclusive = options.exclusive ?? ((work) => work());
  const checkpoint = async () => await options.checkpoint?.(await log.head(), recorder.state);
  let starting: Promise<() => Promise<void>> | null = null;
  let stopping: Promise<void> | null = null;
  // A hook may leave work behind whose rejection comes when no hook runs.
  const releaseWatch = holdRejectionWatch();

  const context = (actor: string | null, signal: AbortSignal, own: Recorder = recorder): CycleContext => ({
    server,
    source,
    verify,
    types,
    log,
    recorder: own,
    policy,
    cycle: randomUUID(),
    actor,
    signal,
  });

  const stream = serverStream(server.name);
  let knownHead = options.knownHead ?? null;
  /** Before anything else is recorded: the next checkpoint is of the log as it is now. */
  const recordLostHistory = async (): Promise<void> => {
    const known = knownHead;
    knownHead = null;
    const lost = known === null ? null : await lostHistory(log, known);
    if (lost === null) return;
    const { stage, code, message } = lost;
    const data = { stage, code, message, mitigation: null, appliedId: null };
    await recorder.record([{ type: "Failed", data }], { stream, cycle: null, actor: null });
    logger.error({ code }, message);
    await checkpoint();
  };
  const recordChangedPlugins = async (): Promise<void> => {
    const changes = changedPlugins(plugins, serverState(recorder.state, server.name).plugins);
    for (const data of changes) {
      await recorder.record([{ type: "PluginChanged", data }], { stream, cycle: null, actor: null });
      logger.warn({ code: "PLUGIN_CHANGED", package: data.package, from: data.from, to: data.to }, changeText(data));
    }
  };

  const alone = <T>(work: () => Promise<T>): Promise<T> =>
    queue.run(() =>
      exclusive(async () => {
        await recorder.refresh();
        try {
          await recordLostHistory();
          return await work();
        } finally {
          await checkpoint();
        }
      }),
    );

  const administer = (work: () => Promise<boolean>): Promise<boolean> =>
    queue.run(async () => {
      await recordLostHistory();
      const changed = await work();
      if (changed) await checkpoint();
      return changed;
    });

  const check = (actor: string | null, signal: AbortSignal) =>
    alone(async () => {
      await recordChangedPlugins();
      return await runCycle(context(actor, signal));
    });

  /** Resolves to what ends the schedule again and waits for the cycle that runs. */
  const begin = async (program: string): Promise<() => Promise<void>> => {
    await recorder.refresh();
    await recordLostHistory();
    await recordChangedPlugins();
    const data = { program, plugins: plugins.map(startedPlugin) };
    await recorder.record([{ type: "ServiceStarted", data }], { stream, cycle: null, actor: null });
    let running: Promise<unknown> = Promise.resolve();
    const cycle = (_: Trigger, signal: AbortSignal) => {
      const work = check(null, signal);
      running = work.catch(() => undefined);
      return work;
    };
    const schedule = { ...defaultSchedule, ...options.schedule };
    const subscription = cycles(triggers(schedule, Math.random), cycle, (error) => report(logger, error)).subscribe();
    return async () => {
      subscription.unsubscribe();
      await running;
    };
  };

  const end = async (reason: string): Promise<void> => {
    const stopRunning = await starting?.catch(() => undefined);
    try {
      await stopRunning?.();
      await queue.end();
      if (stopRunning !== undefined) {
        await recorder.record([{ type: "ServiceStopped", data: { reason } }], { stream, cycle: null, actor: null });
        await checkpoint();
      }
    } finally {
      recorder.close();
      releaseWatch();
    }
  };

  const refuseStopped = (): void => {
    if (stopping !== null) throw new StopgapError("RUNTIME_STOPPED", "the runtime was stopped");
  };
  const events = recorder.events.pipe(concatMap((page) => from(page)));

  const runtime: Runtime = {
    get state() {
      return recorder.state;
    },
    plugins,
    events,
    [Symbol.asyncIterator]: () => eachEvent(events),
    check: (actor = null) => check(actor, new AbortController().signal),
    async plan() {
      refuseStopped();
      await recorder.refresh();
      const overlay = createOverlay();
      const tried = serveTypes(plugins, (host) => overlay.over(openHost(host)), clock, logger, policy.onEquivalent);
      const planning = context(null, new AbortController().signal, rehearse(recorder));
      return await planCycle({ ...planning, types: tried }, overlay);
    },
    revert: (id, act) => alone(() => revertAll(id, act, context(act.actor, new AbortController().signal))),
    setEnabled: (name, enabled, act) => administer(() => setEnabled(recorder, name, enabled, act)),
    setBlocked: (name, ids, act) => administer(() => setBlocked(recorder, name, ids, act)),
    block: (id, until, act, on = server.name) => administer(() => block(recorder, on, id, until, act)),
    unblock: (id, act, on = server.name) => administer(() => unblock(recorder, on, id, act)),
    refresh: () => recorder.refresh(),
    async start(program) {
      refuseStopped();
      if (starting !== null) throw new StopgapError("USAGE", "the runtime is started already");
      starting = begin(program);
      await starting.catch((error: unknown) => {
        starting = null;
        throw error;
      });
    },
    stop(reason) {
      stopping ??= end(reason);
      return stopping;
    },
  };
  return runtime;
}

function asLoaded(plugin: MitigationPlugin | LoadedPlugin): LoadedPlugin {
  return "plugin" in plugin
    ? plugin
    : { plugin: checkPlugin(plugin, "an embedded plugin"), package: "(embedded)", version: "0.0.0", sha256: null };
}

function report(logger: RuntimeLogger, error: unknown): void {
  const failure = failureOf(error);
  if (failure === null) logger.error({ error: String(error) }, "a cycle ended with a bug");
  else logger.warn({ code: failure.code }, failure.message);
}
