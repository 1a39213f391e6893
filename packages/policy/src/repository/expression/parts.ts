import type { Expression } from "./expression.ts";

/** The expressions directly below one, in the order in which they are written. */
export function partsOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case "literal":
    case "context":
      return [];
    case "index":
      return expression.index === "*" ? [expression.of] : [expression.of, expression.index];
    case "call":
      return expression.args;
    case "unary":
    case "group":
      return [expression.of];
    case "binary":
      return [expression.left, expression.right];
    case "logical":
      return expression.operands;
  }
}

/** An expression and all that are below it, from the outside in. */
export function allIn(expression: Expression): readonly Expression[] {
  const found: Expression[] = [];
  gather(expression, found);
  return found;
}

function gather(expression: Expression, into: Expression[]): void {
  into.push(expression);
  for (const part of partsOf(expression)) gather(part, into);
}

/** An expression without the parentheses around it. */
export function bare(expression: Expression): Expression {
  return expression.kind === "group" ? bare(expression.of) : expression;
}
