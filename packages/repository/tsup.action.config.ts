import { defineConfig } from "tsup";

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
  banner: { js: 'import { createRequire } from "node:module";\nconst require = createRequire(import.meta.url);' },
  esbuildOptions: (options) => {
    options.conditions = ["@towpath/source", "module"];
    options.legalComments = "inline";
  },
});
