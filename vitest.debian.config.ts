import { defineConfig } from "vitest/config";
import { conditions } from "./vitest.config.js";

/** Tests against other people's programs and corpora, from Debian's packages: `npm run test:debian`. */
export default defineConfig({
  ssr: { resolve: { conditions } },
  resolve: { conditions },
  test: {
    include: ["test/debian/**/*.test.ts"],
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
