import { readdirSync } from "node:fs";
import { defineConfig } from "tsup";
import { absentOnDemand } from "./absent-on-demand.ts";
import { eagerInOne } from "./eager-in-one.ts";
import { jsYamlInParts } from "./js-yaml-in-parts.ts";
import { nodeOnDemand } from "./node-on-demand.ts";
import { onlyReached } from "./only-reached.ts";
import { programsBeside } from "./programs-beside.ts";

/** What an action needs every time: its start, and what it does. */
const FIRST = readdirSync("src").filter((name) => /^(?:main|run-[a-z-]+)\.ts$/.test(name));

/**
 * How every action is built: files that hold all it needs, readable, from the sources of the packages. Their
 * `"sideEffects": false` keeps out what the action does not use of them: a verb that is not imported brings no engine along.
 * What it needs only at times, such as GitHub's client, stands in files that are read only then.
 */
export default defineConfig({
  entry: ["src/main.ts"],
  format: "esm",
  target: "node24",
  platform: "node",
  splitting: true,
  minify: false,
  clean: true,
  dts: false,
  noExternal: [/.*/],
  removeNodeProtocol: false,
  esbuildPlugins: [
    eagerInOne(FIRST.map((name) => `src/${name}`)),
    programsBeside([jsYamlInParts, nodeOnDemand]),
    jsYamlInParts,
    nodeOnDemand,
    absentOnDemand,
    onlyReached,
  ],
  esbuildOptions: (options) => {
    options.conditions = ["@towpath/source", "module"];
    options.legalComments = "inline";
  },
});
