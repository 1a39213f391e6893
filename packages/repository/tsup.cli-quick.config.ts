import { readFileSync } from "node:fs";
import { defineConfig } from "tsup";
import { absentOnDemand } from "./absent-on-demand.ts";
import { eagerInOne } from "./eager-in-one.ts";
import { packageBuild } from "./tsup.config.ts";

/**
 * `validate` and `check` with all that they need of the other packages: to find each of these and what it imports would
 * take longer than the check. What they need only at times is in files of its own.
 */
export default defineConfig({
  ...packageBuild,
  entry: ["src/quick-command-line.ts"],
  clean: false,
  noExternal: [/^@towpath\//, ...packageBuild.noExternal],
  esbuildOptions: (options) => {
    options.conditions = ["@towpath/source", "module"];
  },
  esbuildPlugins: [
    eagerInOne(["src/quick-command-line.ts"]),
    {
      name: "verbs-at-once",
      setup(build) {
        build.onLoad({ filter: /[\\/]commands[\\/](?:validate|check)\.ts$/ }, ({ path }) => ({
          contents: readFileSync(path, "utf8")
            .replace(/const (\{.*\}) = await import\((".*")\);/, "const $1 = verbs;\n")
            .concat(
              `\nimport * as verbs from "@towpath/operations/${path.includes("validate") ? "validate" : "check"}";\n`,
            ),
          loader: "ts",
        }));
      },
    },
    ...packageBuild.esbuildPlugins,
    absentOnDemand,
  ],
});
