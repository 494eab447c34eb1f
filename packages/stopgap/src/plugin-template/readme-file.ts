import type { NewPackage } from "./template.js";

export function readmeFile({ name, type, settings }: NewPackage): string {
  return `# ${name}

The mitigation type \`${type}\` for [Stopgap](https://www.npmjs.com/package/stopgap).

As it was made, it switches settings off by lines at the top of \`/etc/${settings}/settings.conf\` (Windows:
\`C:\\ProgramData\\${settings}\\settings.conf\`). Change \`src/index.ts\` into what you want; keep the laws.

## Work on it

\`\`\`sh
npm install
npm test
\`\`\`

\`npm test\` compiles the package and runs the laws every mitigation type keeps: it refuses bad parameters before any effect,
looking changes nothing, apply twice is apply once, revert restores every byte, a crash after any step can be recovered.
\`src/laws.ts\` says with which values, and on which machine. The same laws from outside: \`stopgap plugin test .\`

## Use it

\`\`\`sh
npm install ${name}
\`\`\`

beside the configuration, which names it:

\`\`\`yaml
plugins: ["@stopgap/plugin-iis", "@stopgap/plugin-service", "@stopgap/plugin-apppool", "${name}"]
\`\`\`

In a feed:

\`\`\`xml
<Action id="M1.1" version="0" type="${type}" scope="Server" desc="Closes remote access.">
  <Value><setting name="remote-access"/></Value>
</Action>
\`\`\`

\`stopgap plugin list\` shows whether this machine has what the type needs.

## Publish it

Choose a licence, then \`npm publish\`. Stopgap records the hash of the installed package at every start, and raises an alarm
when it is another one.
`;
}
