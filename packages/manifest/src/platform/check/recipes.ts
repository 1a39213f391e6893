import { dirname, resolve } from "node:path";
import { errorMessage, type Files, isJsonObject, type Json, own } from "@towpath/core";
import { pathFlaw } from "../../document/paths.ts";
import { names, shown } from "../../finding.ts";
import { didYouMean } from "../../schema/did-you-mean.ts";
import type { PlatformModel, ResourceTypeModel } from "../platform-model.ts";
import type { Report } from "./reporter.ts";
import { checkTerraformRecipe } from "./terraform/terraform-recipe.ts";

/** The outputs that each driver gives; `any` where only running it could say. */
export type KnownDrivers = ReadonlyMap<string, readonly string[] | "any">;

/** What recipes are held against. */
export interface RecipeWorld {
  readonly platform: PlatformModel;
  readonly files: Files;
  /** Of the local engine, those of the platform's own among them. */
  readonly drivers: KnownDrivers;
  /** What a recipe may say beside the driver, for those that come with Towpath. */
  readonly options?: ReadonlyMap<string, readonly string[]> | undefined;
  /** Of the platform's own; undefined where they could not be loaded. */
  readonly ownDrivers: KnownDrivers | undefined;
}

/** Whether each recipe names what is there, and gives the outputs that its type promises. */
export function checkRecipes(type: ResourceTypeModel, world: RecipeWorld, report: Report): void {
  for (const kind of Object.keys(type.document.recipes)) {
    const renamed = renamedOutputs(kind, type);
    reportForeignOutputs(kind, type, renamed, report);
    if (kind === "terraform") {
      checkTerraformRecipe(type, world.platform, world.files, report);
      continue;
    }
    const given = givenOutputs(kind, type, world, report);
    if (!given) continue;
    for (const output of Object.keys(type.document.outputs ?? {})) {
      const source = renamed.get(output) ?? (kind === "kubernetes" ? undefined : output);
      if (source !== undefined && (source === true || given === "any" || given.includes(source))) continue;
      const isRenamed = typeof source === "string" && source !== output;
      report({
        code: "manifest/missing-output",
        message: `The recipe for ${kind} does not give ${output}${isRenamed ? `: what makes it has no output ${shown(source)}` : ""}.`,
        at: renamed.has(output)
          ? [type.source, ["recipes", kind, "outputs", output], "value"]
          : [type.source, ["recipes", kind], "key"],
        also: [[type.source, ["outputs", output], "key"]],
        suggestions: given === "any" ? [`Add ${output} to its outputs.`] : suggestionsFor(output, source, given),
      });
    }
  }
}

function suggestionsFor(
  output: string,
  source: string | true | undefined,
  given: readonly string[],
): readonly string[] {
  const near = didYouMean(typeof source === "string" ? source : output, given);
  return given.length === 0 ? ["It gives no outputs at all."] : near;
}

/** The outputs of what a recipe names: `any` when it cannot be known from here, undefined when it is not there or cannot be read. */
function givenOutputs(
  kind: string,
  { document, source, home, files: ofType }: ResourceTypeModel,
  { files: ofPlatform, drivers, options, ownDrivers }: RecipeWorld,
  report: Report,
): readonly string[] | "any" | undefined {
  const recipe: unknown = own(document.recipes, kind);
  const text = (key: string): string | undefined => {
    const value = isJsonObject(recipe) ? own(recipe, key) : undefined;
    return typeof value === "string" ? value : undefined;
  };
  if (kind === "local" || kind === "drivers") {
    const driver = text("driver");
    const known = kind === "local" ? drivers : ownDrivers;
    if (driver === undefined || !known) return undefined;
    const outputs = known.get(driver);
    if (outputs && kind === "local") reportOptions(recipe, options?.get(driver), source, report);
    if (outputs) return outputs;
    if (!ownDrivers) return undefined; // it may be one of those
    report({
      code: "manifest/unknown-driver",
      message: `${kind === "local" ? "The local engine" : "No engine of kind drivers"} has ${kind === "local" ? "no" : "a"} driver ${shown(driver)}.`,
      at: [source, ["recipes", kind, "driver"], "value"],
      suggestions: didYouMean(driver, [...known.keys()]),
    });
    return undefined;
  }
  const files = ofType ?? ofPlatform;
  const path = text("objects");
  if (path === undefined) {
    report({
      code: "manifest/missing-key",
      message: `The recipe for ${kind} says not what makes it.`,
      at: [source, ["recipes", kind], "key"],
      suggestions: ["Add `objects:` with a file."],
    });
    return undefined;
  }
  if (!home) return "any";
  const at = [source, ["recipes", kind, "objects"], "value"] as const;
  const folder = dirname(home.path);
  const flaw = pathFlaw(path, folder, home.boundary, files);
  if (flaw !== undefined) {
    report({ code: "manifest/path", message: `The path ${shown(path)} ${flaw}.`, at });
    return undefined;
  }
  try {
    if (files.read(resolve(folder, path)) !== undefined) return "any";
  } catch (error) {
    report({ code: "manifest/unreadable", message: `${shown(path)} cannot be read: ${errorMessage(error)}.`, at });
    return undefined;
  }
  report({
    code: "manifest/not-found",
    message: `There is no file at ${shown(path)}.`,
    at,
    suggestions: ["The path is relative to this file."],
  });
  return undefined;
}

/** What a recipe says to a driver that does not read it: it would have no effect, and nobody would hear of it. */
function reportOptions(
  recipe: unknown,
  options: readonly string[] | undefined,
  source: ResourceTypeModel["source"],
  report: Report,
): void {
  if (!options) return;
  const known = ["driver", ...options];
  for (const option of isJsonObject(recipe) ? Object.keys(recipe) : [])
    if (option !== "outputs" && !known.includes(option))
      report({
        code: "manifest/unknown-key",
        message: `The driver takes no option ${shown(option)}.`,
        at: [source, ["recipes", "local", option], "key"],
        suggestions: didYouMean(option, known),
      });
}

/** What a recipe says of its outputs: the name at the engine, or true for one that is described otherwise. */
function renamedOutputs(kind: string, { document }: ResourceTypeModel): ReadonlyMap<string, string | true> {
  const recipe: unknown = own(document.recipes, kind);
  const outputs: Json | undefined = isJsonObject(recipe) ? own(recipe, "outputs") : undefined;
  if (outputs === undefined || !isJsonObject(outputs)) return new Map();
  return new Map(Object.entries(outputs).map(([name, from]) => [name, typeof from === "string" ? from : true]));
}

function reportForeignOutputs(
  kind: string,
  { document, source }: ResourceTypeModel,
  renamed: ReadonlyMap<string, string | true>,
  report: Report,
): void {
  const known = Object.keys(document.outputs ?? {});
  for (const name of renamed.keys())
    if (!known.includes(name))
      report({
        code: "manifest/unknown-output",
        message: `The recipe for ${kind} gives ${shown(name)}, which is no output of ${document.metadata.name}.`,
        at: [source, ["recipes", kind, "outputs", name], "key"],
        suggestions: known.length === 0 ? [] : didYouMean(name, known).concat(known.length > 12 ? [names(known)] : []),
      });
}
