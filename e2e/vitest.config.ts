import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["{tests,run,slow}/**/*.test.ts"],
    globalSetup: ["src/driver.ts"],
    // One display, one driver, one window at a time.
    fileParallelism: false,
    // A limit for a machine that is stuck; nothing here measures time.
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
