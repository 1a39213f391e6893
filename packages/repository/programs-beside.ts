import { cpSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Options } from "tsup";

type Plugin = NonNullable<Options["esbuildPlugins"]>[number];

/** The local engine, from the folder of an action. */
const ENGINE = "../../packages/engine-local";

/**
 * Programs that the local engine starts in processes and threads of their own, by the source that names them: each stands
 * beside the bundle where that source looks for it.
 */
const PROGRAMS: Readonly<Record<string, string>> = {
  "src/proxy/entry.ts": "proxy/main",
  "src/scheduler/entry.ts": "scheduler/main",
  "src/postgres/upgrade/dump-schema.ts": "postgres/upgrade/dump-worker",
};

/** Puts what the local engine starts and fetches by beside a bundle that has the engine in it; beside others nothing. */
export function programsBeside(plugins: readonly Plugin[]): Plugin {
  return {
    name: "programs-beside",
    setup(build) {
      const { outdir, conditions = [], target, legalComments } = build.initialOptions;
      build.onEnd(async ({ metafile }) => {
        const inputs = new Set(Object.keys(metafile?.inputs ?? {}).map((path) => resolve(path)));
        const isIn = (source: string): boolean => inputs.has(resolve(ENGINE, source));
        const programs = Object.entries(PROGRAMS).filter(([source]) => isIn(source));
        if (outdir === undefined || programs.length === 0) return;
        await build.esbuild.build({
          entryPoints: Object.fromEntries(programs.map(([, name]) => [name, join(ENGINE, "src", `${name}.ts`)])),
          outdir,
          bundle: true,
          format: "esm",
          platform: "node",
          conditions,
          plugins: [...plugins],
          ...(target === undefined ? {} : { target }),
          ...(legalComments === undefined ? {} : { legalComments }),
        });
        cpSync(join(ENGINE, "servers"), join(outdir, "servers"), { recursive: true });
      });
    },
  };
}
