import { defineConfig } from "tsup";
import { packageBuild } from "./tsup.config.ts";

/** The command line, whose packages stay outside of it. What is run all day is built by `tsup.cli-quick.config.ts`. */
export default defineConfig({
  ...packageBuild,
  entry: ["src/main.ts"],
  esbuildPlugins: [
    {
      name: "quick-apart",
      setup(build) {
        build.onResolve({ filter: /\/quick-command-line\.ts$/ }, () => ({
          path: "./quick-command-line.js",
          external: true,
        }));
      },
    },
    ...packageBuild.esbuildPlugins,
  ],
});
