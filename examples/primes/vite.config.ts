import { defineConfig } from "vite";

export default defineConfig({
  // Where `tauri.conf.json` looks for the page.
  server: { host: "127.0.0.1", port: 1430, strictPort: true },
  build: { target: "safari16.4" },
});
