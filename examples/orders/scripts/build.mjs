// Bundles the service into dist/, so that it runs without node_modules.
import "./install.mjs";
import { rmSync } from "node:fs";

const { build } = await import("esbuild");
const root = new URL("../", import.meta.url);
const source = (name) => new URL(`src/${name}.js`, root).pathname;

rmSync(new URL("dist/", root), { recursive: true, force: true });
await build({
  entryPoints: ["server", "migrate", "smoke"].map((name) => decodeURIComponent(source(name))),
  outdir: decodeURIComponent(new URL("dist/", root).pathname),
  bundle: true,
  splitting: true, // what only uploads need is a chunk of its own, loaded with the first upload
  platform: "node",
  format: "esm",
  target: "node22",
  legalComments: "none",
  logLevel: "warning",
  banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
});
