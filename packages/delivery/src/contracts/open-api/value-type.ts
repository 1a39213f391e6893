import { isTrueIn, type Located, member, type OpenApiDocument } from "./open-api-document.ts";

/** Types of JSON; an integer is a number too. */
export type ValueType = "null" | "boolean" | "object" | "array" | "number" | "integer" | "string";

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

/** What a part says of the type; undefined where it says nothing. */
export function typesOf(document: OpenApiDocument, part: Located): ReadonlySet<ValueType> | undefined {
  const type = member(part, "type")?.value;
  const said = (Array.isArray(type) ? type : [type]).filter(isType);
  if (said.length === 0) return undefined;
  if (document.version === "3.0" && isTrueIn(part, "nullable")) said.push("null");
  // Every integer is a number.
  return new Set(said.includes("number") ? said.filter((one) => one !== "integer") : said);
}

/** What both let through: an integer passes for a number. */
export function intersection(a: ReadonlySet<ValueType>, b: ReadonlySet<ValueType>): ReadonlySet<ValueType> {
  const within = (set: ReadonlySet<ValueType>, type: ValueType): boolean =>
    set.has(type) || (type === "integer" && set.has("number"));
  return new Set([...[...a].filter((type) => within(b, type)), ...[...b].filter((type) => within(a, type))]);
}

/** The types of values in canonical JSON. */
export function typesOfValues(
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
export function typesByKeywords(
  properties: ReadonlyMap<string, unknown>,
  required: ReadonlySet<string>,
  itemParts: readonly unknown[],
  prefixItems: readonly unknown[],
): ReadonlySet<ValueType> | undefined {
  if (properties.size > 0 || required.size > 0) return new Set(["object"]);
  if (itemParts.length > 0 || prefixItems.length > 0) return new Set(["array"]);
  return undefined;
}
