import { readFile } from "node:fs/promises";
import { defineConfig, type Options } from "tsup";
import { nodeOnDemand } from "./node-on-demand.ts";

/**
 * js-yaml builds its tables for older YAML and for writing at every start. Marked as pure, what of them nobody uses
 * stays out of the bundle.
 */
const withoutUnusedTables: NonNullable<Options["esbuildPlugins"]>[number] = {
  name: "without-unused-tables",
  setup(build) {
    build.onLoad({ filter: /[\\/]js-yaml\.mjs$/ }, async ({ path }) => {
      const code = await readFile(path, "utf8");
      const contents = code
        .replace(/^(var [\w$]+ = )(?=(?:new|Object\.assign|define\w+Tag|\w+\.withTags)\b)/gm, "$1/* @__PURE__ */ ")
        .replace(/^(var [\w$]+ = )(.*\$\{.*);$/gm, "$1/* @__PURE__ */ (() => $2)();");
      return { contents };
    });
  },
};

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
  esbuildPlugins: [nodeOnDemand, withoutUnusedTables],
  esbuildOptions: (options) => {
    options.conditions = ["@towpath/source", "module"];
    options.legalComments = "inline";
  },
});
