import { defineConfig, type Options } from "tsup";
import { jsYamlInParts } from "./js-yaml-in-parts.ts";
import { nodeOnDemand } from "./node-on-demand.ts";

/**
 * How every package is built: one ESM file for each entry, dependencies left outside but those that start with every
 * command: each file that Node has to find costs more than what is in it. Declarations come from `tsc`.
 */
export const packageBuild = {
  entry: ["src/index.ts"],
  format: "esm",
  target: "node22",
  platform: "node",
  sourcemap: true,
  clean: true,
  dts: false,
  noExternal: ["@actions/expressions", "commander", "fast-string-width", "js-yaml", "picomatch"],
  removeNodeProtocol: false,
  esbuildPlugins: [jsYamlInParts, nodeOnDemand],
} satisfies Options;

export default defineConfig(packageBuild);
