import type { Place } from "@towpath/core";
import type { Expression, Interpolation, Job, Scalar } from "../../repository/index.ts";

/** A text that a scalar may come to. */
export interface PossibleText {
  /** Undefined for what is known only when the workflow runs. */
  readonly text: string | undefined;
  /** Where it stands, where that is not all of the scalar. */
  readonly place: Place | undefined;
}

/** All that a scalar may come to: itself, what its expression chooses from, the values of a matrix. */
export function possibleTexts(scalar: Scalar, job: Job | undefined): readonly PossibleText[] {
  const [only, ...others] = scalar.interpolations;
  if (only === undefined) return [{ text: scalar.text.trim(), place: undefined }];
  const isWhole = others.length === 0 && scalar.text.trim().length === only.end - only.start;
  if (isWhole && only.expression) return leaves(only.expression, only, job);
  // What is put in may be a part of it; what is written counts.
  const text = scalar.text.replace(/\$\{\{.*?\}\}/gs, "x");
  return [{ text: text.trim(), place: undefined }];
}

/** What an expression can come to: the branches of `cond && a || b`, not its condition. */
function leaves(expression: Expression, interpolation: Interpolation, job: Job | undefined): readonly PossibleText[] {
  const below = (part: Expression): readonly PossibleText[] => leaves(part, interpolation, job);
  switch (expression.kind) {
    case "group":
      return below(expression.of);
    case "literal":
      return [{ text: String(expression.value ?? ""), place: interpolation.placeOf(expression) }];
    case "logical": {
      const { operator, operands } = expression;
      if (operator === "||") return operands.flatMap(below);
      const last = operands.at(-1);
      return last ? below(last) : [];
    }
    default: {
      const path = matrixPath(expression);
      if (path && job?.matrix?.isKnown(path))
        return job.matrix.valuesOf(path).map(({ text }) => ({ text, place: undefined }));
      return [{ text: undefined, place: interpolation.placeOf(expression) }];
    }
  }
}

/** `["image", "name"]` for `matrix.image.name`. */
function matrixPath(expression: Expression): readonly string[] | undefined {
  if (expression.kind === "context") return expression.name.toLowerCase() === "matrix" ? [] : undefined;
  if (expression.kind !== "index" || expression.index === "*" || expression.index.kind !== "literal") return undefined;
  const above = matrixPath(expression.of);
  return above && [...above, String(expression.index.value)];
}
