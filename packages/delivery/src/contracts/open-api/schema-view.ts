import { canonicalJson, isJsonObject } from "@towpath/core";
import type { BoundName } from "../contract-change.ts";
import { BOUNDS, type Bound, boundOf, tighter } from "./bound.ts";
import { branchesOf, conjunctsOf, type Variants } from "./conjuncts.ts";
import { isTrueIn, items, type Located, member, members, type OpenApiDocument, textIn } from "./open-api-document.ts";
import { intersection, typesByKeywords, typesOf, typesOfValues, type ValueType } from "./value-type.ts";

/** A schema: everything that a value must keep to. Nothing in `parts` lets any value through. */
export interface Schema {
  /** Where it stands, or where it would. */
  readonly path: readonly string[];
  readonly parts: readonly Located[];
}

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

/** Puts together what a schema says. */
export function schemaView(document: OpenApiDocument, schema: Schema): SchemaView {
  const { conjuncts, isNullable } = conjunctsOf(document, schema.parts);
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

function enumerationOf(part: Located): ReadonlySet<string> | undefined {
  const one = member(part, "const");
  if (one) return new Set([canonicalJson(one.value)]);
  const many = member(part, "enum");
  return many && Array.isArray(many.value) ? new Set(items(many).map(({ value }) => canonicalJson(value))) : undefined;
}

function both(known: Schema | boolean, said: Located | undefined): Schema | boolean {
  if (!said || said.value === true || known === false) return known;
  if (said.value === false) return false;
  return known === true ? { path: said.path, parts: [said] } : { path: known.path, parts: [...known.parts, said] };
}
