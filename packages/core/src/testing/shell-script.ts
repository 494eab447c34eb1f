const posix = /^(ba|da|z|k|a)?sh$/;
const windows = /^(cmd|powershell|pwsh)$/;

/** What a shell would take as its own language in such a call; null where the program is none, or gets no script. */
export function shellScript(program: string, args: readonly string[]): string | null {
  const name = (program.split(/[\\/]/).at(-1) ?? "").toLowerCase().replace(/\.exe$/, "");
  if (windows.test(name)) return args.join(" ");
  if (!posix.test(name)) return null;
  const flag = args.findIndex((arg) => /^-[a-z]*c$/.test(arg));
  return flag === -1 ? null : (args[flag + 1] ?? null);
}
