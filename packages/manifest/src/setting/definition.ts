import { isJson, type Json } from "@towpath/core";
import type { SettingOverlay } from "../generated/platform.ts";
import type { NestedSetting, SettingDefinition } from "../generated/resource-type.ts";

/** A setting as its type defines it, with what the environment's platform changes in it. */
export type Definition = SettingDefinition;

/** A definition with an environment's overlay. Members that the overlay names replace those of the type. */
export function overlaid(definition: SettingDefinition, over: SettingOverlay | undefined): Definition {
  if (!over) return definition;
  const { enum: allowed, properties, ...rest } = over;
  const [first, ...others] = allowed ?? [];
  return {
    ...definition,
    ...rest,
    ...(first === undefined ? {} : { enum: [first, ...others] }),
    ...(properties ? { properties: nested(definition.properties ?? {}, properties) } : {}),
  };
}

function nested(
  definitions: Readonly<Record<string, NestedSetting>>,
  over: Readonly<Record<string, SettingOverlay>>,
): Record<string, NestedSetting> {
  const own = new Map(Object.entries(over));
  return Object.fromEntries(
    Object.entries(definitions).map(([name, definition]) => [name, overlaid(definition, own.get(name))]),
  );
}

/** What holds when nobody says otherwise: the default, or the constant. */
export function defaultOf(definition: Pick<Definition, "default" | "const">): Json | undefined {
  const value = definition.default === undefined ? definition.const : definition.default;
  return isJson(value) ? value : undefined;
}

const BOUNDS = ["const", "enum", "minimum", "maximum", "minLength", "maxLength", "pattern"] as const;

/** True when a definition says which values there may be, beside their type; of a list also when it says so of its items. */
export function hasBounds(definition: NestedSetting): boolean {
  return (
    BOUNDS.some((bound) => definition[bound] !== undefined) ||
    (definition.items !== undefined && hasBounds(definition.items))
  );
}
