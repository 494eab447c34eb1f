import { defineConfig } from "vitest/config";

/** Tests run from the sources, without a build. */
export const conditions = ["@stopgap/source", "node", "import", "default"];

/** Run by scripts of their own: see CONTRIBUTING.md. */
const elsewhere = ["architecture", "packaging", "docs", "debian", "windows"].map((folder) => `test/${folder}/**`);

export default defineConfig({
  ssr: { resolve: { conditions } },
  resolve: { conditions },
  test: {
    include: ["packages/*/src/**/*.test.ts", "test/**/*.test.ts", "examples/*/**/*.test.ts"],
    exclude: ["**/node_modules/**", "**/dist/**", ...elsewhere],
    // Many tests wait for a program that they started: a worker for each core keeps them busy.
    maxWorkers: "100%",
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
