import { digestJson } from "@towpath/core";
import type { GraphResource } from "@towpath/manifest";
import type { RecordedResource } from "../state/state-document.ts";
import type { Desired } from "./planned.ts";

/** What of a record the graph says. */
export function describeResource(
  resource: GraphResource,
  desired: Desired,
): Omit<RecordedResource, "outputs" | "idempotencyKey" | "want" | "have" | "status" | "adopted"> {
  const { version, variant } = desired;
  return {
    type: resource.type,
    engine: resource.engine,
    driver: resource.recipe.driver ?? "",
    ...(variant === undefined ? {} : { variant }),
    ...(version === undefined ? {} : { version }),
    recipe: digestJson(resource.recipe.options),
    isStateful: resource.isStateful,
    settings: desired.settings.known,
    dependsOn: resource.dependsOn,
  };
}
