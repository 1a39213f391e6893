import { existsSync, readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { Options } from "tsup";

type Plugin = NonNullable<Options["esbuildPlugins"]>[number];

/** A static import of values, as the formatter writes it. */
const IMPORT = /^import \{([^}]*)\} from "([^"]+)";$/gm;

/**
 * Keeps what an action needs every time in few files, and what it needs only at times in files of its own. Left to itself
 * the bundler cuts the former into one file for each set of the latter that shares it, twenty of them and more, and to find
 * and to link each costs as much as what is in it. So each file that comes later refers to all that comes first: then there
 * is one such set.
 *
 * @param first the sources, of one folder, whose imports are needed every time; from the action's folder
 */
export function eagerInOne(first: readonly string[]): Plugin {
  return {
    name: "eager-in-one",
    setup(build) {
      const sources = first.filter((path) => existsSync(path)).map((path) => resolve(path));
      build.onResolve({ filter: /.*/ }, async ({ path, kind, importer, resolveDir, pluginData }) => {
        if (kind !== "dynamic-import" || pluginData === "eager-in-one" || path.startsWith("node:")) return undefined;
        // From an old library's file all of this would be made late, too, and slower.
        if (importer.includes("/node_modules/")) return undefined;
        const options = { kind: "import-statement", importer, resolveDir, pluginData: "eager-in-one" } as const;
        const { path: found, namespace, errors } = await build.resolve(path, options);
        if (errors.length > 0 || namespace !== "file") return undefined;
        return { path: found, namespace: "later" };
      });
      build.onLoad({ filter: /.*/, namespace: "later" }, async ({ path }) => ({
        contents: [
          ...(isCommonJs(path) ? await commonJsLines(path) : moduleLines(path)),
          'export { first } from "eager:first";',
        ].join("\n"),
        resolveDir: dirname(path),
      }));
      build.onResolve({ filter: /^eager:first$/ }, () => ({ path: "first", namespace: "eager" }));
      build.onLoad({ filter: /.*/, namespace: "eager" }, () => ({
        contents: firstOf(sources.map((path) => readFileSync(path, "utf8")).join("\n")),
        resolveDir: dirname(sources[0] ?? "."),
      }));
    },
  };
}

/** A module that refers to all that others import. */
function firstOf(sources: string): string {
  const imports = [...sources.matchAll(IMPORT)].map(([, names = "", from = ""]) => ({
    names: names
      .split(",")
      .map((name) => name.trim())
      .filter((name) => name !== "" && !name.startsWith("type ")),
    from,
  }));
  const values = imports.filter(({ names }) => names.length > 0);
  return [
    ...values.map(({ names, from }) => `import { ${names.join(", ")} } from ${JSON.stringify(from)};`),
    `export const first = [${values.flatMap(({ names }) => names).join(", ")}];`,
  ].join("\n");
}

function moduleLines(path: string): readonly string[] {
  const from = JSON.stringify(path);
  const hasDefault = /\bexport default\b|\bas default\b/.test(readFileSync(path, "utf8"));
  return [`export * from ${from};`, ...(hasDefault ? [`export { default } from ${from};`] : [])];
}

function isCommonJs(path: string): boolean {
  return !/^(?:export|import)\b/m.test(readFileSync(path, "utf8"));
}

/** With the names that Node finds in it: of a file that comes later the bundler keeps no name that it does not see itself. */
async function commonJsLines(path: string): Promise<readonly string[]> {
  const found: object = await import(pathToFileURL(path).href);
  const names = Object.keys(found).filter((name) => /^[A-Za-z_$][\w$]*$/.test(name) && name !== "default");
  return [
    `const all = require(${JSON.stringify(path)});`,
    "export default all;",
    ...names.map((name) => `const get_${name} = all.${name};\nexport { get_${name} as ${name} };`),
  ];
}
