import type { Finding } from "@towpath/core";
import type { SourceDocument } from "../document/source-document.ts";
import { finding, names, shown } from "../finding.ts";
import type { PolicyRuleDocument } from "../generated/policy-rule.ts";

type Parameter = NonNullable<PolicyRuleDocument["params"]>[string];

const KINDS = {
  integer: "a whole number",
  number: "a number",
  string: "a text",
  boolean: "true or false",
  list: "a list of texts",
} as const;

/** What is wrong with the parameters of a rule that their schema cannot say: bounds and defaults that contradict each other. */
export function parameterFlaws(
  params: Readonly<Record<string, Parameter>>,
  source: SourceDocument,
): readonly Finding[] {
  return Object.entries(params).flatMap(([name, parameter]) =>
    flawsOf(parameter).map(([key, message]) => {
      const at = ["params", name, key];
      const places = [source.placeOfValue(at)];
      const text = `The parameter ${name} ${message}.`;
      return finding({ code: "manifest/invalid-value", message: text, places, address: at.join(".") });
    }),
  );
}

function flawsOf(parameter: Parameter): readonly (readonly [key: keyof Parameter, message: string])[] {
  const { type, default: standard, minimum, maximum, enum: choices, merge } = parameter;
  const isNumber = type === "integer" || type === "number";
  const found: (readonly [keyof Parameter, string])[] = [];
  if (!isOf(type, standard)) found.push(["default", `has the default ${shown(standard)}; expected ${KINDS[type]}`]);
  else if (typeof standard === "number" && (standard < (minimum ?? -Infinity) || standard > (maximum ?? Infinity)))
    found.push(["default", `has the default ${standard}, which is out of its own bounds`]);
  else if (choices && [standard].flat().some((one) => typeof one === "string" && !choices.includes(one)))
    found.push(["default", `has the default ${shown(standard)}; expected one of ${names(choices)}`]);
  if (minimum !== undefined && maximum !== undefined && minimum > maximum)
    found.push(["minimum", `is at least ${minimum} and at most ${maximum}, so no value fits`]);
  for (const key of ["minimum", "maximum"] as const)
    if (parameter[key] !== undefined && !isNumber) found.push([key, `has a ${key} and is ${KINDS[type]}`]);
  if (choices && type !== "string" && type !== "list") found.push(["enum", `has choices and is ${KINDS[type]}`]);
  if ((merge === "raise-only" || merge === "lower-only") && !isNumber)
    found.push(["merge", `is ${KINDS[type]}, which cannot be made larger or smaller`]);
  if (merge === "add-only" && type !== "list") found.push(["merge", `is ${KINDS[type]}, which cannot be added to`]);
  return found;
}

function isOf(type: Parameter["type"], value: Parameter["default"]): boolean {
  if (type === "list") return Array.isArray(value);
  if (type === "integer") return Number.isInteger(value);
  return typeof value === type;
}
