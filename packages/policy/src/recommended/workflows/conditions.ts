import type { Expression, Interpolation, Job, Step } from "../../repository/index.ts";

/** An expression of an `if`, with the interpolation that knows where its parts stand. */
export interface ConditionExpression {
  readonly expression: Expression;
  readonly interpolation: Interpolation;
}

/** The expressions of a job's or a step's `if`. */
export function conditionsOf(subject: Job | Step): readonly ConditionExpression[] {
  return (subject.if?.interpolations ?? []).flatMap((interpolation) =>
    interpolation.expression ? [{ expression: interpolation.expression, interpolation }] : [],
  );
}
