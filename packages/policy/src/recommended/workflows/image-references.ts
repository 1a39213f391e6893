import type { Place } from "@towpath/core";
import type { Expression, Interpolation, Job, Scalar } from "../../repository/index.ts";

/** An image that a scalar may come to. */
export interface ImageReference {
  /** The image as it is written; undefined for what is known only when the workflow runs. */
  readonly image: string | undefined;
  /** Where it stands, where that is not all of the scalar. */
  readonly place: Place | undefined;
}

/** All that an image's scalar may come to: itself, what its expression chooses from, the values of a matrix. */
export function imageReferences(scalar: Scalar, job: Job | undefined): readonly ImageReference[] {
  const [only, ...others] = scalar.interpolations;
  if (only === undefined) return [{ image: scalar.text.trim(), place: undefined }];
  const isWhole = others.length === 0 && scalar.text.trim().length === only.end - only.start;
  if (isWhole && only.expression) return leaves(only.expression, only, job);
  // What is put in may be the version, never the name and the digest: those that are written count.
  const text = scalar.text.replace(/\$\{\{.*?\}\}/gs, "x");
  return [{ image: text.trim(), place: undefined }];
}

/** What an expression can come to: the branches of `cond && a || b`, not its condition. */
function leaves(expression: Expression, interpolation: Interpolation, job: Job | undefined): readonly ImageReference[] {
  const below = (part: Expression): readonly ImageReference[] => leaves(part, interpolation, job);
  switch (expression.kind) {
    case "group":
      return below(expression.of);
    case "literal":
      return [{ image: String(expression.value ?? ""), place: interpolation.placeOf(expression) }];
    case "logical": {
      const { operator, operands } = expression;
      if (operator === "||") return operands.flatMap(below);
      const last = operands.at(-1);
      return last ? below(last) : [];
    }
    default: {
      const path = matrixPath(expression);
      if (path && job?.matrix?.isKnown(path))
        return job.matrix.valuesOf(path).map(({ text }) => ({ image: text, place: undefined }));
      return [{ image: undefined, place: interpolation.placeOf(expression) }];
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
