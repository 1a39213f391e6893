import { nearest } from "@towpath/core";
import { mergeFindings, type PlatformModel } from "@towpath/manifest";
import type { Section } from "@towpath/report";
import { counted } from "../describe/counted.ts";
import { isInvalid } from "../documents/open-documents.ts";
import { builtInDrivers } from "../drivers/built-in-drivers.ts";
import type { OwnDrivers } from "../drivers/own-drivers.ts";
import { OperationError } from "../errors.ts";
import { operation } from "../operation.ts";
import { platformReader } from "../platform/platform-reader.ts";
import { type PlatformSource, platformSections } from "../platform/platform-source.ts";
import { missingDriver } from "../platform-test/missing-driver.ts";
import { type RecipeLeftOut, type RecipeRun, recipeRuns } from "../platform-test/recipe-runs.ts";
import type { TestedRecipe } from "../platform-test/test-recipes.ts";

/** Which recipes to hold to their types' contracts. */
export interface PlatformTestRequest {
  /** A file, a folder with a platform.yaml, an npm package, a git tag; this folder when absent. */
  readonly platform?: string | undefined;
  /** The platform that comes with Towpath, in place of another. */
  readonly isStarter?: boolean | undefined;
  /** Names of types; every one when absent. */
  readonly types?: readonly string[] | undefined;
  /** Engines by kind or name; every one when absent. */
  readonly engines?: readonly string[] | undefined;
  /** Nothing is cut off or killed in the middle. */
  readonly isQuick?: boolean | undefined;
}

/** How the recipes did. */
export interface PlatformTestData {
  readonly platform: string;
  readonly source: PlatformSource;
  readonly recipes: readonly TestedRecipe[];
  /** What was not run, and why. */
  readonly leftOut: readonly RecipeLeftOut[];
}

/**
 * Makes, changes, breaks and takes down every type of a platform on every engine that runs on this machine, and says which
 * recipe breaks its type's contract. Real servers, in a data folder that ends with the run; no cloud.
 */
export const platformTest = operation<PlatformTestRequest, PlatformTestData | null>(
  "platform test",
  async ({ platform: named = ".", isStarter = false, types = [], engines = [], isQuick = false }, effects) => {
    const { folder } = effects;
    const reference = isStarter ? undefined : named;
    const read = await platformReader(effects)({ reference, base: folder, folder });
    const { value: platform, source, files, failure } = read;
    if (failure) throw failure;
    if (!platform || !source || read.findings.some(isInvalid))
      return {
        status: "invalid",
        summary: "There is no platform that can be tested.",
        findings: read.findings,
        data: null,
      };
    refuseUnknown("--type", types, [...platform.types.keys()]);
    refuseUnknown("--engine", engines, knownEngines(platform));
    const { runs, leftOut } = recipeRuns(platform, { types, engines });
    const own = new Map<string, OwnDrivers>();
    const { ownDrivers } = await import("../drivers/own-drivers.ts");
    for (const environment of new Set(runs.map((run) => run.environment)))
      own.set(environment, await ownDrivers({ platform, source, platformFiles: files }, environment, effects));
    const broken = [...own.values()].flatMap(({ findings }) => findings);
    const builtIn = builtInDrivers(effects);
    const findOwn = ({ environment, engine, driver }: RecipeRun) => own.get(environment)?.engines.get(engine)?.[driver];
    const { testRecipes } = await import("../platform-test/test-recipes.ts");
    const tested = await testRecipes(runs.filter(isRunnable), platform, findOwn, isQuick, effects);
    const without = runs.filter((run) => !isRunnable(run));
    // Where drivers could not be loaded, it may be one of those; that is said at their line.
    const missing = without.filter((run) => !isUnloaded(run)).map((run) => missingDriver(run, knownDrivers(run)));
    const all = [...leftOut, ...without.map((run) => withoutDriver(run, isUnloaded(run))), ...tested.leftOut];
    const findings = mergeFindings([...read.findings, ...broken, ...missing, ...tested.findings]);
    return {
      ...([...broken, ...missing].some(isInvalid) ? { status: "invalid" as const } : {}),
      summary: summaryOf(platform, tested.recipes, all),
      findings,
      sections: [...platformSections([read]), ...sectionsOf(tested.recipes, all)],
      data: { platform: platform.name, source, recipes: tested.recipes, leftOut: all },
    };

    function isUnloaded({ environment }: RecipeRun): boolean {
      return (own.get(environment)?.findings.length ?? 0) > 0;
    }

    function knownDrivers({ environment, engine, kind }: RecipeRun): readonly string[] {
      const added = Object.keys(own.get(environment)?.engines.get(engine) ?? {});
      return kind === "local" ? [...builtIn.keys(), ...added] : added;
    }

    function isRunnable(run: RecipeRun): boolean {
      return findOwn(run) !== undefined || (run.kind === "local" && builtIn.has(run.driver));
    }
  },
);

