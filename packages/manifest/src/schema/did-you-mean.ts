import { nearest } from "@towpath/core";
import { names } from "../finding.ts";

/** `Did you mean "x"?` where a name is near, and what there is unless that is all. */
export function didYouMean(found: string, known: readonly string[]): readonly string[] {
  const near = nearName(found, known);
  if (known.length === 0 || (near.length > 0 && known.length === 1)) return near;
  return [...near, `There ${known.length === 1 ? "is" : "are"} ${names(known)}.`];
}

/** `Did you mean "x"?` alone. */
export function nearName(found: string, known: readonly string[]): readonly string[] {
  const name = nearest(found, known);
  return name === undefined ? [] : [`Did you mean "${name}"?`];
}
