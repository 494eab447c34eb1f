import { type Host, PluginError } from "@stopgap/core/plugin";

const windowsDefaults: Readonly<Record<string, string>> = {
  systemdrive: "C:",
  systemroot: "C:\\Windows",
  windir: "C:\\Windows",
  programfiles: "C:\\Program Files",
  "programfiles(x86)": "C:\\Program Files (x86)",
  programdata: "C:\\ProgramData",
};

/** The host's environment variables by lower-case name: those of `environment.json` in a sandbox, those of the process on Windows. */
export async function readEnvironment(host: Host): Promise<ReadonlyMap<string, string>> {
  const own = host.kind === "windows" ? process.env : await sandboxVariables(host);
  const named = Object.entries(own).flatMap(([name, value]) =>
    typeof value === "string" ? [[name.toLowerCase(), value] as const] : [],
  );
  return new Map([...Object.entries(windowsDefaults), ...named]);
}

async function sandboxVariables(host: Host): Promise<Readonly<Record<string, unknown>>> {
  const bytes = await host.readFile("environment.json");
  if (bytes === null) return {};
  try {
    const value: unknown = JSON.parse(
      Buffer.from(bytes)
        .toString("utf8")
        .replace(/^\uFEFF/, ""),
    );
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return { ...value };
  } catch {
    // Said below in the same words as any other content that is no table.
  }
  throw new PluginError("ENVIRONMENT_INVALID", "environment.json is not a JSON object of names and values; correct it");
}

/** Replaces each `%NAME%` once. Throws `PluginError("VARIABLE_UNKNOWN")`. */
export function expandVariables(text: string, environment: ReadonlyMap<string, string>): string {
  return text.replace(/%([^%]+)%/g, (_all, name: string) => {
    const value = environment.get(name.toLowerCase());
    if (value === undefined) {
      throw new PluginError(
        "VARIABLE_UNKNOWN",
        `the environment variable %${name}% in ${text} is not set on this host; set it`,
      );
    }
    return value;
  });
}
