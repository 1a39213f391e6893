import { fileURLToPath } from "node:url";
import { defineConfig } from "tsup";

const packages = fileURLToPath(new URL("..", import.meta.url));

/**
 * How every action is built: one file that holds all it needs, readable, from the sources of the packages, without what the
 * action does not use of them.
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
  esbuildPlugins: [
    {
      // Our modules do nothing when they are loaded: a verb that is not imported must not bring its engines along.
      name: "no-side-effects",
      setup: (build) => {
        build.onResolve({ filter: /^\.|^@towpath\// }, async ({ path, pluginData, ...from }) => {
          if (pluginData === "resolved" || from.kind === "entry-point") return undefined;
          const found = await build.resolve(path, { ...from, pluginData: "resolved" });
          return found.path.startsWith(packages) ? { ...found, sideEffects: false } : found;
        });
      },
    },
  ],
});
