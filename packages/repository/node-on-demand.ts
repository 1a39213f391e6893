import { builtinModules } from "node:module";
import type { Options } from "tsup";

/**
 * Takes Node's modules as they are. An `import` of one has Node read every member of it at once, and with `fs` and
 * `crypto` that loads half of Node: seven milliseconds of each start.
 */
export const nodeOnDemand: NonNullable<Options["esbuildPlugins"]>[number] = {
  name: "node-on-demand",
  setup(build) {
    const names = builtinModules.map((name) => name.replaceAll("/", "\\/")).join("|");
    build.onResolve({ filter: new RegExp(`^(?:node:)?(?:${names})$`) }, ({ path, kind, importer }) => {
      const name = path.replace(/^node:/, "");
      if (kind === "dynamic-import") return { path: `node:${name}`, external: true };
      // Who takes a module as a whole must not have it read for everybody else, member by member. So does a library that an
      // older one requires: the bundler drops nothing of what that imports.
      const ofImport = importer.includes("/node_modules/") ? "node-for-libraries" : "node-on-demand";
      return { path: name, namespace: kind === "import-statement" ? ofImport : "node-as-a-whole" };
    });
    build.onLoad({ filter: /.*/, namespace: "node-on-demand" }, ({ path }) => ({ contents: moduleOf(path) }));
    build.onLoad({ filter: /.*/, namespace: "node-for-libraries" }, ({ path }) => ({ contents: moduleOf(path) }));
    build.onLoad({ filter: /.*/, namespace: "node-as-a-whole" }, ({ path }) => ({
      contents: `module.exports = process.getBuiltinModule("node:${path}");`,
    }));
  },
};

/** What nobody uses of it is dropped by the bundler before anybody reads it. */
function moduleOf(name: string): string {
  const members = Object.keys(builtin(name)).filter((member) => /^[A-Za-z]\w*$/.test(member));
  return [
    `const all = /* @__PURE__ */ process.getBuiltinModule("node:${name}");`,
    "export default all;",
    ...members
      .filter((member) => member !== "default")
      .map(
        (member) =>
          `const get_${member} = /* @__PURE__ */ (() => all.${member})();\nexport { get_${member} as ${member} };`,
      ),
  ].join("\n");
}

function builtin(name: string): object {
  const found = process.getBuiltinModule(`node:${name}`);
  if (!found) throw new Error(`This Node has no module node:${name}.`);
  return found;
}
