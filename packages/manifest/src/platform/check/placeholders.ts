import { isJsonObject, type Json, own } from "@towpath/core";
import { shown } from "../../finding.ts";
import type { NestedSetting } from "../../generated/resource-type.ts";
import { parsePlaceholders } from "../../placeholder/parse.ts";
import { didYouMean } from "../../schema/did-you-mean.ts";
import { enginesOf, makerOf } from "../placement.ts";
import type { PlatformModel, ResourceTypeModel } from "../platform-model.ts";
import type { Report } from "./reporter.ts";

const ROOTS = ["settings", "resource", "service", "environment"];
const RESOURCE = ["name", "type", "title", "version", "variant", "size", "address"];
const SERVICE = ["name", "owner", "description", "criticality", "system", "labels"];

/** Whether each placeholder of a type's recipes names something: a setting, or what there is in every environment that uses it. */
export function checkPlaceholders(type: ResourceTypeModel, platform: PlatformModel, report: Report): void {
  for (const [kind, recipe] of Object.entries(type.document.recipes)) {
    const users = Object.entries(platform.document.environments).filter(([, environment]) => {
      const maker = makerOf(type.name, environment);
      return enginesOf(environment).find(({ name }) => name === maker)?.kind === kind;
    });
    walk(recipe, ["recipes", kind], (text, path) => {
      for (const part of parsePlaceholders(text)) {
        if (part.kind === "text") continue;
        const flaw =
          part.kind === "flaw" ? { why: part.why, suggestions: [] } : flawOf(part.path, type, users, platform.name);
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

type Users = readonly (readonly [string, PlatformModel["document"]["environments"][string]])[];

function flawOf(
  [root = "", name = "", ...rest]: readonly string[],
  { document }: ResourceTypeModel,
  users: Users,
  platform: string,
): Flaw | undefined {
  const unknown = (known: readonly string[]): Flaw | undefined =>
    known.includes(name)
      ? undefined
      : { why: `names nothing: ${root} has no ${shown(name)}`, suggestions: didYouMean(name, known) };
  if (root === "resource") return unknown(RESOURCE);
  if (root === "service") return unknown(SERVICE);
  if (root === "settings")
    return unknown(Object.keys(document.settings ?? {})) ?? nestedFlaw(document.settings?.[name], rest);
  if (root !== "environment")
    return {
      why: "names nothing: it starts with none of settings, resource, service and environment",
      suggestions: didYouMean(root, ROOTS),
    };
  if (name === "name") return undefined;
  for (const [environment, { values = {} }] of users)
    if (!Object.hasOwn(values, name))
      return {
        why: `names nothing in ${environment}, where ${platform} makes ${document.metadata.name} so`,
        suggestions: [...didYouMean(name, Object.keys(values)), `Or add ${name} to the values of ${environment}.`],
      };
  return undefined;
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
