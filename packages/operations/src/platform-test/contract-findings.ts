import { type Finding, makeFinding, type Place } from "@towpath/core";
import type { CheckResult } from "@towpath/provisioning/conformance";
import type { OperationErrorCode } from "../errors.ts";
import type { RecipeRun } from "./recipe-runs.ts";

const CODE: OperationErrorCode = "operation/recipe-contract";

/** What a recipe breaks of its type's contract, at the line that it is about: the recipe, and what of the type it breaks. */
export function contractFindings(
  run: RecipeRun,
  results: readonly CheckResult[],
  example?: string,
): readonly Finding[] {
  return results
    .filter(({ status }) => status === "failed")
    .map(({ check, of, message = "" }) => {
      const { type, kind, environment } = run;
      const what = [check, of, example].filter((part) => part !== undefined).join(", ");
      const recipe = type.source.placeOfKey(["recipes", kind]);
      const text = `The recipe for ${kind} breaks the contract of ${type.name} (${what}): ${message}`;
      return makeFinding({
        code: CODE,
        message: text,
        docs: `packages/operations/docs/errors.md#${CODE.replace("/", "-")}`,
        address: `recipes.${kind}`,
        environments: [environment],
        places: [recipe, ...subjectOf(run, check, of, message)],
        suggestions: [HINTS[check] ?? "Mend the driver, or promise less in the type."],
        discriminator: `${type.name} ${what}`,
      });
    });
}

const HINTS: Partial<Record<CheckResult["check"], string>> = {
  outputs: "Give it in the driver, or take it out of the type's outputs.",
  want: "Make the driver take it, or narrow the setting in the type or for the environment.",
  update: "Make the driver do it in place, say `change: replace` in the type, or narrow the setting there.",
};

/** Where in the type stands what a check was about. */
function subjectOf(
  { type: { source, document } }: RecipeRun,
  check: string,
  of: string | undefined,
  message: string,
): readonly Place[] {
  const [, setting] = /^settings\.([^:]+)/.exec(of ?? "") ?? [];
  if (setting !== undefined && Object.hasOwn(document.settings ?? {}, setting))
    return [source.placeOfKey(["settings", setting])];
  const [, version] = /^version (.+)$/.exec(of ?? "") ?? [];
  const index = (document.versions ?? []).findIndex((each) => each.version === version);
  if (version !== undefined && index >= 0) return [source.placeOfValue(["versions", index, "version"])];
  if (check !== "outputs" && check !== "secrets") return [];
  const named = Object.keys(document.outputs ?? {}).find((output) => message.includes(`"${output}"`));
  return named === undefined ? [] : [source.placeOfKey(["outputs", named])];
}
