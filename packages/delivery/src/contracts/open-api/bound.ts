import type { BoundName } from "../contract-change.ts";
import { type Located, member } from "./open-api-document.ts";

/** How far a value may go. */
export interface Bound {
  readonly value: number;
  readonly isExclusive: boolean;
  readonly path: readonly string[];
}

/** Keywords that bound something, with what they bound and from which side. */
export const BOUNDS = [
  ["minimum", "the smallest value", "lower"],
  ["maximum", "the largest value", "upper"],
  ["minLength", "the shortest length", "lower"],
  ["maxLength", "the longest length", "upper"],
  ["minItems", "the fewest items", "lower"],
  ["maxItems", "the most items", "upper"],
  ["minProperties", "the fewest properties", "lower"],
  ["maxProperties", "the most properties", "upper"],
] as const satisfies readonly (readonly [BoundName, string, "lower" | "upper"])[];

/** What a part of a schema bounds. In 3.0 `exclusiveMinimum` says how `minimum` is meant; in 3.1 it is a bound of its own. */
export function boundOf(part: Located, name: BoundName): Bound | undefined {
  const exclusive = name === "minimum" ? "exclusiveMinimum" : name === "maximum" ? "exclusiveMaximum" : undefined;
  const at = member(part, name);
  const beside = exclusive === undefined ? undefined : member(part, exclusive);
  const bounds: Bound[] = [];
  if (at && typeof at.value === "number")
    bounds.push({ value: at.value, isExclusive: beside?.value === true, path: at.path });
  if (beside && typeof beside.value === "number")
    bounds.push({ value: beside.value, isExclusive: true, path: beside.path });
  return bounds.reduce<Bound | undefined>(
    (known, bound) => tighter(known, bound, name.startsWith("min") ? "lower" : "upper"),
    undefined,
  );
}

/** The one of two bounds that lets less through. */
export function tighter(a: Bound | undefined, b: Bound, side: "lower" | "upper"): Bound {
  if (!a) return b;
  if (a.value === b.value) return a.isExclusive ? a : b;
  return (side === "lower" ? a.value > b.value : a.value < b.value) ? a : b;
}
