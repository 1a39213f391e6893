import type { Files } from "@towpath/core";
import { shown } from "../../../finding.ts";
import { didYouMean } from "../../../schema/did-you-mean.ts";
import type { PlatformModel, ResourceTypeModel } from "../../platform-model.ts";
import type { Report } from "../reporter.ts";
import { moduleOfRecipe } from "./module-of-recipe.ts";
import { inRecipe, type PlacedRecipe, usersOf } from "./placed-recipe.ts";
import { checkInputs } from "./recipe-inputs.ts";
import { checkOutputs } from "./recipe-outputs.ts";

/** Whether a type's recipe for Terraform and its module fit together. */
export function checkTerraformRecipe(
  type: ResourceTypeModel,
  platform: PlatformModel,
  files: Files,
  report: Report,
): void {
  const { terraform: recipe } = type.document.recipes;
  if (!recipe) return;
  const module = moduleOfRecipe({ type, recipe }, type.files ?? files, report);
  const placed: PlacedRecipe = { type, recipe, platform, users: usersOf(type.name, "terraform", platform), module };
  if (module) checkInputs(placed, module, report);
  checkOutputs(placed, module, report);
  checkAdopted(placed, report);
}

/** An address within the module, with an index where there are several; what other modules hold is not looked into. */
function checkAdopted({ type, recipe: { adopt }, module }: PlacedRecipe, report: Report): void {
  if (adopt === undefined) return;
  const at = inRecipe(type, ["adopt"], "value");
  const [, address] = /^([A-Za-z_][\w-]*\.[A-Za-z_][\w-]*)(?:\[(?:\d+|"[^"\n]*")\])?$/.exec(adopt) ?? [];
  const isBelow = /^module\.[A-Za-z_][\w-]*(?:\[(?:\d+|"[^"\n]*")\])?\../.test(adopt);
  if (address === undefined && !isBelow)
    report({
      code: "manifest/invalid-value",
      message: `${shown(adopt)} is no address of a resource.`,
      at,
      suggestions: ["Write it as Terraform does: TYPE.NAME, such as azurerm_storage_account.main."],
    });
  else if (address !== undefined && module && !module.resources.has(address))
    report({
      code: "manifest/invalid-value",
      message: `The module makes no ${shown(address)}.`,
      at,
      suggestions: didYouMean(address, [...module.resources.keys()]),
    });
}
