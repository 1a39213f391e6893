import { canonicalJson, isJsonObject } from "@towpath/core";
import type { BoundName } from "../contract-change.ts";
import {
  isTrueIn,
  items,
  type Located,
  member,
  members,
  type OpenApiDocument,
  referenceOf,
  textIn,
} from "./open-api-document.ts";
import { refuseBeyond } from "./refuse-beyond.ts";

/** A schema: everything that a value must keep to. Nothing in `parts` lets any value through. */
export interface Schema {
  /** Where it stands, or where it would. */
  readonly path: readonly string[];
  readonly parts: readonly Located[];
}

/** Types of JSON; an integer is a number too. */
export type ValueType = "null" | "boolean" | "object" | "array" | "number" | "integer" | "string";

export interface Bound {
  readonly value: number;
  readonly isExclusive: boolean;
  readonly path: readonly string[];
}

/** `oneOf` or `anyOf`. */
export interface Variants {
  readonly keyword: "oneOf" | "anyOf";
  readonly path: readonly string[];
  readonly branches: readonly Located[];
}

/** Keywords that bound something, with what they bound and from which side. */
export const BOUNDS = [
  ["minimum", "the smallest value", "lower"],
  ["maximum", "the largest value", "upper"],
  ["minLength", "the shortest length", "lower"],
  ["maxLength", "the longest length", "upper"],
  ["minItems", "the fewest items", "lower"],
  ["maxItems", "the most items", "upper"],
  ["minProperties", "the fewest properties", "lower"],
  ["maxProperties", "the most properties", "upper"],
] as const satisfies readonly (readonly [BoundName, string, "lower" | "upper"])[];

/** What a schema says, with its references followed and its `allOf` put together. */
export interface SchemaView {
  readonly path: readonly string[];
  /** No value is valid. */
  readonly isNever: boolean;
  /** Absent: any type. */
  readonly types: ReadonlySet<ValueType> | undefined;
  /** In canonical JSON, without null: that is a type. */
  readonly enumeration: ReadonlySet<string> | undefined;
  readonly properties: ReadonlyMap<string, Schema>;
  readonly required: ReadonlySet<string>;
  /** Of properties that are not named: a schema, or whether there may be any. */
  readonly additional: Schema | boolean;
  /** Of the items that stand behind those of `prefixItems`. */
  readonly items: Schema;
  readonly prefixItems: readonly Schema[];
  readonly bounds: ReadonlyMap<BoundName, Bound>;
  readonly multipleOf: number | undefined;
  readonly patterns: ReadonlySet<string>;
  readonly format: string | undefined;
  readonly isUnique: boolean;
  readonly variants: readonly Variants[];
  /** The property that tells the variants apart, and the names that it maps, in canonical JSON. */
  readonly discriminator: { readonly property: string; readonly mapping: string } | undefined;
  readonly isReadOnly: boolean;
  readonly isWriteOnly: boolean;
  readonly isDeprecated: boolean;
  readonly defaultValue: string | undefined;
  /** Keywords that are compared as a whole, with the parts that they stand in. */
  readonly others: ReadonlyMap<string, readonly Located[]>;
}

/** Keywords that are held against each other as a whole: what they do to the values is not worked out. */
const WHOLE = [
  "not",
  "if",
  "then",
  "else",
  "contains",
  "minContains",
  "maxContains",
  "patternProperties",
  "propertyNames",
  "dependentRequired",
  "dependentSchemas",
  "dependencies",
  "unevaluatedProperties",
  "unevaluatedItems",
  "contentEncoding",
  "contentMediaType",
  "contentSchema",
  "$dynamicRef",
  "$recursiveRef",
  "xml",
] as const;

/** How many parts one schema is put together of, at most: an `allOf` of everything with everything has no end. */
const MOST_PARTS = 1_000;

