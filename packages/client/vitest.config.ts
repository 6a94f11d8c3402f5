import { defineConfig } from "vitest/config";

// A test that needs a page says so in its first line.
export default defineConfig({ test: { include: ["tests/**/*.test.ts"] } });
