import { definePlugin, type Host, PluginError } from "@stopgap/core/plugin";
import { type IncludedFile, includedFile, stateOf } from "./included-file.js";
import { parameters } from "./parameters.js";

export interface NginxOptions {
  /** The folder of which each protected `server` includes `*.conf`. */
  readonly directory?: string;
  /** What every call of nginx gets, such as `-c FILE`. */
  readonly options?: readonly string[];
}

/** Mitigation type `NginxBlock`: requests whose URI matches a pattern are answered with 403. */
export function nginxPlugin({ directory = "/etc/nginx/stopgap.d", options = [] }: NginxOptions = {}) {
  const filesOf = (patterns: readonly string[]) => patterns.map((pattern) => includedFile(directory, pattern));
  const nginx = (host: Host, ...args: readonly string[]) => host.run("nginx", [...options, ...args]);

  const reload = async (host: Host): Promise<void> => {
    const { code, stderr } = await nginx(host, "-s", "reload");
    if (code !== 0) throw new PluginError("NGINX_NOT_RELOADED", `nginx does not reload; is it running? ${stderr}`);
  };

  /** Puts the files where nginx would load them, but takes them back where it would not start with them. */
  const putInPlace = async (files: readonly IncludedFile[], host: Host): Promise<void> => {
    const before = await Promise.all(files.map(({ path }) => host.readFile(path)));
    for (const { path, content } of files) await host.writeFile(path, content);
    const { code, stderr } = await nginx(host, "-t");
    if (code === 0) return;
    for (const [index, { path }] of files.entries()) await host.writeFile(path, before[index] ?? null);
    throw new PluginError("NGINX_REFUSED", `nginx does not take the pattern; nothing was changed: ${stderr}`);
  };

  return definePlugin({
    apiVersion: 1,
    type: "NginxBlock",
    parameters,
    async prerequisites(host) {
      const { code, stdout } = await nginx(host, "-T");
      if (code !== 0) return ["nginx cannot read its configuration: see nginx -t"];
      const isIncluded = stdout.includes(`include ${directory}/*.conf;`);
      return isIncluded ? [] : [`no server of nginx has the line: include ${directory}/*.conf;`];
    },
    async inspect(patterns, host) {
      const states = await Promise.all(filesOf(patterns).map((file) => stateOf(file, host)));
      if (states.includes("altered")) return { state: "altered", detail: "a file was changed by somebody else" };
      return { state: states.includes("absent") ? "absent" : "present" };
    },
    async capture(patterns, host) {
      const states = await Promise.all(filesOf(patterns).map(async (file) => [file.path, await stateOf(file, host)]));
      return Object.fromEntries(states.map(([path, state]) => [path, state === "present"]));
    },
    async apply(patterns, host) {
      const files = filesOf(patterns);
      const states = await Promise.all(files.map((file) => stateOf(file, host)));
      if (states.every((state) => state === "present")) return;
      await putInPlace(files, host);
      await reload(host);
      // Last: a process that dies before leaves no mark, and is seen as not applied.
      for (const { mark } of files) await host.writeFile(mark, Buffer.alloc(0));
    },
    async revert(patterns, undo, host) {
      const ours = filesOf(patterns).filter(({ path }) => undo[path] === false);
      for (const { path, mark } of ours) {
        await host.writeFile(mark, null);
        await host.writeFile(path, null);
      }
      if (ours.length > 0) await reload(host);
    },
    claims: (patterns) => filesOf(patterns).map(({ path }) => path),
    describe: (patterns) => patterns.map((pattern) => `+ requests that match ${pattern} are answered with 403`),
  });
}
