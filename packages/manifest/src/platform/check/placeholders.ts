import { isJsonObject, type Json, own } from "@towpath/core";
import { shown } from "../../finding.ts";
import type { NestedSetting } from "../../generated/resource-type.ts";
import { parsePlaceholders } from "../../placeholder/parse.ts";
import { didYouMean } from "../../schema/did-you-mean.ts";
import { RESOURCE_FACTS, SERVICE_FACTS } from "../placeholder-facts.ts";
import type { PlatformModel, ResourceTypeModel } from "../platform-model.ts";
import type { Report } from "./reporter.ts";
import { type Users, usersOf } from "./terraform/placed-recipe.ts";

const ROOTS = ["settings", "resource", "service", "environment"];
/** Of a recipe's part, where they are not {@link ROOTS}; none where it is what it says. */
const ROOTS_OF_TERRAFORM: Readonly<Record<string, readonly string[]>> = {
  module: [],
  version: [],
  adopt: [],
  inputs: [...ROOTS, "generated"],
  outputs: ["outputs", "generated"],
};

/** Whether each placeholder of a type's recipes names something: a setting, or what there is in every environment that uses it. */
export function checkPlaceholders(type: ResourceTypeModel, platform: PlatformModel, report: Report): void {
  for (const [kind, recipe] of Object.entries(type.document.recipes)) {
    const users = usersOf(type.name, kind, platform);
    walk(recipe, ["recipes", kind], (text, path) => {
      const roots = (kind === "terraform" ? ROOTS_OF_TERRAFORM[String(path[2])] : undefined) ?? ROOTS;
      for (const part of parsePlaceholders(text)) {
        if (part.kind === "text") continue;
        const flaw =
          part.kind === "flaw"
            ? { why: part.why, suggestions: [] }
            : flawOf(part.path, roots, type, users, platform.name);
        if (!flaw) continue;
        report({
          code: "manifest/placeholder",
          message: `The placeholder ${part.written} ${flaw.why}.`,
          at: [type.source, path, "value"],
          suggestions: flaw.suggestions,
        });
      }
    });
  }
}

interface Flaw {
  readonly why: string;
  readonly suggestions: readonly string[];
}

function flawOf(
  [root = "", name = "", ...rest]: readonly string[],
  roots: readonly string[],
  { document }: ResourceTypeModel,
  users: Users,
  platform: string,
): Flaw | undefined {
  if (!roots.includes(root)) return rootFlaw(root, roots);
  const unknown = (known: readonly string[]): Flaw | undefined =>
    known.includes(name)
      ? undefined
      : { why: `names nothing: ${root} has no ${shown(name)}`, suggestions: didYouMean(name, known) };
  if (root === "resource") return unknown(RESOURCE_FACTS);
  if (root === "service") return unknown(SERVICE_FACTS);
  if (root === "settings")
    return unknown(Object.keys(document.settings ?? {})) ?? nestedFlaw(document.settings?.[name], rest);
  if (root === "generated") return generatedFlaw([name, ...rest], document.recipes.terraform?.generated ?? {});
  if (root === "outputs")
    return rest.length === 0 ? undefined : { why: "names nothing within an output", suggestions: [] };
  if (name === "name") return undefined;
  for (const [environment, { values = {} }] of users)
    if (!Object.hasOwn(values, name))
      return {
        why: `names nothing in ${environment}, where ${platform} makes ${document.metadata.name} so`,
        suggestions: [...didYouMean(name, Object.keys(values)), `Or add ${name} to the values of ${environment}.`],
      };
  return undefined;
}

function rootFlaw(root: string, roots: readonly string[]): Flaw {
  if (roots.length === 0) return { why: "can stand for nothing here: this is what it says", suggestions: [] };
  const known = roots.length === 2 ? roots.join(" and ") : `${roots.slice(0, -1).join(", ")} and ${roots.at(-1)}`;
  return { why: `names nothing: it starts with none of ${known}`, suggestions: didYouMean(root, roots) };
}

function generatedFlaw(
  [name = "", ...rest]: readonly string[],
  generated: Readonly<Record<string, unknown>>,
): Flaw | undefined {
  const names = Object.keys(generated);
  if (!names.includes(name)) {
    const near = didYouMean(name, names);
    return {
      why: `names nothing: ${shown(name)} is not generated`,
      suggestions: near.length > 0 ? near : [`Add it to the recipe: generated: { ${shown(name).slice(1, -1)}: {} }.`],
    };
  }
  return rest.length === 0 || rest.join(".") === "version"
    ? undefined
    : {
        why: "names nothing: of what is generated there is its version",
        suggestions: didYouMean(rest[0] ?? "", ["version"]),
      };
}

function nestedFlaw(definition: NestedSetting | undefined, path: readonly string[]): Flaw | undefined {
  const [name, ...rest] = path;
  if (name === undefined || !definition?.properties) return undefined;
  if (Object.hasOwn(definition.properties, name)) return nestedFlaw(definition.properties[name], rest);
  const suggestions = didYouMean(name, Object.keys(definition.properties));
  return { why: `names nothing: there is no ${shown(name)} in it`, suggestions };
}

function walk(
  value: unknown,
  path: readonly (string | number)[],
  visit: (text: string, path: readonly (string | number)[]) => void,
): void {
  if (typeof value === "string") visit(value, path);
  else if (Array.isArray(value)) for (const [index, item] of value.entries()) walk(item, [...path, index], visit);
  else if (isJsonObject(value)) for (const key of Object.keys(value)) walk(memberOf(value, key), [...path, key], visit);
}

function memberOf(value: Readonly<Record<string, Json>>, key: string): Json | undefined {
  return own(value, key);
}
