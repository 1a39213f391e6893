import type { JsonObject } from "@towpath/core";
import type { Graph } from "@towpath/manifest";
import { TerraformError } from "../errors.ts";
import { credentialIn } from "../recipe/credentials.ts";
import { fillOptions } from "../recipe/fill-options.ts";
import type { TerraformOptions } from "../recipe/terraform-options.ts";
import { factsOf } from "./facts.ts";
import { terraformText, terraformValue } from "./terraform-text.ts";

/** The `provider` blocks of a root: one for each provider that the platform configures. */
export function providerBlocks(
  graph: Graph,
  engine: string,
  { providers }: Pick<TerraformOptions, "providers">,
): JsonObject {
  return Object.fromEntries(
    Object.entries(providers).flatMap(([name, { config }]) => {
      if (!config) return [];
      const fail = (what: string, hint: string): never => {
        throw new TerraformError({
          code: "engine-terraform/engine-options",
          message: `providers.${name}.config of engine "${engine}" ${what}.`,
          place: graph.environment.origin.place,
          hint,
        });
      };
      const credential = credentialIn(config);
      if (credential !== undefined)
        fail(
          `holds a credential: ${credential}`,
          "Credentials belong into the environment: set the variable that the provider reads.",
        );
      const filled = fillOptions(config, factsOf(graph), (path, why) =>
        fail(`cannot be filled in: ${path}: ${why}`, "Values may hold ${environment.NAME} and ${service.NAME}."),
      );
      return [[name, terraformValue(filled)]];
    }),
  );
}

/** What stands under `required_providers`. */
export function requiredProviders({ providers }: Pick<TerraformOptions, "providers">): JsonObject {
  return Object.fromEntries(
    Object.entries(providers).map(([name, { source, version }]) => [
      name,
      { source: terraformText([source]), ...(version === undefined ? {} : { version: terraformText([version]) }) },
    ]),
  );
}
