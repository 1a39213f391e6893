import { isJson, isJsonObject, type Json, own } from "@towpath/core";
import { names, shown } from "../../../finding.ts";
import { type Part, parsePlaceholders } from "../../../placeholder/parse.ts";
import { didYouMean } from "../../../schema/did-you-mean.ts";
import { type ModuleVariable, showType, type TerraformModule } from "../../../terraform/index.ts";
import type { Report } from "../reporter.ts";
import { isAlwaysSet } from "./always-set.ts";
import { inputText } from "./input-text.ts";
import { inModule, inRecipe, type PlacedRecipe } from "./placed-recipe.ts";
import { valueFit } from "./value-fit.ts";

/** How many of a module's variables a finding leads to. */
const MOST_PLACES = 10;

/** What a recipe gives its module, held against what that takes: Terraform refuses what is too much, what lacks and what does not fit. */
export function checkInputs(placed: PlacedRecipe, module: TerraformModule, report: Report): void {
  const { type, recipe } = placed;
  const inputs: Readonly<Record<string, unknown>> = recipe.inputs ?? {};
  const given = Object.keys(inputs);
  const variables = [...module.variables.keys()];
  for (const name of given) {
    const variable = module.variables.get(name);
    const value = own(inputs, name);
    if (!variable)
      report({
        code: "manifest/unknown-key",
        message: `The module has no variable ${shown(name)} to take this input.`,
        at: inRecipe(type, ["inputs", name], "key"),
        suggestions: didYouMean(name, variables),
      });
    else if (isJson(value)) checkInput(variable, value, placed, report);
  }
  const lacking = [...module.variables.values()].filter(({ name, isRequired }) => isRequired && !given.includes(name));
  const [first] = lacking;
  if (!first) return;
  const all = names(lacking.map(({ name }) => name));
  report({
    code: "manifest/missing-key",
    message: `The module needs ${all}, which the recipe does not give and which ${lacking.length === 1 ? "has" : "have"} no default.`,
    at: inRecipe(type, given.length > 0 ? ["inputs"] : [], "key"),
    places: lacking.slice(0, MOST_PLACES).map(({ at, name }) => inModule(type, at, `the variable ${name}`)),
    suggestions: [`Add ${all} to its inputs.`],
  });
}

function checkInput(variable: ModuleVariable, value: Json, placed: PlacedRecipe, report: Report): void {
  const { type } = placed;
  const places = [inModule(type, variable.at, "the module's variable")];
  const path = ["inputs", variable.name];
  const misfits = variable.type ? valueFit(value, variable.type, [], (...text) => inputText(...text, placed)) : [];
  const written = variable.type && variable.type.kind !== "any" ? [`The variable is ${showType(variable.type)}.`] : [];
  for (const { path: below, code, message, suggestions, isAdvice, also } of misfits)
    report({
      code,
      message: `The input ${label([variable.name, ...below])} ${message}.`,
      at: inRecipe(type, [...path, ...below], "value"),
      also: also ? [also] : [],
      places,
      suggestions: [...suggestions, ...written],
      ...(isAdvice ? { level: "advisory" } : {}),
    });
  if (variable.isRequired) checkPresence(variable, value, placed, report);
  if (variable.isEphemeral) return;
  for (const part of partsIn(value)) {
    if (part.kind !== "placeholder" || part.path[0] !== "generated" || part.path.length !== 2) continue;
    report({
      code: "manifest/secret-exposed",
      message: `The input ${variable.name} takes ${part.written}, and its variable is not ephemeral: Terraform would keep the secret in its state.`,
      at: inRecipe(type, path, "value"),
      places,
      suggestions: ["Write `ephemeral = true` in the variable, and give it to write-only arguments (NAME_wo) only."],
    });
    return;
  }
}

/** What a variable without a default gets must not be left out by a service. */
function checkPresence(variable: ModuleVariable, value: Json, { type, users }: PlacedRecipe, report: Report): void {
  const [part, ...others] = typeof value === "string" ? parsePlaceholders(value) : [];
  if (part?.kind !== "placeholder" || others.length > 0) return;
  const [root, name = ""] = part.path;
  const definition =
    root === "settings" && part.path.length === 2 ? own(type.document.settings ?? {}, name) : undefined;
  if (!definition || isAlwaysSet(definition, name, type.name, users)) return;
  report({
    code: "manifest/missing-key",
    message: `The module needs ${variable.name}, and the setting ${name} that it gets may be left out.`,
    at: inRecipe(type, ["inputs", variable.name], "value"),
    also: [[type.source, ["settings", name], "key"]],
    places: [inModule(type, variable.at, "the variable without a default")],
    suggestions: ["Give the setting a default, or the variable one."],
  });
}

function partsIn(value: Json): readonly Part[] {
  if (typeof value === "string") return parsePlaceholders(value);
  if (Array.isArray(value)) {
    const items: readonly Json[] = value;
    return items.flatMap(partsIn);
  }
  return isJsonObject(value) ? Object.values(value).flatMap(partsIn) : [];
}

function label(path: readonly (string | number)[]): string {
  return shown(path.join(".")).slice(1, -1);
}
