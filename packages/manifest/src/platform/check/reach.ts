import { names } from "../../finding.ts";
import { enginesOf, makerOf } from "../placement.ts";
import type { PlatformModel, ResourceTypeModel } from "../platform-model.ts";
import type { Report } from "./reporter.ts";

/** Recipes that no environment comes to, and environments in which a type cannot be made. */
export function checkReach(type: ResourceTypeModel, platform: PlatformModel, report: Report): void {
  const { environments } = platform.document;
  const kinds = new Map(
    Object.entries(environments).map(([name, environment]) => {
      const maker = makerOf(type.name, environment);
      return [name, enginesOf(environment).find((engine) => engine.name === maker)?.kind] as const;
    }),
  );
  // A type of a package has recipes for platforms of all kinds.
  for (const kind of type.isOfPackage ? [] : Object.keys(type.document.recipes)) {
    if ([...kinds.values()].includes(kind)) continue;
    report({
      code: "manifest/unreachable",
      level: "advisory",
      message: `No environment makes ${type.name} with ${kind}, so this recipe is never used.`,
      at: [type.source, ["recipes", kind], "key"],
      suggestions: ["Take it out, or place the type on an engine of that kind."],
    });
  }
  const without = [...kinds].filter(([, kind]) => kind !== undefined && !Object.hasOwn(type.document.recipes, kind));
  for (const [environment, kind] of without)
    report({
      code: "manifest/no-recipe",
      level: "advisory",
      message: `${environment} would make ${type.name} with ${kind}, and ${type.name} has no recipe for ${kind}: no service can have it there.`,
      at: [type.source, ["recipes"], "key"],
      also: [[platform.source, ["environments", environment], "key"]],
      suggestions: [`Its recipes are for ${names(Object.keys(type.document.recipes))}.`],
      environments: [environment],
    });
}
