// Builds the pages into the server's package, where the gateway serves them under a strict CSP.
// `vite` alone gives hot reload against a running `binome serve` (BINOME_SERVER, port 8080 by default).
import { defineConfig } from "vite";

const server = process.env["BINOME_SERVER"] ?? "http://127.0.0.1:8080";

export default defineConfig({
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    outDir: "../server/binome/web/static",
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: "es2022",
  },
  server: { proxy: { "/api": { target: server, ws: true, changeOrigin: true } } },
});
