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

const known = new WeakMap<SourceValue, readonly ExpressionIn[]>();

/** All expressions in a value that can be parsed, in the order of the file. Looked for once for all rules. */
export function expressionsIn(value: SourceValue): readonly ExpressionIn[] {
  const before = known.get(value);
  if (before) return before;
  const found: ExpressionIn[] = [];
  for (const scalar of scalarsIn(value)) {
    for (const [index, interpolation] of scalar.interpolations.entries()) {
      const { expression } = interpolation;
      if (expression) found.push({ scalar, interpolation, expression, index });
    }
  }
  known.set(value, found);
  return found;
}
