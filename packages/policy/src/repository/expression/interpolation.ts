import type { Place } from "@towpath/core";
import type { Expression } from "./expression.ts";

/** One `${{ … }}` in a scalar, or a whole `if:` without them. */
export interface Interpolation {
  /** What stands between the braces, as it is. */
  readonly source: string;
  /** From where to where it reaches in the scalar's text, its braces included. */
  readonly start: number;
  readonly end: number;
  /** Undefined where it cannot be parsed. */
  readonly expression: Expression | undefined;
  /** Why it cannot be parsed. */
  readonly error: { readonly message: string; readonly place: Place } | undefined;
  /** Where it stands, its braces included. */
  readonly place: Place;
  /** Where a part of its expression stands. */
  placeOf(part: Expression): Place;
}
