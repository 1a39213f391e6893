import type { JsonObject } from "@towpath/core";
import { damaged, objectAt, objectsAt, optionalTextAt } from "./plan-document.ts";

/** Deeper nesting of modules is refused. */
const DEEPEST = 100;

/** Addresses of the managed things in the state that a plan was made on. */
export function priorAddresses(document: JsonObject): ReadonlySet<string> {
  const addresses = new Set<string>();
  function visit(module: JsonObject, depth: number): void {
    if (depth > DEEPEST) throw damaged("Its modules are nested too deeply.");
    for (const resource of objectsAt(module, "resources")) {
      const address = optionalTextAt(resource, "address");
      if (optionalTextAt(resource, "mode") === "managed" && address !== undefined) addresses.add(address);
    }
    for (const child of objectsAt(module, "child_modules")) visit(child, depth + 1);
  }
  visit(objectAt(objectAt(objectAt(document, "prior_state"), "values"), "root_module"), 0);
  return addresses;
}
