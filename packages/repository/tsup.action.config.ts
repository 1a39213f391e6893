import { defineConfig } from "tsup";
import { jsYamlInParts } from "./js-yaml-in-parts.ts";
import { nodeOnDemand } from "./node-on-demand.ts";

/**
 * How every action is built: one file that holds all it needs, readable, from the sources of the packages. Their
 * `"sideEffects": false` keeps out what the action does not use of them: a verb that is not imported brings no engine along.
 */
export default defineConfig({
  entry: ["src/main.ts"],
  format: "esm",
  target: "node24",
  platform: "node",
  splitting: false,
  minify: false,
  clean: true,
  dts: false,
  noExternal: [/.*/],
  removeNodeProtocol: false,
  esbuildPlugins: [jsYamlInParts, nodeOnDemand],
  esbuildOptions: (options) => {
    options.conditions = ["@towpath/source", "module"];
    options.legalComments = "inline";
  },
});
