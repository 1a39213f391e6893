import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Effects, Finding } from "@towpath/core";
import { stopAllServers } from "@towpath/engine-local";
import type { PlatformModel } from "@towpath/manifest";
import { CHECKS, type Check, type CheckResult, conformDriver } from "@towpath/provisioning/conformance";
import type { OwnDriver } from "../drivers/own-drivers.ts";
import { contractFindings } from "./contract-findings.ts";
import { testFolders } from "./local-things.ts";
import type { RecipeLeftOut, RecipeRun } from "./recipe-runs.ts";
import { recipeSubject } from "./recipe-subject.ts";
import { conformanceType, typeExamples } from "./type-examples.ts";

/** How a recipe did. */
export interface TestedRecipe {
  readonly type: string;
  readonly kind: string;
  readonly environment: string;
  readonly driver: string;
  readonly status: "passed" | "failed";
  readonly results: readonly (CheckResult & { readonly example?: string | undefined })[];
}

/** How all recipes did, and what could not be run after all. */
export interface TestedRecipes {
  readonly recipes: readonly TestedRecipe[];
  readonly leftOut: readonly RecipeLeftOut[];
  readonly findings: readonly Finding[];
}

/** Where the drivers of the platform's own are, by environment, engine and name. */
export type FindOwnDriver = (run: RecipeRun) => OwnDriver | undefined;

/** What a version beside the current one is tried with. */
const OF_OTHER_VERSIONS: readonly Check[] = ["outputs", "secrets", "destroy", "upgrade"];
const CUTTING: readonly Check[] = ["partial-failure", "cancellation", "kill"];
const QUICK = CHECKS.filter((check) => !CUTTING.includes(check));

/** Runs recipes through the conformance kit, one after the other, with real servers in a data folder that ends with the run. */
export async function testRecipes(
  runs: readonly RecipeRun[],
  platform: PlatformModel,
  ownDriver: FindOwnDriver,
  isQuick: boolean,
  effects: Effects,
): Promise<TestedRecipes> {
  const recipes: TestedRecipe[] = [];
  const leftOut: RecipeLeftOut[] = [];
  const findings: Finding[] = [];
  for (const run of runs)
    await inFolder(effects, async (home) => {
      const module = ownDriver(run)?.module;
      const origin = { home, driver: run.driver, ...(module === undefined ? {} : { module }) };
      const type = conformanceType(run, platform);
      const results: (CheckResult & { readonly example?: string | undefined })[] = [];
      let missing: string | undefined;
      const id = `${run.type.name}/${run.kind}`;
      effects.events({ type: "started", id, title: `Test ${run.type.name} on ${run.kind}` });
      for (const { name, ...example } of typeExamples(run.type, platform, run.environment)) {
        const subject = { ...recipeSubject(origin, type, effects.variables), ...example };
        const report = await conformDriver(subject, {
          signal: effects.signal,
          clock: effects.clock,
          ...(name !== undefined ? { checks: OF_OTHER_VERSIONS } : isQuick ? { checks: QUICK } : {}),
          onResult: ({ check, of }) =>
            effects.events({ type: "progress", id, message: [check, of, name].filter(Boolean).join(", ") }),
        });
        const prepared = report.results.find(({ check }) => check === "prepare");
        if (prepared?.status === "skipped") {
          missing = prepared.message;
          break;
        }
        results.push(...report.results.map((result) => (name === undefined ? result : { ...result, example: name })));
        findings.push(...contractFindings(run, report.results, name));
      }
      const status = results.some((result) => result.status === "failed") ? "failed" : "passed";
      effects.events({ type: "finished", id, outcome: status === "failed" ? "failed" : "done" });
      const { environment, driver, kind } = run;
      if (missing === undefined) recipes.push({ type: run.type.name, kind, environment, driver, status, results });
      else leftOut.push({ type: run.type.name, kind, why: missing });
    });
  return { recipes, leftOut, findings };
}

/** Gives work a data folder of its own, and ends what is left in it: a driver that does not conform may leave servers behind. */
async function inFolder({ clock, variables }: Effects, work: (home: string) => Promise<void>): Promise<void> {
  const home = await mkdtemp(join(tmpdir(), "towpath-platform-"));
  try {
    await work(home);
  } finally {
    const folders = testFolders(home, variables);
    await stopAllServers(folders, { clock, signal: new AbortController().signal });
    await rm(folders.servers, { recursive: true, force: true });
    await rm(home, { recursive: true, force: true });
  }
}
