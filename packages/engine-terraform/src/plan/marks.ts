import { isJsonObject, type Json, own } from "@towpath/core";

/**
 * A value of a plan with what is said of its parts. Marks are trees in the form of the value: `true` where the part is
 * sensitive, or unknown; anything else, or nothing, where it is not. See "Change Representation" in
 * https://developer.hashicorp.com/terraform/internals/json-format.
 */
export interface Marked {
  /** `null` and nothing are the same: not set. */
  readonly value: Json | undefined;
  readonly sensitive: Json | undefined;
  readonly unknown: Json | undefined;
}

/** A value of which nothing is said, for nothing is there. */
export const ABSENT: Marked = { value: undefined, sensitive: undefined, unknown: undefined };

/** A member or an item of a value, with the marks of it. */
export function partOf({ value, sensitive, unknown }: Marked, name: string): Marked {
  return {
    value: memberOf(value, name) ?? undefined,
    sensitive: memberOf(sensitive, name),
    unknown: memberOf(unknown, name),
  };
}

/** Whether a mark is anywhere in a tree. */
export function isMarked(marks: Json | undefined): boolean {
  if (typeof marks !== "object" || marks === null) return marks === true;
  if (Array.isArray(marks)) return marks.some(isMarked);
  for (const name of Object.keys(marks)) if (isMarked(memberOf(marks, name))) return true;
  return false;
}

/** Names of the members of an object, or the indexes of a list, also of those that are not known yet. */
export function partNames({ value, unknown }: Marked): readonly string[] {
  if (Array.isArray(value) || Array.isArray(unknown)) {
    const length = Math.max(Array.isArray(value) ? value.length : 0, Array.isArray(unknown) ? unknown.length : 0);
    return Array.from({ length }, (_, index) => String(index));
  }
  const names = isJsonObject(value) ? Object.keys(value) : [];
  if (!isJsonObject(unknown)) return names;
  return [...new Set([...names, ...Object.keys(unknown)])];
}

function memberOf(tree: Json | undefined, name: string): Json | undefined {
  if (Array.isArray(tree)) return tree[Number(name)];
  return isJsonObject(tree) ? own(tree, name) : undefined;
}
