import {
  Binary,
  ContextAccess,
  type Expr,
  FunctionCall,
  Grouping,
  IndexAccess,
  Literal,
  Logical,
  Star,
  Unary,
} from "@actions/expressions/ast";
import type { Token } from "@actions/expressions/lexer";
import type { Binary as Comparison, Expression } from "./expression.ts";

/**
 * The library's tree as ours. It keeps no places but those of tokens, so the tree is walked along them, in the order in which
 * they were written.
 */
export function placeExpression(parsed: Expr, tokens: readonly Token[], offsets: readonly number[]): Expression {
  let next = 0;
  const here = (): number => offsets[next] ?? 0;
  /** Where the token before the next one ends. */
  const behind = (): number => (offsets[next - 1] ?? 0) + (tokens[next - 1]?.lexeme.length ?? 0);
  const skip = (lexeme: string): boolean => {
    if (tokens[next]?.lexeme !== lexeme) return false;
    next += 1;
    return true;
  };

  const indexOf = (expr: IndexAccess, start: number, of: Expression): Expression => {
    const isBracketed = skip("[");
    if (!isBracketed) skip(".");
    const index = expr.index instanceof Star ? star() : walk(expr.index);
    if (isBracketed) skip("]");
    return { kind: "index", of, index, isBracketed, start, end: behind() };
  };
  const star = (): "*" => {
    skip("*");
    return "*";
  };

  const walk = (expr: Expr): Expression => {
    const start = here();
    if (expr instanceof IndexAccess) return indexOf(expr, start, walk(expr.expr));
    if (expr instanceof Grouping) {
      skip("(");
      const of = walk(expr.group);
      skip(")");
      return { kind: "group", of, start, end: behind() };
    }
    if (expr instanceof FunctionCall) {
      next += 1;
      skip("(");
      const args = expr.args.map((arg) => {
        const walked = walk(arg);
        skip(",");
        return walked;
      });
      skip(")");
      return { kind: "call", name: expr.functionName.lexeme, args, start, end: behind() };
    }
    if (expr instanceof Unary) {
      next += 1;
      const of = walk(expr.expr);
      return { kind: "unary", of, start, end: behind() };
    }
    if (expr instanceof Binary) {
      const left = walk(expr.left);
      next += 1;
      const right = walk(expr.right);
      return { kind: "binary", operator: comparison(expr.operator.lexeme), left, right, start, end: behind() };
    }
    if (expr instanceof Logical) {
      const operator = expr.operator.lexeme === "||" ? "||" : "&&";
      const operands = expr.args.map((arg) => {
        const walked = walk(arg);
        skip(operator);
        return walked;
      });
      return { kind: "logical", operator, operands, start, end: operands.at(-1)?.end ?? start };
    }
    next += 1;
    if (expr instanceof ContextAccess) return { kind: "context", name: expr.name.lexeme, start, end: behind() };
    return { kind: "literal", value: literal(expr, tokens[next - 1]), start, end: behind() };
  };
  return walk(parsed);
}

const COMPARISONS: readonly Comparison["operator"][] = ["==", "!=", "<", "<=", ">", ">="];

function comparison(lexeme: string): Comparison["operator"] {
  return COMPARISONS.find((one) => one === lexeme) ?? "==";
}

function literal(expr: Expr, token: Token | undefined): null | boolean | number | string {
  const lexeme = token?.lexeme ?? "";
  // The library takes the first doubled quote for one, and leaves the others doubled.
  if (lexeme.startsWith("'")) return lexeme.slice(1, -1).replaceAll("''", "'");
  if (!(expr instanceof Literal)) return null;
  const said: unknown = token?.value;
  if (typeof said === "number") return said;
  return lexeme === "true" ? true : lexeme === "false" ? false : lexeme === "null" ? null : lexeme;
}
