import { nearest } from "@towpath/core";
import { names } from "../finding.ts";

/** So many names are shown; a list that is cut helps nobody who has been told the nearest. */
const SHORT = 12;

/** `Did you mean "x"?` where a name is near, and what there is unless that is all of it, or too much. */
export function didYouMean(found: string, known: readonly string[]): readonly string[] {
  const name = nearest(found, known);
  const near = name === undefined ? [] : [`Did you mean "${name}"?`];
  if (known.length === 0 || (near.length > 0 && (known.length === 1 || known.length > SHORT))) return near;
  return [...near, `There ${known.length === 1 ? "is" : "are"} ${names(known)}.`];
}