/** Puts together what a schema says. */
export function schemaView(document: OpenApiDocument, schema: Schema): SchemaView {
  const { conjuncts, isNullable } = conjunctsOf(document, schema);
  let types: ReadonlySet<ValueType> | undefined;
  let enumeration: ReadonlySet<string> | undefined;
  let isNever = false;
  let multipleOf: number | undefined;
  let format: string | undefined;
  let discriminator: SchemaView["discriminator"];
  let defaultValue: string | undefined;
  let mayBeNull = isNullable;
  let additional: Schema | boolean = true;
  const properties = new Map<string, Schema>();
  const required = new Set<string>();
  const itemParts: Located[] = [];
  const prefixItems: Schema[] = [];
  const bounds = new Map<BoundName, Bound>();
  const patterns = new Set<string>();
  const variants: Variants[] = [];
  const others = new Map<string, readonly Located[]>();
  for (const part of conjuncts) {
    if (part.value === false) isNever = true;
    if (!isJsonObject(part.value)) continue;
    const said = typesOf(document, part);
    types = said && types ? intersection(types, said) : (said ?? types);
    if (!said && document.version === "3.0" && isTrueIn(part, "nullable")) mayBeNull = true;
    const values = enumerationOf(part);
    enumeration =
      values && enumeration ? new Set([...values].filter((one) => enumeration?.has(one))) : (values ?? enumeration);
    for (const [name, property] of members(member(part, "properties"))) {
      const known = properties.get(name);
      properties.set(name, { path: known?.path ?? property.path, parts: [...(known?.parts ?? []), property] });
    }
    for (const { value } of items(member(part, "required"))) if (typeof value === "string") required.add(value);
    additional = both(additional, member(part, "additionalProperties"));
    const item = member(part, "items");
    if (item && !Array.isArray(item.value)) itemParts.push(item);
    items(member(part, "prefixItems")).forEach((one, index) => {
      const known = prefixItems[index];
      prefixItems[index] = { path: known?.path ?? one.path, parts: [...(known?.parts ?? []), one] };
    });
    for (const [name, , side] of BOUNDS) {
      const bound = boundOf(part, name);
      if (bound) bounds.set(name, tighter(bounds.get(name), bound, side));
    }
    const multiple = member(part, "multipleOf")?.value;
    if (typeof multiple === "number" && multiple > 0) multipleOf = multiple;
    const pattern = textIn(part, "pattern");
    if (pattern !== undefined) patterns.add(pattern);
    format ??= textIn(part, "format");
    const property = textIn(member(part, "discriminator"), "propertyName");
    const mapping = member(part, "discriminator");
    if (property !== undefined)
      discriminator = { property, mapping: canonicalJson((mapping && member(mapping, "mapping")?.value) ?? {}) };
    const filled = member(part, "default");
    if (filled) defaultValue ??= canonicalJson(filled.value);
    for (const keyword of ["oneOf", "anyOf"] as const) {
      const branches = branchesOf(document, part, keyword).others;
      if (branches.length > 1) variants.push({ keyword, path: [...part.path, keyword], branches });
    }
    for (const keyword of WHOLE) {
      const whole = member(part, keyword);
      if (whole) others.set(keyword, [...(others.get(keyword) ?? []), whole]);
    }
  }
  types ??= typesOfValues(enumeration, mayBeNull) ?? typesByKeywords(properties, required, itemParts, prefixItems);
  const [only] = conjuncts;
  return {
    path: only && conjuncts.length === 1 ? only.path : schema.path,
    isNever,
    types: types && mayBeNull ? new Set([...types, "null" as const]) : types,
    enumeration: enumeration && new Set([...enumeration].filter((value) => value !== "null")),
    properties,
    required,
    additional,
    items: itemsOf(schema, itemParts),
    prefixItems,
    bounds,
    multipleOf,
    patterns,
    format,
    isUnique: conjuncts.some((part) => isTrueIn(part, "uniqueItems")),
    variants,
    discriminator,
    isReadOnly: conjuncts.some((part) => isTrueIn(part, "readOnly")),
    isWriteOnly: conjuncts.some((part) => isTrueIn(part, "writeOnly")),
    isDeprecated:
      schema.parts.some((part) => isTrueIn(part, "deprecated")) ||
      conjuncts.some((part) => isTrueIn(part, "deprecated")),
    defaultValue,
    others,
  };
}

/** Of what says nothing at all, the items are the same nothing: a path that grew with them would have no end. */
function itemsOf(schema: Schema, parts: readonly Located[]): Schema {
  return { path: parts[0]?.path ?? (schema.parts.length === 0 ? schema.path : [...schema.path, "items"]), parts };
}

/** What stands beside a reference and says nothing of values. */
export const BESIDE = new Set(["$ref", "summary", "description", "title", "$comment"]);

/** Everything that a value must keep to at once: references followed, `allOf` and variants of one opened. */
function conjunctsOf(
  document: OpenApiDocument,
  { parts }: Schema,
): { readonly conjuncts: readonly Located[]; readonly isNullable: boolean } {
  const conjuncts: Located[] = [];
  const seen = new Set<string>();
  const left = [...parts].reverse();
  let isNullable = false;
  for (let part = left.pop(); part; part = left.pop()) {
    const key = part.path.join("\n");
    if (seen.has(key)) continue;
    refuseBeyond(seen.size, MOST_PARTS);
    seen.add(key);
    if (referenceOf(part) !== undefined) {
      const target = document.follow(part);
      if (target) left.push(target);
      // What stands beside a reference counts since 3.1; that it may be null was always meant.
      if (document.version === "3.0") {
        isNullable ||= isTrueIn(part, "nullable");
        continue;
      }
      if (members(part).every(([name]) => BESIDE.has(name))) continue;
    }
    conjuncts.push(part);
    left.push(...[...items(member(part, "allOf"))].reverse());
    for (const keyword of ["oneOf", "anyOf"] as const) {
      const { others, hasNull } = branchesOf(document, part, keyword);
      const [only] = others;
      if (others.length === 1 && only) {
        left.push(only);
        isNullable ||= hasNull;
      } else if (hasNull) isNullable = true;
    }
  }
  return { conjuncts, isNullable };
}

