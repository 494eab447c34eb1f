import { StopgapError } from "@stopgap/core";
import { type HttpRequest, PluginError, type SimulatedResponse } from "@stopgap/core/plugin";
import { simulateHost, simulateRules } from "@stopgap/plugin-iis";
import type { Command } from "commander";
import { lookOnRuntime } from "../composition/look-on-runtime.js";
import { hostOpener } from "../composition/open-host.js";
import type { Configuration } from "../configuration/configuration.js";
import { json } from "../output/json.js";
import { type CommandContext, configurationOf, globalOptions } from "./command-context.js";
import { readNamedFile } from "./named-files.js";

interface Options {
  readonly url: string;
  readonly method: string;
  readonly header: readonly string[];
  readonly rules?: string;
  readonly feed?: boolean;
}

export async function simulate({ terminal }: CommandContext, options: Options, command: Command): Promise<void> {
  const request = requestOf(options);
  const answer = await simulated(request, options, command);
  terminal.write(globalOptions(command).json === true ? json(document(answer)) : text(answer));
}

const absoluteUrl = /^https?:\/\/[^/?#\s\\]+(?:[/?#]\S*)?$/i;

function requestOf({ url, method, header }: Options): HttpRequest {
  if (!URL.canParse(url) || !absoluteUrl.test(url)) {
    throw new StopgapError(
      "USAGE",
      `--url takes an absolute http or https URL, a space in it as %20, not ${JSON.stringify(url)}`,
    );
  }
  const headers = header.map((line) => {
    const colon = line.indexOf(":");
    if (colon < 1) throw new StopgapError("USAGE", `--header takes 'Name: value', not ${JSON.stringify(line)}`);
    return { name: line.slice(0, colon).trim(), value: line.slice(colon + 1).trim() };
  });
  return { method: method.toUpperCase(), url, headers };
}

async function simulated(
  request: HttpRequest,
  { rules, feed = false }: Options,
  command: Command,
): Promise<SimulatedResponse> {
  if (rules !== undefined && feed) throw new StopgapError("USAGE", "--rules and --feed are not given together");
  if (feed) return await underFeed(request, await configurationOf(command));
  if (rules === undefined) return await onHost(request, await configurationOf(command));
  const file = await readNamedFile(rules);
  try {
    return simulateRules(file, request);
  } catch (error) {
    throw error instanceof PluginError ? invalid(`${rules}: ${error.message}`, error) : error;
  }
}

/** The plugin's advice, which ends its message, gives way to that of the code. */
function invalid(message: string, cause: PluginError): StopgapError {
  return new StopgapError("RULES_INVALID", message.replace(/; [^;]*$/, ""), { cause });
}

const aboutRules = ["RULES_INVALID", "PATTERN_TOO_SLOW", "CONFIG_UNREADABLE"];

async function onHost(request: HttpRequest, { host }: Configuration): Promise<SimulatedResponse> {
  const signal = AbortSignal.timeout(10_000);
  const opened = hostOpener(host)({ now: () => new Date(), log: () => undefined, signal });
  try {
    return await simulateHost(opened, request);
  } catch (error) {
    const isAboutRules = error instanceof PluginError && aboutRules.includes(error.code);
    throw isAboutRules ? invalid(error.message, error) : error;
  }
}

/** The feed's actions in their order, as far as their plugin can simulate; the first that does not let the request by answers. */
async function underFeed(request: HttpRequest, configuration: Configuration): Promise<SimulatedResponse> {
  return await lookOnRuntime(configuration, async ({ runtime }) => {
    const { listed } = await runtime.plan();
    for (const { type, value, problem } of listed.flatMap((mitigation) => mitigation.actions)) {
      const plugin = runtime.plugins.find((loaded) => loaded.plugin.type === type)?.plugin;
      if (problem !== null || plugin?.simulate === undefined) continue;
      const parsed = await plugin.parameters["~standard"].validate(value);
      if (parsed.issues !== undefined) continue;
      const answer = plugin.simulate(parsed.value, request);
      if (answer.outcome !== "allowed") return answer;
    }
    return { outcome: "allowed", status: null, by: null, location: null };
  });
}

function document({ outcome, status, by, location }: SimulatedResponse): SimulatedResponse {
  return { outcome, status, by, location };
}

function text({ outcome, status, by, location }: SimulatedResponse): string {
  const parts: string[] = [outcome];
  if (status !== null) parts.push(`with status ${status}`);
  if (location !== null) parts.push(`to ${location}`);
  if (by !== null) parts.push(`by the rule ${by}`);
  return `${parts.join(" ")}\n`;
}
