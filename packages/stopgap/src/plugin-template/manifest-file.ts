import type { NewPackage } from "./template.js";

export function manifestFile({ name, type, core }: NewPackage): string {
  const manifest = {
    name,
    version: "0.1.0",
    description: `Mitigation type ${type} for Stopgap.`,
    license: "UNLICENSED",
    type: "module",
    engines: { node: ">=20" },
    files: ["dist", "!dist/**/*.test.*"],
    exports: { ".": { types: "./dist/index.d.ts", default: "./dist/index.js" } },
    scripts: {
      build: "tsc",
      test: "tsc && node --test dist/index.test.js",
      prepack: "tsc",
    },
    dependencies: { "@stopgap/core": `^${core}`, zod: "^4.6.7" },
    devDependencies: { "@types/node": "^20.19.0", typescript: "^7.0.2" },
  };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}
