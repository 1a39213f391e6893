import { readFile } from "node:fs/promises";
import { defineConfig, type Options } from "tsup";
import { nodeOnDemand } from "./node-on-demand.ts";

/** Loads what commander starts programs with only when it does, which Towpath's commands never ask of it. */
const commanderWithoutPrograms: NonNullable<Options["esbuildPlugins"]>[number] = {
  name: "commander-without-programs",
  setup(build) {
    build.onLoad({ filter: /[\\/]commander[\\/]lib[\\/]command\.js$/ }, async ({ path }) => {
      const code = await readFile(path, "utf8");
      const eager = "import childProcess from 'node:child_process';";
      if (!code.includes(eager)) throw new Error(`${path} no longer says: ${eager} Look at what it loads now.`);
      const lazy =
        'const childProcess = { spawn: (...given) => process.getBuiltinModule("child_process").spawn(...given) };';
      return { contents: code.replace(eager, lazy) };
    });
  },
};

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
  esbuildPlugins: [nodeOnDemand, commanderWithoutPrograms],
});
