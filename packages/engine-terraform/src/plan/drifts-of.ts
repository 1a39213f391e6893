import { type Address, address } from "@towpath/core";
import type { Difference } from "@towpath/provisioning";
import type { PlannedRoot } from "./changes-request.ts";
import { shownParts } from "./shown-parts.ts";
import type { TerraformPlan, ThingChange } from "./terraform-plan.ts";

/**
 * How what is there differs from what was applied: what a plan that only refreshes found, by the resource that it is a part of.
 * Paths begin with `actual`; `before` is what was applied, `after` what is there. What is gone has no `after`.
 *
 * @param root the root module that it is a plan of; what is in no module of it is below `terraform`
 */
export function driftsOf(
  plan: Pick<TerraformPlan, "drift">,
  root: Pick<PlannedRoot, "addressOf">,
): ReadonlyMap<Address, readonly Difference[]> {
  const things = new Map<Address, ThingChange[]>();
  for (const thing of plan.drift) {
    if (thing.action === "none" && thing.diff.length === 0) continue;
    const of = root.addressOf(thing.address) ?? outsideAddress(thing);
    const others = things.get(of);
    if (others) others.push(thing);
    else things.set(of, [thing]);
  }
  return new Map([...things].map(([of, parts]) => [of, shownParts(parts).map(asActual)]));
}

/** The address of what is in no module that is called: by the module that it was in, or as the root's own. */
export function outsideAddress({ label, local }: Pick<ThingChange, "label" | "local">): Address {
  return label === undefined ? address("terraform", local) : address("resources", label);
}

function asActual(difference: Difference): Difference {
  return { ...difference, path: `actual.${difference.path}` };
}
