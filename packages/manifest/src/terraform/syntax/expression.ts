/** As much of an expression as says what it is without being evaluated. */
export type Expression =
  /** A text, a number, a truth value or null. */
  | { readonly kind: "literal"; readonly value: string | number | boolean | null }
  /** One word, such as `string` in a type. */
  | { readonly kind: "word"; readonly word: string }
  | { readonly kind: "call"; readonly name: string; readonly arguments: readonly Expression[] }
  | { readonly kind: "list"; readonly items: readonly Expression[] }
  /** In its order; a name that is there twice counts as the last. */
  | { readonly kind: "object"; readonly members: ReadonlyMap<string, Expression> }
  /** Anything that has to be evaluated. */
  | { readonly kind: "other" };

export const OTHER: Expression = { kind: "other" };
