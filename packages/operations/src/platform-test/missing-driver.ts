import { type Finding, makeFinding, nearest } from "@towpath/core";
import type { ManifestCode } from "@towpath/manifest";
import type { RecipeRun } from "./recipe-runs.ts";

const CODE: ManifestCode = "manifest/unknown-driver";

/** A recipe that names a driver which its engine does not have, as `platform check` says it: nothing could be made by it. */
export function missingDriver(
  { type: { source }, kind, engine, environment, driver }: RecipeRun,
  known: readonly string[],
): Finding {
  const near = nearest(driver, known);
  return makeFinding({
    code: CODE,
    message: `The engine ${engine} of ${environment} has no driver ${JSON.stringify(driver)}.`,
    docs: "packages/manifest/docs/errors/unknown-driver.md",
    address: `recipes.${kind}`,
    environments: [environment],
    places: [source.placeOfValue(["recipes", kind, "driver"])],
    suggestions: [
      ...(near === undefined ? [] : [`Did you mean ${JSON.stringify(near)}?`]),
      known.length === 0 ? "It has none at all." : `There are ${known.join(", ")}.`,
    ],
  });
}
