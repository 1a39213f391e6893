import { defineConfig } from "tsup";
import { nodeOnDemand } from "./node-on-demand.ts";

/**
 * How every package is built: one ESM file for each entry, dependencies left outside but those that start with every
 * command: each file that Node has to find costs more than what is in it. Declarations come from `tsc`.
 */
export default defineConfig({
  entry: ["src/index.ts"],
  format: "esm",
  target: "node22",
  platform: "node",
  sourcemap: true,
  clean: true,
  dts: false,
  noExternal: ["commander", "fast-string-width", "js-yaml", "picomatch"],
  removeNodeProtocol: false,
  esbuildPlugins: [nodeOnDemand],
});
