import { isJsonObject, type Json, own } from "@towpath/core";
import { shown } from "../../../finding.ts";
import { didYouMean } from "../../../schema/did-you-mean.ts";
import type { TypeConstraint } from "../../../terraform/index.ts";
import { expected, isConvertible, type Misfit, within, wrongType } from "./misfit.ts";

/** What a text with placeholders comes to; undefined where it is the text itself. */
export type TextFit = (
  text: string,
  type: TypeConstraint,
  path: readonly (string | number)[],
) => readonly Misfit[] | undefined;

const PLAIN: TextFit = () => undefined;

/**
 * Where a value does not fit a type, by Terraform's conversions.
 * See https://developer.hashicorp.com/terraform/language/expressions/types#type-conversion.
 *
 * @param ofText judges texts that are not what they say
 */
export function valueFit(
  value: Json,
  type: TypeConstraint,
  path: readonly (string | number)[] = [],
  ofText: TextFit = PLAIN,
): readonly Misfit[] {
  if (value === null) return [];
  if (typeof value === "string") return ofText(value, type, path) ?? scalarFit(value, type, path);
  if (typeof value !== "object") return scalarFit(value, type, path);
  if (Array.isArray(value)) {
    const items: readonly Json[] = value;
    if (type.kind === "tuple" && type.elements.length !== items.length)
      return [wrongType(`a list of ${items.length}`, type, path)];
    if (!["any", "list", "set", "tuple"].includes(type.kind)) return [wrongType(shown(items), type, path)];
    return items.flatMap((item, index) =>
      valueFit(item, within(type, index) ?? { kind: "any" }, [...path, index], ofText),
    );
  }
  if (!isJsonObject(value)) return [];
  const names = Object.keys(value);
  if (type.kind === "object") return [...membersFit(names, type, path), ...ofMembers()];
  return type.kind === "any" || type.kind === "map" ? ofMembers() : [wrongType(shown(value), type, path)];

  function ofMembers(): readonly Misfit[] {
    return names.flatMap((name) =>
      valueFit(memberOf(value, name), within(type, name) ?? { kind: "any" }, [...path, name], ofText),
    );
  }
}

function memberOf(value: Json, name: string): Json {
  return isJsonObject(value) ? (own(value, name) ?? null) : null;
}

function scalarFit(
  value: string | number | boolean,
  type: TypeConstraint,
  path: readonly (string | number)[],
): readonly Misfit[] {
  return isConvertible(value, type.kind) ? [] : [wrongType(shown(value), type, path)];
}

/** What lacks of an object, and what Terraform would leave out without a word. */
export function membersFit(
  names: readonly string[],
  type: Extract<TypeConstraint, { kind: "object" }>,
  path: readonly (string | number)[],
): readonly Misfit[] {
  const known = [...type.attributes.keys()];
  const lacking = [...type.attributes].filter(([name, { isOptional }]) => !isOptional && !names.includes(name));
  return [
    ...lacking.map(
      ([name, attribute]): Misfit => ({
        path,
        code: "manifest/missing-key",
        message: `lacks ${shown(name)}, ${expected(attribute.type)}`,
        suggestions: didYouMean(
          name,
          names.filter((one) => !known.includes(one)),
        ).slice(0, 1),
      }),
    ),
    ...names
      .filter((name) => !known.includes(name))
      .map(
        (name): Misfit => ({
          path: [...path, name],
          code: "manifest/unknown-key",
          message: "is left out by Terraform: the variable's type does not name it",
          suggestions: didYouMean(name, known),
          isAdvice: true,
        }),
      ),
  ];
}
