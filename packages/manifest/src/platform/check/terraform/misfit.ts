import type { TypeConstraint } from "../../../terraform/index.ts";
import type { PlatformFault } from "../reporter.ts";

/** Where something does not fit what a variable takes. */
export interface Misfit {
  /** Within the value. */
  readonly path: readonly (string | number)[];
  readonly code: "manifest/wrong-type" | "manifest/missing-key" | "manifest/unknown-key";
  /** A sentence without its full stop: `is true; expected a number`. What it is of comes before. */
  readonly message: string;
  readonly suggestions: readonly string[];
  /** Terraform takes it, though hardly as it is meant. */
  readonly isAdvice?: true;
  /** What says so, where that is not the recipe. */
  readonly also?: PlatformFault["at"];
}

/** One that a message says in the usual way. */
export function wrongType(
  found: string,
  type: TypeConstraint,
  path: readonly (string | number)[],
  suggestions: readonly string[] = [],
): Misfit {
  return { path, code: "manifest/wrong-type", message: `is ${found}; expected ${expected(type)}`, suggestions };
}

const WORDS: Readonly<Record<TypeConstraint["kind"], string>> = {
  any: "anything",
  string: "a text",
  number: "a number",
  bool: "true or false",
  list: "a list",
  set: "a list",
  tuple: "a list",
  map: "a mapping",
  object: "a mapping",
};

/** What a type takes, as a message says it. */
export function expected(type: TypeConstraint): string {
  return type.kind === "tuple" ? `a list of ${type.elements.length}` : WORDS[type.kind];
}

/** What a type lets be in it under a name or an index; undefined where it says nothing of that. */
export function within(type: TypeConstraint, key: string | number): TypeConstraint | undefined {
  if (type.kind === "list" || type.kind === "set" || type.kind === "map") return type.element;
  if (type.kind === "tuple") return type.elements[Number(key)];
  return type.kind === "object" ? type.attributes.get(String(key))?.type : undefined;
}

/** Terraform makes numbers and truth values of texts that spell them, and texts of all three. */
export function isConvertible(value: string | number | boolean, type: TypeConstraint["kind"]): boolean {
  if (type === "any" || type === "string") return true;
  if (type === "number")
    return (
      typeof value === "number" ||
      (typeof value === "string" && /^[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?$/.test(value))
    );
  if (type !== "bool") return false;
  return typeof value === "boolean" || (typeof value === "string" && /^(true|false|0|1)$/.test(value));
}
