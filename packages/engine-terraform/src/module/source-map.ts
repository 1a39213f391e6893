import type { Place } from "@towpath/core";
import { addressOf } from "./label.ts";
import type { PrintedDocument } from "./print-document.ts";
import { type Places, ROOT_FILE } from "./root-document.ts";
import type { RootModule, RootModuleRequest } from "./root-module.ts";
import type { VendoredModules } from "./vendor-modules.ts";

/** Where the parts of a root module were said. */
export function sourceMap(
  { graph }: Pick<RootModuleRequest, "graph">,
  printed: PrintedDocument,
  places: Places,
  modules: Pick<VendoredModules, "recipeOf">,
): Pick<RootModule, "placeOf" | "placeOfAddress"> {
  const byAddress = new Map(graph.resources.map((resource) => [resource.address, resource]));
  const resourceOf = (terraformAddress: string) => byAddress.get(addressOf(terraformAddress) ?? "");
  return {
    placeOf: (file, line) => {
      const path = file.replace(/^\.\//, "");
      if (path === ROOT_FILE) return nearestPlace(printed.pathAt(line), places);
      // What was fetched lies below the label of its call: `.terraform/modules/db/main.tf`, `.terraform/modules/db.inner/main.tf`.
      const label = /^\.terraform\/modules\/([^./]+)/.exec(path)?.[1];
      return label === undefined ? modules.recipeOf(path) : resourceOf(`module.${label}`)?.recipe.origin.place;
    },
    placeOfAddress: (terraformAddress) =>
      terraformAddress.startsWith("provider[")
        ? graph.environment.origin.place
        : resourceOf(terraformAddress)?.origin.place,
  };
}

/** The place of what stands there, or of what it is a part of. One line has one member, so that a column says no more. */
function nearestPlace(path: readonly string[], places: Places): Place | undefined {
  for (let length = path.length; length > 0; length -= 1) {
    const place = places.get(path.slice(0, length).join("\0"));
    if (place) return place;
  }
  return undefined;
}
