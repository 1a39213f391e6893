import { isJson, isJsonObject, type Json, own } from "@towpath/core";
import type { NestedSetting } from "../../../generated/resource-type.ts";
import { type Part, parsePlaceholders } from "../../../placeholder/parse.ts";
import type { TypeConstraint } from "../../../terraform/index.ts";
import { isAlwaysSet } from "./always-set.ts";
import { type Misfit, wrongType } from "./misfit.ts";
import type { PlacedRecipe } from "./placed-recipe.ts";
import { settingFit } from "./setting-fit.ts";
import { valueFit } from "./value-fit.ts";

type Path = readonly (string | number)[];
type Placeholder = Extract<Part, { kind: "placeholder" }>;

const TEXT_MAP: TypeConstraint["kind"][] = ["map", "object"];

/**
 * Where a text of a recipe's inputs does not fit: one placeholder alone is what it stands for, anything else is a text.
 * What is wrong with placeholders themselves is said elsewhere.
 */
export function inputText(text: string, type: TypeConstraint, path: Path, placed: PlacedRecipe): readonly Misfit[] {
  const parts = parsePlaceholders(text);
  if (parts.some(({ kind }) => kind === "flaw")) return [];
  const [only] = parts;
  if (parts.length === 1 && only?.kind === "placeholder")
    return ofPlaceholder(only, type, placed).map((misfit) => ({
      ...misfit,
      path: [...path, ...misfit.path],
      message: `is ${only.written}, which ${misfit.message}`,
    }));
  const plain = parts.map((part) => (part.kind === "text" ? part.text : "")).join("");
  if (parts.every(({ kind }) => kind === "text")) return valueFit(plain, type, path);
  const isScalar =
    type.kind === "any" ||
    type.kind === "string" ||
    (type.kind === "number" && /^[0-9.eE+-]*$/.test(plain)) ||
    (type.kind === "bool" && plain === "");
  return [...(isScalar ? [] : [wrongType("a text", type, path)]), ...partFlaws(parts, path, placed)];
}

function ofPlaceholder(
  { path: [root = "", name = "", ...rest] }: Placeholder,
  type: TypeConstraint,
  { type: { document, source }, users, platform }: PlacedRecipe,
): readonly Misfit[] {
  const text = (): readonly Misfit[] =>
    type.kind === "any" || type.kind === "string" ? [] : [wrongType("a text", type, [])];
  switch (root) {
    case "settings": {
      const definition = nestedIn(own(document.settings ?? {}, name), rest);
      const at = ["settings", name, ...rest.flatMap((key) => ["properties", key])];
      return definition
        ? settingFit(definition, type).map((one) => ({ ...one, path: [], also: [source, at, "key"] }))
        : [];
    }
    case "environment":
      if (name === "name") return text();
      for (const [environment, { values = {} }] of users) {
        const value = valueIn(own(values, name), rest);
        const [first] = value === undefined ? [] : valueFit(value, type);
        const at = ["environments", environment, "values", name];
        if (first)
          return [
            {
              ...first,
              path: [],
              message: `${first.message} (in ${environment})`,
              also: [platform.source, at, "value"],
            },
          ];
      }
      return [];
    case "service":
      if (name !== "labels" || rest.length > 0) return text();
      return type.kind === "any" || TEXT_MAP.includes(type.kind) ? [] : [wrongType("a mapping", type, [])];
    case "resource":
      // A version may well be a number.
      return name === "version" || name === "size" || name === "variant" ? (isCollection(type) ? text() : []) : text();
    case "generated":
      return rest.length > 0 ? valueFit(0, type) : text();
    default:
      return [];
  }
}

/** What cannot stand within a text: a list, a mapping, and what may have no value. */
function partFlaws(parts: readonly Part[], path: Path, { type, users }: PlacedRecipe): readonly Misfit[] {
  return parts.flatMap((part): readonly Misfit[] => {
    if (part.kind !== "placeholder" || part.path[0] !== "settings") return [];
    const [, name = "", ...rest] = part.path;
    const setting = own(type.document.settings ?? {}, name);
    const definition = nestedIn(setting, rest);
    if (!setting || !definition) return [];
    const also = [type.source, ["settings", name], "key"] as const;
    const flaw = (message: string, suggestion: string): readonly Misfit[] => [
      { path, code: "manifest/wrong-type", message, suggestions: [suggestion], also },
    ];
    if (definition.type === "array" || definition.type === "object") {
      const what = definition.type === "array" ? "a list" : "a mapping";
      return flaw(`has ${part.written} within a text, and that is ${what}`, "Let it stand alone.");
    }
    if (rest.length > 0 || isAlwaysSet(setting, name, type.name, users)) return [];
    return flaw(
      `has ${part.written} within a text, and the setting may have no value`,
      "Give the setting a default, or let the placeholder stand alone.",
    );
  });
}

function nestedIn(definition: NestedSetting | undefined, path: readonly string[]): NestedSetting | undefined {
  return path.reduce<NestedSetting | undefined>((at, name) => own(at?.properties ?? {}, name), definition);
}

function valueIn(value: unknown, path: readonly string[]): Json | undefined {
  let found = isJson(value) ? value : undefined;
  for (const name of path) found = found !== undefined && isJsonObject(found) ? own(found, name) : undefined;
  return found;
}

function isCollection({ kind }: TypeConstraint): boolean {
  return kind !== "any" && kind !== "string" && kind !== "number" && kind !== "bool";
}
