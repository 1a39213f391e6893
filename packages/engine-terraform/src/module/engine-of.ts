import type { GraphEngine } from "@towpath/manifest";
import { TerraformError } from "../errors.ts";
import { type TerraformOptions, terraformOptions } from "../recipe/terraform-options.ts";
import type { RootModuleRequest } from "./root-module.ts";

/** The engine of an environment that a root module is for, with its options. */
export function engineOf({ graph: { environment }, engine: name }: Pick<RootModuleRequest, "graph" | "engine">): {
  readonly engine: GraphEngine;
  readonly options: TerraformOptions;
} {
  const engine = environment.engines.find((each) => each.name === name);
  if (engine) return { engine, options: terraformOptions(engine, environment.origin.place) };
  throw new TerraformError({
    code: "engine-terraform/engine-options",
    message: `Environment ${environment.name} has no engine "${name}".`,
    place: environment.origin.place,
  });
}
