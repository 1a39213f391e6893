import type { Expression, Interpolation, Scalar, SourceValue } from "../../repository/index.ts";
import { scalarsIn } from "../../repository/source/scalars-in.ts";

/** An expression between `${{` and `}}`, and the scalar that it stands in. */
export interface ExpressionIn {
  readonly scalar: Scalar;
  readonly interpolation: Interpolation;
  readonly expression: Expression;
  /** A number for each in its scalar. */
  readonly index: number;
}

/** All expressions in a value that can be parsed, in the order of the file. */
export function* expressionsIn(value: SourceValue): Generator<ExpressionIn, void> {
  for (const scalar of scalarsIn(value)) {
    for (const [index, interpolation] of scalar.interpolations.entries()) {
      const { expression } = interpolation;
      if (expression) yield { scalar, interpolation, expression, index };
    }
  }
}
