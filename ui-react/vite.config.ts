import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  base: "/react/",
  plugins: [react(), sprite(), reload()],
  // Files stay files: the page's policy allows no `data:` fonts.
  build: { outDir: here("../dist/react"), emptyOutDir: true, assetsInlineLimit: 0, target: "safari16.4" },
  server: { host: "127.0.0.1", port: 1420, strictPort: true, fs: { allow: [here("..")] } },
  test: { testTimeout: 30_000, include: ["tests/**/*.test.{ts,tsx}"] },
});

/** Puts the icons into the page itself, so that one can be used before anything is fetched. */
function sprite(): Plugin {
  return {
    name: "millstream:sprite",
    transformIndexHtml: (html) =>
      html.replace("<!-- icons -->", readFileSync(here("../assets/icons.svg"), "utf8").trim()),
  };
}

/** Behind Trunk's proxy the page has Trunk's port; hot reload asks Vite's own, whichever it was given. */
function reload(): Plugin {
  return {
    name: "millstream:reload",
    config: ({ server }) => ({ server: { ws: { clientPort: server?.port ?? 1420 } } }),
  };
}
