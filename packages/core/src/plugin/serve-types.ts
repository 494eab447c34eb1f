import type { OpenHost } from "../host/open-host.js";
import { callHook, deadlineOf, hookFailure, shown, usualDeadline } from "./call-hook.js";
import { asClaims, asInspection, asLines, asNothing, asOverwritten, asUndo, type Validate } from "./hook-results.js";
import type { Host, OnEquivalent } from "./host.js";
import type { LoadedPlugin } from "./loaded-plugin.js";
import type { Deadlines, MitigationPlugin } from "./mitigation-plugin.js";
import type { MitigationType, MitigationTypes } from "./mitigation-type.js";
import { asParsed } from "./parsed-parameters.js";

export interface ServeLogger {
  info(fields: Readonly<Record<string, unknown>>, message: string): void;
}

/** The loaded plugins as the engine calls them, by mitigation type, on hosts that `openHost` opens. */
export function serveTypes(
  plugins: readonly LoadedPlugin[],
  openHost: OpenHost,
  now: () => Date,
  logger: ServeLogger,
  onEquivalent: OnEquivalent = "add",
): MitigationTypes {
  return new Map(plugins.map(({ plugin }) => [plugin.type, serveType(plugin, openHost, now, logger, onEquivalent)]));
}

function serveType(
  plugin: MitigationPlugin,
  openHost: OpenHost,
  now: () => Date,
  logger: ServeLogger,
  onEquivalent: OnEquivalent,
): MitigationType {
  const log: Host["log"] = (message, fields) => logger.info({ ...fields, type: plugin.type }, message);
  const open = (signal: AbortSignal): Host => openHost({ now, log, signal });
  const call = <T>(hook: keyof Deadlines, run: (host: Host) => unknown, validate: Validate<T>): Promise<T> => {
    return callHook(plugin, hook, deadlineOf(plugin, hook), (host) => run({ ...host, onEquivalent }), open, validate);
  };
  const saying = <T>(hook: string, run: () => unknown, validate: Validate<T>): T => {
    try {
      return validate(run());
    } catch (error) {
      throw hookFailure(error, `the ${hook} hook of ${plugin.type}`);
    }
  };
  const claims: MitigationType["claims"] = (parameters) => {
    const { claims: own } = plugin;
    return own === undefined ? null : saying("claims", () => own.call(plugin, parameters), asClaims);
  };

  return {
    type: plugin.type,
    parse: (value) => {
      const validate = () => plugin.parameters["~standard"].validate(structuredClone(value));
      return callHook(plugin, "parameters", usualDeadline, validate, open, asParsed);
    },
    missing: async () => {
      const { prerequisites } = plugin;
      return prerequisites === undefined
        ? []
        : await call("prerequisites", (host) => prerequisites.call(plugin, host), asLines);
    },
    inspect: (parameters, earlier) =>
      call("inspect", (host) => plugin.inspect(parameters, host, earlier), asInspection),
    capture: async (parameters, earlier) => {
      // What cannot say what it holds could not be taken off again.
      claims(parameters);
      return await call("capture", (host) => plugin.capture(parameters, host, earlier), asUndo);
    },
    recapture: async (parameters, undo) => {
      const { recapture } = plugin;
      return recapture === undefined
        ? undo
        : await call("capture", (host) => recapture.call(plugin, parameters, undo, host), asUndo);
    },
    apply: (parameters, earlier) => call("apply", (host) => plugin.apply(parameters, host, earlier), asNothing),
    revert: (parameters, undo, force) =>
      call("revert", (host) => plugin.revert(parameters, undo, host, { force }), asOverwritten),
    claims,
    describe: (parameters) => {
      const { describe } = plugin;
      try {
        return describe === undefined ? [] : saying("describe", () => describe.call(plugin, parameters), asLines);
      } catch (error) {
        return [shown(error)];
      }
    },
  };
}
