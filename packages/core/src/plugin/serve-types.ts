import { oneLine } from "../decide/one-line.js";
import type { ActionValue } from "../feed/feed.js";
import type { OpenHost } from "../host/open-host.js";
import { callHook, deadlineOf, hookFailure } from "./call-hook.js";
import { asClaims, asInspection, asLines, asNothing, asUndo, type Validate } from "./hook-results.js";
import type { Host, OnEquivalent } from "./host.js";
import type { LoadedPlugin } from "./loaded-plugin.js";
import type { Deadlines, MitigationPlugin } from "./mitigation-plugin.js";
import type { MitigationType, MitigationTypes, ParsedParameters } from "./mitigation-type.js";

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
  const call = <T>(hook: keyof Deadlines, run: (host: Host) => unknown, validate: Validate<T>): Promise<T> => {
    const open = (signal: AbortSignal) => openHost({ now, log, signal });
    return callHook(plugin, hook, deadlineOf(plugin, hook), (host) => run({ ...host, onEquivalent }), open, validate);
  };
  const saying = <T>(hook: string, run: () => unknown, validate: Validate<T>): T => {
    try {
      return validate(run());
    } catch (error) {
      throw hookFailure(error, `the ${hook} hook of ${plugin.type}`);
    }
  };

  return {
    type: plugin.type,
    parse: (value) => parse(plugin, value),
    missing: async () => {
      const { prerequisites } = plugin;
      return prerequisites === undefined
        ? []
        : await call("prerequisites", (host) => prerequisites.call(plugin, host), asLines);
    },
    inspect: (parameters, earlier) =>
      call("inspect", (host) => plugin.inspect(parameters, host, earlier), asInspection),
    capture: (parameters, earlier) => call("capture", (host) => plugin.capture(parameters, host, earlier), asUndo),
    recapture: async (parameters, undo) => {
      const { recapture } = plugin;
      return recapture === undefined
        ? undo
        : await call("capture", (host) => recapture.call(plugin, parameters, undo, host), asUndo);
    },
    apply: (parameters, earlier) => call("apply", (host) => plugin.apply(parameters, host, earlier), asNothing),
    revert: (parameters, undo, force) =>
      call("revert", (host) => plugin.revert(parameters, undo, host, { force }), asNothing),
    claims: (parameters) => {
      const { claims } = plugin;
      return claims === undefined ? null : saying("claims", () => claims.call(plugin, parameters), asClaims);
    },
    describe: (parameters) => {
      const { describe } = plugin;
      return describe === undefined ? [] : saying("describe", () => describe.call(plugin, parameters), asLines);
    },
  };
}

const parseDeadline = 10_000;

async function parse(plugin: MitigationPlugin, value: ActionValue): Promise<ParsedParameters> {
  const validate = async () => await plugin.parameters["~standard"].validate(structuredClone(value));
  const result = await inTime(validate(), parseDeadline, plugin.type);
  if (result === null)
    return refused(`the parameters of ${plugin.type} could not be checked within ${parseDeadline} ms`);
  if (result.issues === undefined) return { ok: true, parameters: result.value };
  const issues = result.issues.map((issue) => {
    const path = (issue.path ?? []).map((part) => String(typeof part === "object" ? part.key : part)).join(".");
    return path === "" ? issue.message : `${path}: ${issue.message}`;
  });
  return refused(issues.join("; ") || `the Value is not what ${plugin.type} accepts`);
}

function refused(message: string): ParsedParameters {
  return { ok: false, refusal: { code: "PARAMETERS_REFUSED", message: oneLine(message) } };
}

async function inTime<T>(work: Promise<T>, milliseconds: number, type: string): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(resolve, milliseconds, null);
  });
  try {
    return await Promise.race([work, late]);
  } catch (error) {
    throw hookFailure(error, `the parameters schema of ${type}`);
  } finally {
    clearTimeout(timer);
  }
}
