import { contextPath, indexName } from "./context-path.ts";
import type { Expression } from "./expression.ts";
import { bare, partsOf } from "./parts.ts";

/** Functions whose results are true, false or a digest, whatever they are given. */
const CLOSED = new Set([
  "contains",
  "startswith",
  "endswith",
  "hashfiles",
  "success",
  "failure",
  "always",
  "cancelled",
]);

/** A part of an expression whose text can be in what the expression comes to. */
export interface Reaching {
  /** What is reported: `fromJSON(steps.a.outputs.b).c` is one, though what is read is `steps.a.outputs.b`. */
  readonly at: Expression;
  /** What is read, in small letters; see {@link contextPath}. */
  readonly path: readonly string[];
  /** It is read of a value that is worked out first, so the path alone does not say what it is. */
  readonly isDerived: boolean;
}

/**
 * What of an expression can reach its result: neither what is only compared, nor what only decides. `a == 'x' && b || c` comes
 * to `b` or `c`, to `a` never.
 */
export function reachingIn(expression: Expression): readonly Reaching[] {
  switch (expression.kind) {
    case "literal":
    case "unary":
    case "binary":
      return [];
    case "group":
      return reachingIn(expression.of);
    case "context":
      return [{ at: expression, path: [expression.name.toLowerCase()], isDerived: false }];
    case "index": {
      const path = contextPath(expression);
      if (path) return [{ at: expression, path, isDerived: false }];
      const name = indexName(expression.index);
      return reachingIn(expression.of).map((reaching) => ({
        at: expression,
        // `(a || b).title` is a title of one of them; what a parsed text holds is not told by names.
        path: bare(expression.of).kind === "call" ? reaching.path : [...reaching.path, name],
        isDerived: true,
      }));
    }
    case "call": {
      const name = expression.name.toLowerCase();
      if (CLOSED.has(name)) return [];
      // The first, third, … of `case` decide, but for the last, which is what is left.
      if (name === "case")
        return expression.args.flatMap((arg, index, { length }) =>
          index % 2 === 1 || index === length - 1 ? reachingIn(arg) : [],
        );
      return expression.args.flatMap(reachingIn);
    }
    case "logical": {
      const { operands, operator } = expression;
      // What stands before && is the result where it is false, and what is false is short: '', 0, null.
      return (operator === "&&" ? operands.slice(-1) : operands).flatMap(reachingIn);
    }
  }
}

/** What of contexts an expression reads anywhere, outermost first: `github.event.issue`, and not `github.event` as well. */
export function readsIn(expression: Expression): readonly Reaching[] {
  const path = contextPath(expression);
  if (path) return [{ at: expression, path, isDerived: false }, ...indicesOf(expression)];
  return partsOf(expression).flatMap(readsIn);
}

/** What is read to say which: `inputs.name` in `secrets[inputs.name]`. */
function indicesOf(expression: Expression): readonly Reaching[] {
  if (expression.kind === "group") return indicesOf(expression.of);
  if (expression.kind !== "index") return [];
  return [...indicesOf(expression.of), ...(expression.index === "*" ? [] : readsIn(expression.index))];
}
