import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    // One folder of tests at a time: `--dir` names it.
    include: ["**/*.test.ts"],
    globalSetup: ["src/driver.ts"],
    // One display, one driver, one window at a time.
    fileParallelism: false,
    // A limit for a machine that is stuck; nothing here measures time.
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
