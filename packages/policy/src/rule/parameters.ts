import type { Json } from "@towpath/core";
import { PolicyError } from "../errors.ts";

/** What a parameter may be. */
export type ParameterSchema =
  | {
      readonly type: "integer" | "number";
      readonly default: number;
      readonly minimum?: number;
      readonly maximum?: number;
    }
  | { readonly type: "string"; readonly default: string; readonly enum?: readonly string[] }
  | { readonly type: "boolean"; readonly default: boolean }
  | { readonly type: "list"; readonly default: readonly string[]; readonly enum?: readonly string[] };

/** The parameters of a rule by name. */
export type ParameterSchemas = Readonly<Record<string, ParameterSchema>>;

/**
 * What a layer above the platform may do with a parameter: nothing (`fixed`, also when not said), make a number larger or
 * smaller, add to a list.
 */
export type ParameterMerge = "fixed" | "raise-only" | "lower-only" | "add-only";

/** A rule's parameters. */
export interface Parameters<P extends ParameterSchemas = ParameterSchemas> {
  readonly schema: P;
  readonly merge?: { readonly [Name in keyof P]?: ParameterMerge };
}

type ValueOf<S extends ParameterSchema> = S extends { readonly type: "integer" | "number" }
  ? number
  : S extends { readonly type: "boolean" }
    ? boolean
    : S extends { readonly type: "list" }
      ? readonly string[]
      : string;

/** The values that a rule is evaluated with. */
export type ParameterValues<P extends ParameterSchemas> = { readonly [Name in keyof P]: ValueOf<P[Name]> };

type Value = number | string | boolean | readonly string[];

/** Who sets parameters, by rule and name. */
export interface ParameterLayer {
  /** Who it is, as a message says it: `platform acme`. */
  readonly by: string;
  readonly values: Readonly<Record<string, Readonly<Record<string, Json>>>>;
}

/**
 * The values of a rule's parameters: its defaults, then each layer, the lowest first. The first layer is the platform's
 * and sets what it likes; each later one only what the parameter's merge allows.
 *
 * @throws {PolicyError} `policy/invalid-parameter` for an unknown name or a value out of kind or bounds,
 * `policy/loosened-parameter` where a later layer asks for less
 */
export function resolveParameters(
  rule: { readonly id: string; readonly parameters: Parameters },
  layers: readonly ParameterLayer[] = [],
): Readonly<Record<string, Value>> {
  const { schema, merge } = rule.parameters;
  const values = new Map<string, Value>(Object.entries(schema).map(([name, { default: value }]) => [name, value]));
  for (const [index, layer] of layers.entries()) {
    for (const [name, wanted] of Object.entries(layer.values[rule.id] ?? {})) {
      const parameter = Object.hasOwn(schema, name) ? schema[name] : undefined;
      const what = `The parameter ${name} of ${rule.id}, set by ${layer.by},`;
      if (!parameter) {
        const known = Object.keys(schema).join(", ") || "none";
        throw invalid(`${what} does not exist.`, `Its parameters: ${known}.`);
      }
      const value = checked(parameter, wanted, what);
      const current = values.get(name);
      if (index > 0 && current !== undefined && !isAllowed(merge?.[name] ?? "fixed", current, value)) {
        throw new PolicyError({
          code: "policy/loosened-parameter",
          message: `${what} may not be ${JSON.stringify(wanted)}: the layers below say ${JSON.stringify(current)} (${merge?.[name] ?? "fixed"}).`,
          hint: "Ask the platform team to change it for everyone.",
        });
      }
      values.set(name, value);
    }
  }
  return Object.fromEntries(values);
}

function checked(schema: ParameterSchema, value: Json, what: string): Value {
  switch (schema.type) {
    case "integer":
    case "number": {
      const { minimum = -Infinity, maximum = Infinity } = schema;
      if (typeof value !== "number" || (schema.type === "integer" && !Number.isInteger(value)))
        throw invalid(
          `${what} is ${JSON.stringify(value)}.`,
          `Write ${schema.type === "integer" ? "a whole" : "a"} number.`,
        );
      if (value < minimum || value > maximum)
        throw invalid(`${what} is ${value}.`, `It may be from ${minimum} to ${maximum}.`);
      return value;
    }
    case "boolean":
      if (typeof value !== "boolean") throw invalid(`${what} is ${JSON.stringify(value)}.`, "Write true or false.");
      return value;
    case "string":
      if (typeof value !== "string" || (schema.enum && !schema.enum.includes(value)))
        throw invalid(
          `${what} is ${JSON.stringify(value)}.`,
          schema.enum ? `It may be ${schema.enum.join(", ")}.` : "Write a text.",
        );
      return value;
    case "list": {
      const list = Array.isArray(value) ? value.filter((item): item is string => typeof item === "string") : [];
      const isWhole = Array.isArray(value) && list.length === value.length;
      if (!isWhole || list.some((item) => schema.enum && !schema.enum.includes(item)))
        throw invalid(
          `${what} is ${JSON.stringify(value)}.`,
          schema.enum ? `Write a list of ${schema.enum.join(", ")}.` : "Write a list of texts.",
        );
      return list;
    }
  }
}

function isAllowed(merge: ParameterMerge, current: Value, wanted: Value): boolean {
  if (JSON.stringify(current) === JSON.stringify(wanted)) return true;
  if (typeof current === "number" && typeof wanted === "number") {
    return (merge === "raise-only" && wanted > current) || (merge === "lower-only" && wanted < current);
  }
  if (Array.isArray(current) && Array.isArray(wanted)) {
    return merge === "add-only" && current.every((item) => wanted.includes(item));
  }
  return false;
}

function invalid(message: string, hint: string): PolicyError {
  return new PolicyError({ code: "policy/invalid-parameter", message, hint });
}
