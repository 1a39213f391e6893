import { addressSegments, own } from "@towpath/core";
import { type Risk, worstRisk } from "@towpath/provisioning";
import type { ThingChange } from "../plan/terraform-plan.ts";
import { knownRisk } from "./known-risk.ts";
import type { RiskOverrides } from "./type-risk.ts";

/**
 * What carrying out the change of one thing does to whoever uses it. What the platform says holds, then the tables; a thing
 * of a type that nobody knows holds data where it is a part of what holds data. Where its module
 * runs commands with it, nobody knows: a `null_resource` is nothing by itself, and its commands may drop a database.
 *
 * @param isStateful whether the resource that it is a part of holds data
 */
export function riskOfThing(
  thing: Pick<ThingChange, "action" | "type" | "diff" | "path" | "runsCommands">,
  isStateful: boolean,
  overrides: RiskOverrides,
): Risk {
  const override = own(overrides, thing.type);
  const known = knownRisk(thing.type);
  const removal = worstRisk([
    known?.remove ?? (isStateful ? "data-loss" : "downtime"),
    thing.runsCommands ? "unknown" : "none",
  ]);
  switch (thing.action) {
    case "create":
    case "forget":
    case "none":
      return "none";
    case "delete":
      return override?.delete ?? removal;
    case "replace":
      return override?.replace ?? removal;
    case "update":
      return worstRisk(
        thing.diff.map(({ path }) => {
          const names = attributeOf(path, thing.path);
          return (
            byAttribute(names, override?.attributes) ??
            override?.update ??
            byAttribute(names, known?.attributes) ??
            known?.update ??
            "none"
          );
        }),
      );
  }
}

/** The names on the way to an attribute, without indexes. */
function attributeOf(path: string, base: string): readonly string[] {
  return addressSegments(path)
    .slice(addressSegments(base).length)
    .filter((segment) => !/^\d+$/.test(segment));
}

function byAttribute(names: readonly string[], risks: Readonly<Record<string, Risk>> | undefined): Risk | undefined {
  if (!risks) return undefined;
  for (let length = names.length; length > 0; length -= 1) {
    const risk = own(risks, names.slice(0, length).join("."));
    if (risk !== undefined) return risk;
  }
  return undefined;
}
