import { type Json, type JsonObject, own, Secret } from "@towpath/core";
import { type GraphResource, parsePlaceholders } from "@towpath/manifest";
import type { OutputValue } from "@towpath/provisioning";
import { TerraformError } from "../errors.ts";
import type { TerraformRecipe } from "./terraform-recipe.ts";

type Contract = GraphResource["outputs"];

/**
 * What a resource gives, from what its module gives: by the recipe's names and templates. Secret ones come as secrets.
 *
 * @param given the module's outputs by name
 * @param generated the generated secrets by name
 * @throws {TerraformError} `engine-terraform/recipe` for an output that the module does not give, or gives in another type
 */
export function recipeOutputs(
  recipe: Pick<TerraformRecipe, "outputs" | "place">,
  contract: Contract,
  given: JsonObject,
  generated: Readonly<Record<string, Secret>>,
): Readonly<Record<string, OutputValue>> {
  const fail = (name: string, why: string): TerraformError =>
    new TerraformError({
      code: "engine-terraform/recipe",
      message: `The output ${name} ${why}.`,
      place: recipe.place,
      hint: "Mend the module or the outputs of its recipe, and apply again: what was made is there.",
    });
  const givenBy = (name: string, output: string): Json => {
    const value = own(given, output);
    if (value === undefined || value === null) throw fail(name, `is missing: the module gives no ${output}`);
    return value;
  };
  const fill = (name: string, template: string): { readonly text: string; readonly isSecret: boolean } => {
    let isSecret = false;
    const texts = parsePlaceholders(template).map((part) => {
      if (part.kind === "text") return part.text;
      const [root, of = ""] = part.kind === "placeholder" ? part.path : [];
      if (root === "outputs") return textOf(givenBy(name, of));
      const secret = root === "generated" ? own(generated, of) : undefined;
      if (!secret) throw fail(name, `cannot be made: ${part.written} names nothing`);
      isSecret = true;
      return secret.reveal();
    });
    return { text: texts.join(""), isSecret };
  };
  return Object.fromEntries(
    Object.entries(contract).map(([name, { type, isSecret }]) => {
      const from = own(recipe.outputs, name) ?? name;
      const filled = from.includes("${") ? fill(name, from) : undefined;
      const value = convert(filled ? filled.text : givenBy(name, from), type);
      if (value === undefined) throw fail(name, `is no ${type}`);
      return [name, isSecret || filled?.isSecret ? new Secret(textOf(value)) : value];
    }),
  );
}

/** As Terraform converts: numbers and truth values from texts and to them. */
function convert(value: Json, type: Contract[string]["type"]): Json | undefined {
  if (type === "string") return typeof value === "object" ? undefined : String(value);
  if (type === "boolean") {
    if (value === "true" || value === "false") return value === "true";
    return typeof value === "boolean" ? value : undefined;
  }
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  const isFitting = type === "integer" ? Number.isSafeInteger(number) : Number.isFinite(number);
  return isFitting ? number : undefined;
}

function textOf(value: Json): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
