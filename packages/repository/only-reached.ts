import { basename } from "node:path";
import type { Options } from "tsup";

/** A file of the bundle that another one names. */
const NAMED = /"\.\/([\w.-]+\.js)"/g;

/**
 * Leaves out files that nothing in the bundle leads to. The bundler makes one for each `import()` that it meets, also for those
 * in code that it drops.
 */
export const onlyReached: NonNullable<Options["esbuildPlugins"]>[number] = {
  name: "only-reached",
  setup(build) {
    build.onEnd(({ outputFiles = [] }) => {
      const byName = new Map(outputFiles.map((file) => [basename(file.path), file]));
      const reached = new Set<string>();
      const visit = (name: string): void => {
        const file = byName.get(name);
        if (!file || reached.has(name)) return;
        reached.add(name);
        for (const [, next = ""] of file.text.matchAll(NAMED)) visit(next);
      };
      visit("main.js");
      const kept = outputFiles.filter(({ path }) => reached.has(basename(path)));
      outputFiles.splice(0, outputFiles.length, ...kept);
    });
  },
};
