import { isJsonObject, type Json } from "@towpath/core";
import { TerraformError } from "../errors.ts";
import { fillOptions } from "../recipe/fill-options.ts";
import type { TerraformOptions } from "../recipe/terraform-options.ts";
import { factsOf, standardTags } from "./facts.ts";
import { recordValue } from "./record-text.ts";
import type { RootModuleRequest } from "./root-module.ts";

/** The tags of one call. @param given by its recipe, in the form of a record @param isTaken its module has a variable for them */
export type Tagging = (given: Json | undefined, isTaken: boolean) => Json | undefined;

/**
 * What calls are tagged with: what the recipe gives lies above the platform's, those above the standard ones. A recipe that
 * gives something else than a mapping, or nothing to a module that takes no tags, is left as it is.
 */
export function tagging(
  { graph, engine }: Pick<RootModuleRequest, "graph" | "engine">,
  { tags }: Pick<TerraformOptions, "tags">,
): Tagging {
  const own = fillOptions(tags, factsOf(graph), (path, why): never => {
    throw new TerraformError({
      code: "engine-terraform/engine-options",
      message: `tags.${path} of engine "${engine}": ${why}.`,
      place: graph.environment.origin.place,
    });
  });
  const texts = Object.fromEntries(Object.entries(own).map(([name, value]) => [name, textOf(value)]));
  const standard = Object.fromEntries(
    Object.entries(standardTags(graph, texts)).map(([name, value]) => [name, recordValue(value)]),
  );
  return (given, isTaken) => {
    if (given === undefined) return isTaken ? standard : undefined;
    return isJsonObject(given) ? { ...standard, ...given } : given;
  };
}

function textOf(value: Json): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
