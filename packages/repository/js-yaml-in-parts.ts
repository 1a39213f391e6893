import { readFileSync } from "node:fs";
import type { Options } from "tsup";

/** A variable of the module with all that it is set to: up to the first line that ends a statement at the margin. */
const VARIABLE = /^var ([\w$]+) = ((?:new |define|`|\[|\{|\w+\.\w+\().*?);$(?=\n\S)/gms;

/**
 * Lets the bundler leave out what nobody uses of js-yaml: more than half of it is schemas, and what writes YAML. It is all
 * made at every start otherwise, for the bundler cannot know that making it does nothing else.
 */
export const jsYamlInParts: NonNullable<Options["esbuildPlugins"]>[number] = {
  name: "js-yaml-in-parts",
  setup(build) {
    build.onLoad({ filter: /[\\/]js-yaml[\\/]dist[\\/]js-yaml\.mjs$/ }, ({ path }) => ({
      contents: readFileSync(path, "utf8").replace(VARIABLE, "var $1 = /* @__PURE__ */ (() => ($2))();"),
    }));
  },
};
