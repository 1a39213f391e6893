import { isJson } from "@towpath/core";
import { shown } from "../../../finding.ts";
import type { NestedSetting } from "../../../generated/resource-type.ts";
import { standardOf } from "../../../setting/standard.ts";
import type { TypeConstraint } from "../../../terraform/index.ts";
import { type Misfit, wrongType } from "./misfit.ts";
import { membersFit, valueFit } from "./value-fit.ts";

/** Where what a setting may be does not fit a type. A text is no number, unless those that there may be are. */
export function settingFit(definition: NestedSetting, type: TypeConstraint): readonly Misfit[] {
  if (type.kind === "any") return [];
  const values = definition.const === undefined ? definition.enum : [definition.const];
  if (values) {
    for (const value of values) {
      const misfits = isJson(value) ? valueFit(value, type) : [];
      if (misfits.length > 0) return misfits;
    }
    return [];
  }
  const wrong = (found: string): readonly Misfit[] => [wrongType(found, type, [])];
  switch (definition.type) {
    case "string":
      // What fits a pattern may well be what Terraform makes a number of.
      if (type.kind === "string" || definition.pattern !== undefined) return [];
      return wrong("a text");
    case "integer":
    case "number":
      return type.kind === "number" || type.kind === "string" ? [] : wrong("a number");
    case "boolean":
      return type.kind === "bool" || type.kind === "string" ? [] : wrong("true or false");
    case "array":
      return listFit(definition, type);
    case "object":
      return objectFit(definition, type);
    default:
      return [];
  }
}

function listFit({ items }: NestedSetting, type: TypeConstraint): readonly Misfit[] {
  if (type.kind !== "list" && type.kind !== "set") return [wrongType("a list", type, [])];
  const [first] = items ? settingFit(items, type.element) : [];
  return first ? [{ ...first, message: `has items of which each ${first.message}` }] : [];
}

function objectFit(definition: NestedSetting, type: TypeConstraint): readonly Misfit[] {
  if (type.kind !== "map" && type.kind !== "object") return [wrongType("a mapping", type, [])];
  const { properties } = definition;
  if (!properties) return [];
  const names = Object.keys(properties);
  const found: Misfit[] = [];
  if (type.kind === "object") found.push(...membersFit(names, type, []));
  for (const [name, nested] of Object.entries(properties)) {
    const attribute = type.kind === "object" ? type.attributes.get(name) : undefined;
    const of = type.kind === "map" ? type.element : attribute?.type;
    const [first] = of ? settingFit(nested, of) : [];
    if (first) found.push({ ...first, message: `has ${shown(name)}, which ${first.message}` });
    if (attribute && !attribute.isOptional && !isAlwaysThere(definition, name, nested))
      found.push({
        path: [],
        code: "manifest/missing-key",
        message: `may lack ${shown(name)}, which the variable's type demands`,
        suggestions: [`Require ${name} or give it a default, or make it optional() in the module.`],
      });
  }
  return found;
}

function isAlwaysThere({ required = [] }: NestedSetting, name: string, nested: NestedSetting): boolean {
  return required.includes(name) || standardOf(nested) !== undefined;
}
