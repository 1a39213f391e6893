import { own } from "@towpath/core";
import { shown } from "../../../finding.ts";
import { type Part, parsePlaceholders } from "../../../placeholder/parse.ts";
import { didYouMean } from "../../../schema/did-you-mean.ts";
import type { ModuleOutput, TerraformModule } from "../../../terraform/index.ts";
import type { Report } from "../reporter.ts";
import { inModule, inRecipe, type PlacedRecipe } from "./placed-recipe.ts";

/** What a type promises, held against what its module gives: every output, and none of them more open than it is. */
export function checkOutputs(placed: PlacedRecipe, module: TerraformModule | undefined, report: Report): void {
  const { type, recipe } = placed;
  for (const [output, { secret = false }] of Object.entries(type.document.outputs ?? {})) {
    const written = own(recipe.outputs ?? {}, output);
    if (written?.includes("${")) checkTemplate(output, written, secret, placed, module, report);
    else if (module) checkNamed(output, written, secret, placed, module, report);
  }
}

function checkNamed(
  output: string,
  written: string | undefined,
  isSecret: boolean,
  { type }: PlacedRecipe,
  module: TerraformModule,
  report: Report,
): void {
  const source = written ?? output;
  const found = module.outputs.get(source);
  const at = inRecipe(type, written === undefined ? [] : ["outputs", output], written === undefined ? "key" : "value");
  if (found) {
    checkSecrecy(output, found, isSecret, at, type, report);
    return;
  }
  const given = [...module.outputs.keys()];
  const isRenamed = source !== output;
  report({
    code: "manifest/missing-output",
    message: `The recipe for terraform does not give ${output}${isRenamed ? `: the module has no output ${shown(source)}` : ""}.`,
    at,
    also: [[type.source, ["outputs", output], "key"]],
    suggestions: given.length === 0 ? ["It gives no outputs at all."] : didYouMean(source, given),
  });
}

function checkTemplate(
  output: string,
  written: string,
  isSecret: boolean,
  { type, recipe }: PlacedRecipe,
  module: TerraformModule | undefined,
  report: Report,
): void {
  const at = inRecipe(type, ["outputs", output], "value");
  for (const part of parsePlaceholders(written)) {
    if (part.kind !== "placeholder") continue;
    const [root, name = ""] = part.path;
    if (root === "outputs" && module) {
      const found = module.outputs.get(name);
      if (found) checkSecrecy(output, found, isSecret, at, type, report);
      else
        report({
          code: "manifest/missing-output",
          message: `The recipe for terraform does not give ${output}: the module has no output ${shown(name)}.`,
          at,
          also: [[type.source, ["outputs", output], "key"]],
          suggestions: didYouMean(name, [...module.outputs.keys()]),
        });
    }
    if (root === "generated" && isDeclared(part, recipe) && part.path.length === 2 && !isSecret)
      report({
        code: "manifest/secret-exposed",
        message: `The output ${output} holds ${part.written}, and is no secret.`,
        at,
        also: [[type.source, ["outputs", output], "key"]],
        suggestions: ["Write `secret: true` in the output."],
      });
  }
}

function isDeclared(
  { path: [, name = ""] }: Extract<Part, { kind: "placeholder" }>,
  recipe: PlacedRecipe["recipe"],
): boolean {
  return Object.hasOwn(recipe.generated ?? {}, name);
}

function checkSecrecy(
  output: string,
  found: ModuleOutput,
  isSecret: boolean,
  at: ReturnType<typeof inRecipe>,
  type: PlacedRecipe["type"],
  report: Report,
): void {
  const also = [[type.source, ["outputs", output], "key"]] as const;
  const places = [inModule(type, found.at, "the module's output")];
  if (found.isEphemeral)
    report({
      code: "manifest/invalid-value",
      message: `The output ${output} is the module's ${found.name}, which is ephemeral: nobody could keep it.`,
      at,
      also,
      places,
      suggestions: ["Take `ephemeral` out of the module's output, or compose the output of ${generated.NAME}."],
    });
  else if (found.isSensitive && !isSecret)
    report({
      code: "manifest/secret-exposed",
      message: `The output ${output} holds the module's ${found.name}, which is sensitive, and is no secret itself.`,
      at,
      also,
      places,
      suggestions: ["Write `secret: true` in the output, or wrap what is no secret in nonsensitive() in the module."],
    });
  else if (isSecret && !found.isSensitive && at[1].length === 2)
    report({
      code: "manifest/secret-exposed",
      message: `The output ${output} is a secret, and the module's ${found.name} is not sensitive: Terraform would show it.`,
      at,
      also,
      places,
      level: "advisory",
      suggestions: ["Write `sensitive = true` in the module's output."],
    });
}
