/**
 * What stands between `${{` and `}}`. Offsets count from the start of {@link Interpolation.source}.
 *
 * Language: https://docs.github.com/actions/reference/workflows-and-actions/expressions
 */
export type Expression = Literal | Context | Index | Call | Unary | Binary | Logical | Group;

interface Spanned {
  readonly start: number;
  readonly end: number;
}

/** `'text'`, `1`, `true`, `null`. */
export interface Literal extends Spanned {
  readonly kind: "literal";
  readonly value: null | boolean | number | string;
}

/** `github`, `steps`, a name that something is read from. */
export interface Context extends Spanned {
  readonly kind: "context";
  /** As written. */
  readonly name: string;
}

/** `of.name`, `of['name']`, `of[0]`, `of.*`. */
export interface Index extends Spanned {
  readonly kind: "index";
  readonly of: Expression;
  /** `*`, or what says which; for `of.name` a literal. */
  readonly index: Expression | "*";
  /** `of['name']` rather than `of.name`. */
  readonly isBracketed: boolean;
}

/** `name(…)`. */
export interface Call extends Spanned {
  readonly kind: "call";
  /** As written; names of functions are the same in any case. */
  readonly name: string;
  readonly args: readonly Expression[];
}

/** `!of`. */
export interface Unary extends Spanned {
  readonly kind: "unary";
  readonly of: Expression;
}

/** A comparison. */
export interface Binary extends Spanned {
  readonly kind: "binary";
  readonly operator: "==" | "!=" | "<" | "<=" | ">" | ">=";
  readonly left: Expression;
  readonly right: Expression;
}

/** `a && b && c`, `a || b`. */
export interface Logical extends Spanned {
  readonly kind: "logical";
  readonly operator: "&&" | "||";
  /** Two or more. */
  readonly operands: readonly Expression[];
}

/** `(of)`. */
export interface Group extends Spanned {
  readonly kind: "group";
  readonly of: Expression;
}
