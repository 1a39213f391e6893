import type { Attribute } from "./syntax/block.ts";
import type { Expression } from "./syntax/expression.ts";
import { expressionInText } from "./syntax/json-syntax.ts";

/**
 * What a variable takes.
 * See https://developer.hashicorp.com/terraform/language/expressions/type-constraints.
 */
export type TypeConstraint =
  | { readonly kind: "any" | "string" | "number" | "bool" }
  | { readonly kind: "list" | "set" | "map"; readonly element: TypeConstraint }
  | { readonly kind: "tuple"; readonly elements: readonly TypeConstraint[] }
  | { readonly kind: "object"; readonly attributes: ReadonlyMap<string, ObjectAttribute> };

/** An attribute of an object; an optional one may be left out. */
export interface ObjectAttribute {
  readonly type: TypeConstraint;
  readonly isOptional: boolean;
}

const ANY: TypeConstraint = { kind: "any" };
const DEEPEST = 50;

/** The type that an expression says, in either syntax; undefined where it says none. */
export function typeConstraint(expression: Expression, depth = 0): TypeConstraint | undefined {
  if (depth > DEEPEST) return undefined;
  if (expression.kind === "word") {
    const { word } = expression;
    if (word === "any" || word === "string" || word === "number" || word === "bool") return { kind: word };
    // As they were before types had elements.
    return word === "list" || word === "map" ? { kind: word, element: ANY } : undefined;
  }
  if (expression.kind !== "call") return undefined;
  const [first, ...others] = expression.arguments;
  if (!first || others.length > 0) return undefined;
  const { name } = expression;
  if (name === "list" || name === "set" || name === "map") {
    const element = typeConstraint(first, depth + 1);
    return element && { kind: name, element };
  }
  if (name === "tuple" && first.kind === "list") {
    const elements = first.items.map((item) => typeConstraint(item, depth + 1));
    const known = elements.filter((element) => element !== undefined);
    return known.length === elements.length ? { kind: "tuple", elements: known } : undefined;
  }
  if (name !== "object" || first.kind !== "object") return undefined;
  const attributes = new Map<string, ObjectAttribute>();
  for (const [key, member] of first.members) {
    const isOptional = member.kind === "call" && member.name === "optional";
    const [inner] = isOptional ? member.arguments : [member];
    if (isOptional && member.arguments.length > 2) return undefined;
    const type = inner && typeConstraint(inner, depth + 1);
    if (!type) return undefined;
    attributes.set(key, { type, isOptional });
  }
  return { kind: "object", attributes };
}

/** The type that a variable says; in the JSON syntax, and only there, it stands in a text. */
export function writtenType({ value, isJson }: Attribute): TypeConstraint | undefined {
  if (!isJson) return typeConstraint(value);
  return value.kind === "literal" && typeof value.value === "string"
    ? typeConstraint(expressionInText(value.value))
    : undefined;
}

/** A type as it is written, on one line. */
export function showType(type: TypeConstraint): string {
  if (type.kind === "list" || type.kind === "set" || type.kind === "map")
    return `${type.kind}(${showType(type.element)})`;
  if (type.kind === "tuple") return `tuple([${type.elements.map(showType).join(", ")}])`;
  if (type.kind !== "object") return type.kind;
  const attributes = [...type.attributes].map(([name, { type: of, isOptional }]) =>
    isOptional ? `${name} = optional(${showType(of)})` : `${name} = ${showType(of)}`,
  );
  return attributes.length === 0 ? "object({})" : `object({ ${attributes.join(", ")} })`;
}
