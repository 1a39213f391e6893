import { isJsonObject, type Json } from "@towpath/core";
import { TerraformError } from "../errors.ts";
import { fillOptions } from "../recipe/fill-options.ts";
import type { TerraformOptions } from "../recipe/terraform-options.ts";
import { factsOf, standardTags } from "./facts.ts";
import { recordValue } from "./record-text.ts";
import type { RootModuleRequest } from "./root-module.ts";

/**
 * The tags of a call: what the recipe gives lies above the platform's, those above the standard ones. A recipe that gives
 * something else than a mapping, or nothing to a module that takes no tags, is left as it is.
 *
 * @param given in the form of a record
 */
export function tagsFor(
  given: Json | undefined,
  { graph, engine }: Pick<RootModuleRequest, "graph" | "engine">,
  { tags }: Pick<TerraformOptions, "tags">,
  isTaken: boolean,
): Json | undefined {
  if (given === undefined ? !isTaken : !isJsonObject(given)) return given;
  const own = fillOptions(tags, factsOf(graph), (path, why): never => {
    throw new TerraformError({
      code: "engine-terraform/engine-options",
      message: `tags.${path} of engine "${engine}": ${why}.`,
      place: graph.environment.origin.place,
    });
  });
  const texts = Object.fromEntries(Object.entries(own).map(([name, value]) => [name, textOf(value)]));
  const standard = recordValue(standardTags(graph, texts));
  return isJsonObject(standard) && isJsonObject(given ?? {}) ? { ...standard, ...toObject(given) } : given;
}

function toObject(given: Json | undefined): { readonly [name: string]: Json } {
  return given !== undefined && isJsonObject(given) ? given : {};
}

function textOf(value: Json): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