function withoutDriver({ type, kind, engine, environment, driver }: RecipeRun, isUnloaded: boolean): RecipeLeftOut {
  const why = isUnloaded
    ? `Drivers of ${environment} could not be loaded, and none of the others is "${driver}".`
    : `The engine ${engine} of ${environment} has no driver "${driver}".`;
  return { type: type.name, kind, why };
}

function knownEngines({ document, types }: PlatformModel): readonly string[] {
  const named = Object.values(document.environments).flatMap(({ engine, engines = {} }) =>
    engine === undefined ? Object.keys(engines) : [engine],
  );
  const kinds = [...types.values()].flatMap((type) => Object.keys(type.document.recipes));
  return [...new Set([...kinds, ...named])].sort();
}

/** @throws {OperationError} `operation/bad-answer` */
function refuseUnknown(option: string, wanted: readonly string[], known: readonly string[]): void {
  for (const name of wanted) {
    if (known.includes(name)) continue;
    const near = nearest(name, known);
    throw new OperationError({
      code: "operation/bad-answer",
      message: `${option} got "${name}", which the platform does not have.`,
      hint: near ? `Did you mean ${option} ${near}?` : `There are ${known.join(", ")}.`,
    });
  }
}

function summaryOf(
  { name }: PlatformModel,
  recipes: readonly TestedRecipe[],
  leftOut: readonly RecipeLeftOut[],
): string {
  const failed = recipes.filter(({ status }) => status === "failed").length;
  const rest = leftOut.length === 0 ? "" : `; ${counted(leftOut.length, "recipe")} could not be run here`;
  if (recipes.length === 0) return `No recipe of the platform ${name} was run${rest}.`;
  const all = counted(recipes.length, "recipe");
  if (failed > 0)
    return `${failed} of ${all} of the platform ${name} ${failed === 1 ? "breaks its" : "break their"} contract${rest}.`;
  return `${all} of the platform ${name} ${recipes.length === 1 ? "keeps its" : "keep their"} contract${rest}.`;
}

function sectionsOf(recipes: readonly TestedRecipe[], leftOut: readonly RecipeLeftOut[]): readonly Section[] {
  const count = ({ results }: TestedRecipe, status: string) =>
    String(results.filter((result) => result.status === status).length);
  return [
    ...(recipes.length === 0
      ? []
      : [
          {
            kind: "table" as const,
            title: "Recipes",
            head: ["type", "engine", "checks passed", "failed", "left out"],
            rows: recipes.map((recipe) => [
              recipe.type,
              recipe.kind,
              count(recipe, "passed"),
              count(recipe, "failed"),
              count(recipe, "skipped"),
            ]),
          },
        ]),
    ...(leftOut.length === 0
      ? []
      : [
          {
            kind: "table" as const,
            title: "Not run",
            head: ["type", "engine", "why"],
            rows: leftOut.map(({ type, kind, why }) => [type, kind, why]),
          },
        ]),
  ];
}
