import type { Place } from "@towpath/core";
import type { ResourceTypeManifest } from "../../../generated/resource-type.ts";
import type { ModulePlace, TerraformModule } from "../../../terraform/index.ts";
import { enginesOf, makerOf } from "../../placement.ts";
import type { PlatformModel, ResourceTypeModel } from "../../platform-model.ts";
import type { PlatformFault } from "../reporter.ts";

/** The environments that make a type with engines of one kind. */
export type Users = readonly (readonly [string, PlatformModel["document"]["environments"][string]])[];

/** A recipe for Terraform with what it is held against. */
export interface PlacedRecipe {
  readonly type: ResourceTypeModel;
  readonly recipe: NonNullable<ResourceTypeManifest["recipes"]["terraform"]>;
  readonly platform: PlatformModel;
  readonly users: Users;
  /** Undefined where it is elsewhere, or cannot be read. */
  readonly module: TerraformModule | undefined;
}

/** The environments in which a platform makes a type with engines of a kind. */
export function usersOf(type: string, kind: string, platform: PlatformModel): Users {
  return Object.entries(platform.document.environments).filter(([, environment]) => {
    const maker = makerOf(type, environment);
    return enginesOf(environment).find(({ name }) => name === maker)?.kind === kind;
  });
}

/** A place in a recipe for Terraform. */
export function inRecipe(
  { source }: Pick<ResourceTypeModel, "source">,
  path: readonly (string | number)[],
  part: "key" | "value",
): PlatformFault["at"] {
  return [source, ["recipes", "terraform", ...path], part];
}

/** A place in a module, as a further place of a finding. */
export function inModule(
  { home }: Pick<ResourceTypeModel, "home">,
  { path, range }: Pick<ModulePlace, "path"> & { readonly range?: ModulePlace["range"] | undefined },
  note: string,
): Place {
  const file = home?.show(path) ?? path;
  return range ? { file, range, note } : { file, note };
}
