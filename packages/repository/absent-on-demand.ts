import type { Options } from "tsup";

/**
 * What a library asks for if it is there, and is not, is missing when it asks, as it is for Node: not when the bundle is made.
 * Only for `require` in libraries: our own code names what it needs.
 */
export const absentOnDemand: NonNullable<Options["esbuildPlugins"]>[number] = {
  name: "absent-on-demand",
  setup(build) {
    build.onResolve({ filter: /^[^./]/ }, async ({ path, kind, importer, resolveDir, pluginData }) => {
      if (kind !== "require-call" || pluginData === "absent-on-demand" || !importer.includes("/node_modules/"))
        return undefined;
      const options = { kind, importer, resolveDir, pluginData: "absent-on-demand" } as const;
      const { errors } = await build.resolve(path, options);
      return errors.length === 0 ? undefined : { path, namespace: "absent" };
    });
    build.onLoad({ filter: /.*/, namespace: "absent" }, ({ path }) => ({
      contents: `throw Object.assign(new Error(${JSON.stringify(`Cannot find module '${path}'`)}), { code: "MODULE_NOT_FOUND" });`,
    }));
  },
};
