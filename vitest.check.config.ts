import { defineConfig } from "vitest/config";
import { conditions } from "./vitest.config.js";

/** The shape of the repository, of its packages and of its documents; part of `npm run check`. */
export default defineConfig({
  ssr: { resolve: { conditions } },
  resolve: { conditions },
  test: {
    include: ["test/{architecture,packaging,docs}/**/*.test.ts"],
    isolate: false,
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 180_000,
  },
});