/** The branches of a `oneOf` or `anyOf`, without one that lets null alone through. */
function branchesOf(
  document: OpenApiDocument,
  part: Located,
  keyword: Variants["keyword"],
): { readonly others: readonly Located[]; readonly hasNull: boolean } {
  const all = items(member(part, keyword));
  const others = all.filter((branch) => {
    const target = document.follow(branch);
    const type = target && member(target, "type")?.value;
    return !(type === "null" || (Array.isArray(type) && type.length === 1 && type[0] === "null"));
  });
  return { others, hasNull: others.length < all.length };
}

const TYPES: ReadonlySet<string> = new Set<ValueType>([
  "null",
  "boolean",
  "object",
  "array",
  "number",
  "integer",
  "string",
]);

function isType(value: unknown): value is ValueType {
  return typeof value === "string" && TYPES.has(value);
}

function typesOf(document: OpenApiDocument, part: Located): ReadonlySet<ValueType> | undefined {
  const type = member(part, "type")?.value;
  const said = (Array.isArray(type) ? type : [type]).filter(isType);
  if (said.length === 0) return undefined;
  if (document.version === "3.0" && isTrueIn(part, "nullable")) said.push("null");
  // Every integer is a number.
  return new Set(said.includes("number") ? said.filter((one) => one !== "integer") : said);
}

function intersection(a: ReadonlySet<ValueType>, b: ReadonlySet<ValueType>): ReadonlySet<ValueType> {
  const within = (set: ReadonlySet<ValueType>, type: ValueType): boolean =>
    set.has(type) || (type === "integer" && set.has("number"));
  return new Set([...[...a].filter((type) => within(b, type)), ...[...b].filter((type) => within(a, type))]);
}

function enumerationOf(part: Located): ReadonlySet<string> | undefined {
  const one = member(part, "const");
  if (one) return new Set([canonicalJson(one.value)]);
  const many = member(part, "enum");
  return many && Array.isArray(many.value) ? new Set(items(many).map(({ value }) => canonicalJson(value))) : undefined;
}

function typesOfValues(
  values: ReadonlySet<string> | undefined,
  mayBeNull: boolean,
): ReadonlySet<ValueType> | undefined {
  if (!values || values.size === 0) return undefined;
  const types = new Set([...values].map((text) => typeOfValue(JSON.parse(text))));
  if (mayBeNull) types.add("null");
  if (types.has("number")) types.delete("integer");
  return types;
}

function typeOfValue(value: unknown): ValueType {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  if (typeof value === "number") return Number.isInteger(value) ? "integer" : "number";
  if (typeof value === "boolean") return "boolean";
  return typeof value === "string" ? "string" : "object";
}

/** Who describes properties means an object, and who describes items a list, also where the type is left out. */
function typesByKeywords(
  properties: ReadonlyMap<string, Schema>,
  required: ReadonlySet<string>,
  itemParts: readonly Located[],
  prefixItems: readonly Schema[],
): ReadonlySet<ValueType> | undefined {
  if (properties.size > 0 || required.size > 0) return new Set(["object"]);
  if (itemParts.length > 0 || prefixItems.length > 0) return new Set(["array"]);
  return undefined;
}

function both(known: Schema | boolean, said: Located | undefined): Schema | boolean {
  if (!said || said.value === true || known === false) return known;
  if (said.value === false) return false;
  return known === true ? { path: said.path, parts: [said] } : { path: known.path, parts: [...known.parts, said] };
}

/** In 3.0 `exclusiveMinimum` says how `minimum` is meant; in 3.1 it is a bound of its own. */
function boundOf(part: Located, name: BoundName): Bound | undefined {
  const exclusive = name === "minimum" ? "exclusiveMinimum" : name === "maximum" ? "exclusiveMaximum" : undefined;
  const at = member(part, name);
  const beside = exclusive === undefined ? undefined : member(part, exclusive);
  const bounds: Bound[] = [];
  if (at && typeof at.value === "number")
    bounds.push({ value: at.value, isExclusive: beside?.value === true, path: at.path });
  if (beside && typeof beside.value === "number")
    bounds.push({ value: beside.value, isExclusive: true, path: beside.path });
  return bounds.reduce<Bound | undefined>(
    (known, bound) => tighter(known, bound, name.startsWith("min") ? "lower" : "upper"),
    undefined,
  );
}

/** The one of two bounds that lets less through. */
export function tighter(a: Bound | undefined, b: Bound, side: "lower" | "upper"): Bound {
  if (!a) return b;
  if (a.value === b.value) return a.isExclusive ? a : b;
  return (side === "lower" ? a.value > b.value : a.value < b.value) ? a : b;
}
