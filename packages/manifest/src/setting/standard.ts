import { isJsonObject, type Json, own } from "@towpath/core";
import type { SettingOverlay } from "../generated/platform.ts";
import type { NestedSetting } from "../generated/resource-type.ts";
import { overlay } from "../overlay.ts";
import { defaultOf } from "./definition.ts";

/**
 * What holds of a setting when nobody says more: its default or constant, laid over those of its members. Members alone
 * make a setting only where none is missing that it must have.
 */
export function standardOf(definition: NestedSetting | SettingOverlay): Json | undefined {
  const said = defaultOf(definition);
  if (!definition.properties || (said !== undefined && !isJsonObject(said))) return said;
  const members: Record<string, Json> = Object.create(null);
  for (const [name, nested] of Object.entries(definition.properties)) {
    const value = standardOf(nested);
    if (value !== undefined) members[name] = value;
  }
  if (said !== undefined) return overlay(members, said);
  const needed = "required" in definition ? (definition.required ?? []) : [];
  const isWhole = Object.keys(members).length > 0 && needed.every((name) => Object.hasOwn(members, name));
  return isWhole ? members : undefined;
}

/** How many values defaults may add to one setting: a long list of empty mappings stays as small as it is written. */
export const MOST_COMPLETED = 100_000;

/** A value with the defaults of the members that it leaves out, also within lists. Undefined where there are too many. */
export function completed(definition: NestedSetting, value: Json): Json | undefined {
  let left = MOST_COMPLETED;
  const complete = (of: NestedSetting, part: Json): Json => {
    if (Array.isArray(part)) {
      const { items } = of;
      const list: readonly Json[] = part;
      return items && hasMembers(items) ? list.map((item) => complete(items, item)) : part;
    }
    const { properties } = of;
    if (!isJsonObject(part) || !properties) return part;
    const whole: Record<string, Json> = Object.create(null);
    for (const [name, member] of Object.entries(part)) {
      const nested = own(properties, name);
      whole[name] = nested ? complete(nested, member) : member;
    }
    for (const [name, nested] of Object.entries(properties)) {
      if (Object.hasOwn(part, name)) continue;
      left -= 1;
      if (left < 0) break;
      const standard = standardOf(nested);
      if (standard !== undefined) whole[name] = standard;
    }
    return whole;
  };
  const whole = hasMembers(definition) ? complete(definition, value) : value;
  return left < 0 ? undefined : whole;
}

/** True for a definition that says something of parts of its values. */
export function hasMembers({ properties, items }: NestedSetting): boolean {
  return properties !== undefined || (items !== undefined && hasMembers(items));
}
