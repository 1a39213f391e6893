import type { Interpolation } from "../expression/interpolation.ts";
import type { Scalar } from "../source/source-value.ts";

/** An `if`. */
export interface Condition {
  readonly scalar: Scalar;
  /** Its expressions: the whole text where it is written without `${{ }}`, else each of them. */
  readonly interpolations: readonly Interpolation[];
  /** Written without `${{ }}`. */
  readonly isBare: boolean;
}
