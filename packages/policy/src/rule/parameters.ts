import { type Json, nearest, own, type Place } from "@towpath/core";

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
 * smaller, add to a list, take from a list of what is allowed.
 */
export type ParameterMerge = "fixed" | "raise-only" | "lower-only" | "add-only" | "remove-only";

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
  /** The platform sets what it likes; everybody else only what a parameter's merge allows. */
  readonly isPlatform?: boolean;
  readonly values: Readonly<Record<string, Readonly<Record<string, Json>>>>;
  /** Where it says so. */
  readonly placeOf?: ((rule: string, name?: string) => Place | undefined) | undefined;
}

/** A value that a layer may not set. It has no effect. */
export interface ParameterProblem {
  readonly code: "policy/invalid-parameter" | "policy/loosened-parameter";
  readonly layer: ParameterLayer;
  readonly name: string;
  readonly message: string;
  readonly hint: string;
}

/** The values of a rule's parameters, and what is wrong with what was asked for. */
export interface ResolvedParameters {
  readonly values: Readonly<Record<string, Value>>;
  readonly problems: readonly ParameterProblem[];
}

/**
 * The values of a rule's parameters: its defaults, then each layer, the lowest first. A value that may not be is a
 * problem, and the layers below it hold.
 */
export function resolveParameters(
  rule: { readonly id: string; readonly parameters: Parameters },
  layers: readonly ParameterLayer[] = [],
): ResolvedParameters {
  const { schema, merge } = rule.parameters;
  const values = new Map<string, Value>(Object.entries(schema).map(([name, { default: value }]) => [name, value]));
  const problems: ParameterProblem[] = [];
  for (const layer of layers) {
    for (const [name, wanted] of Object.entries(own(layer.values, rule.id) ?? {})) {
      const what = `The parameter ${name} of ${rule.id}, set by ${layer.by},`;
      const parameter = own(schema, name);
      const current = values.get(name);
      const value = parameter ? checked(parameter, wanted) : unknownName(schema, name);
      if (value instanceof Wrong || current === undefined) {
        const { found, hint } = value instanceof Wrong ? value : unknownName(schema, name);
        problems.push({ code: "policy/invalid-parameter", layer, name, message: `${what} ${found}`, hint });
      } else if (!layer.isPlatform && !isAllowed(merge?.[name] ?? "fixed", current, value)) {
        const may = MAY[merge?.[name] ?? "fixed"];
        const message = `${what} may not be ${JSON.stringify(wanted)}: it is ${JSON.stringify(current)}, and a service may ${may}.`;
        const hint = "Ask the platform team to change it for everyone.";
        problems.push({ code: "policy/loosened-parameter", layer, name, message, hint });
      } else values.set(name, value);
    }
  }
  return { values: Object.fromEntries(values), problems };
}

const MAY = {
  fixed: "not change it",
  "raise-only": "only raise it",
  "lower-only": "only lower it",
  "add-only": "only add to it",
  "remove-only": "only take from it",
} as const;

/** Why a value is none for its parameter. */
class Wrong {
  readonly found: string;
  readonly hint: string;
  constructor(found: string, hint: string) {
    this.found = found;
    this.hint = hint;
  }
}

function unknownName(schema: ParameterSchemas, name: string): Wrong {
  const known = Object.keys(schema);
  const near = nearest(name, known);
  if (near !== undefined) return new Wrong("does not exist.", `Did you mean "${near}"?`);
  return new Wrong("does not exist.", `Its parameters: ${known.join(", ") || "none"}.`);
}

function checked(schema: ParameterSchema, value: Json): Value | Wrong {
  const found = `is ${JSON.stringify(value)}.`;
  switch (schema.type) {
    case "integer":
    case "number": {
      const { minimum = -Infinity, maximum = Infinity } = schema;
      if (typeof value !== "number" || (schema.type === "integer" && !Number.isInteger(value)))
        return new Wrong(found, `Write ${schema.type === "integer" ? "a whole" : "a"} number.`);
      if (value < minimum || value > maximum) return new Wrong(found, `It may be ${bounds(schema)}.`);
      return value;
    }
    case "boolean":
      return typeof value === "boolean" ? value : new Wrong(found, "Write true or false.");
    case "string":
      if (typeof value === "string" && (!schema.enum || schema.enum.includes(value))) return value;
      return new Wrong(found, schema.enum ? `It may be ${schema.enum.join(", ")}.` : "Write a text.");
    case "list": {
      const list = Array.isArray(value) ? value.filter((item): item is string => typeof item === "string") : [];
      const isWhole = Array.isArray(value) && list.length === value.length;
      if (isWhole && list.every((item) => !schema.enum || schema.enum.includes(item))) return list;
      return new Wrong(found, schema.enum ? `Write a list of ${schema.enum.join(", ")}.` : "Write a list of texts.");
    }
  }
}

function bounds({ minimum, maximum }: { readonly minimum?: number; readonly maximum?: number }): string {
  if (minimum !== undefined && maximum !== undefined) return `from ${minimum} to ${maximum}`;
  return minimum === undefined ? `at most ${maximum}` : `at least ${minimum}`;
}

function isAllowed(merge: ParameterMerge, current: Value, wanted: Value): boolean {
  if (JSON.stringify(current) === JSON.stringify(wanted)) return true;
  if (typeof current === "number" && typeof wanted === "number") {
    return (merge === "raise-only" && wanted > current) || (merge === "lower-only" && wanted < current);
  }
  if (Array.isArray(current) && Array.isArray(wanted)) {
    if (merge === "remove-only") return wanted.every((item) => current.includes(item));
    return merge === "add-only" && current.every((item) => wanted.includes(item));
  }
  return false;
}
