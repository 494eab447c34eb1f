import type { NewPackage } from "./template.js";

export function lawsFile({ settings }: NewPackage): string {
  return `import type { PluginExamples, PluginLawOptions } from "@stopgap/core/testing";

/** What the laws are tried with, by this package's own test and by \`stopgap plugin test\`. */
export const laws: PluginExamples & PluginLawOptions = {
  // Values as they stand in a feed.
  accepts: [
    '<setting name="remote-access"/>',
    '<Value>\\n  <setting name="remote-access"/>\\n  <setting name="web-console"/>\\n</Value>',
  ],
  refuses: [
    "",
    "text",
    "<setting/>",
    '<setting name=""/>',
    '<setting name="two words"/>',
    '<setting name="line&#10;end"/>',
    '<setting name="a" more="x"/>',
    '<setting name="a">text</setting>',
    '<other name="a"/>',
  ],
  // The machine each law starts on.
  files: { "C:\\\\ProgramData\\\\${settings}\\\\settings.conf": "web-console = off\\nremote-access = on" },
};
`;
}
