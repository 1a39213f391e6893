import { isJsonObject, type Json, type JsonObject, own } from "@towpath/core";

/** A part of a schema. What it says is read when a value comes to it: a document uses a small part of its schema. */
export class SchemaNode {
  /** As it is written, for whoever explains a violation. */
  readonly schema: JsonObject;
  readonly #read: (schema: JsonObject) => SchemaRules;
  #rules: SchemaRules | undefined;

  constructor(schema: JsonObject, read: (schema: JsonObject) => SchemaRules) {
    this.schema = schema;
    this.#read = read;
  }

  get rules(): SchemaRules {
    this.#rules ??= this.#read(this.schema);
    return this.#rules;
  }
}

/** What a part of a schema says, looked up once. All have one shape, so that walking is fast. */
export interface SchemaRules {
  /** What `$ref` names. */
  readonly ref: SchemaNode | undefined;
  /** Types that a value may have, as bits of {@link TYPES}; 0 where it may have any. */
  readonly types: number;
  /** The values of `const` and `enum`. */
  readonly allowed: readonly Json[] | undefined;
  readonly not: SchemaNode | undefined;
  readonly anyOf: readonly SchemaNode[] | undefined;
  readonly oneOf: readonly SchemaNode[] | undefined;
  readonly allOf: readonly SchemaNode[] | undefined;
  readonly minimum: number;
  readonly maximum: number;
  readonly minLength: number;
  readonly maxLength: number;
  readonly pattern: RegExp | undefined;
  readonly minItems: number;
  readonly maxItems: number;
  readonly items: SchemaNode | undefined;
  readonly minProperties: number;
  readonly maxProperties: number;
  readonly required: readonly string[];
  readonly propertyNames: SchemaNode | undefined;
  readonly properties: ReadonlyMap<string, SchemaNode>;
  /** Undefined where others are free, false where there may be none. */
  readonly additional: SchemaNode | false | undefined;
}

/** JSON's types as bits. A whole number is an integer and a number. */
export const TYPES = { null: 1, boolean: 2, integer: 4, number: 8, string: 16, array: 32, object: 64 } as const;

const KEYWORDS = new Set([
  ...[
    "$ref",
    "type",
    "const",
    "enum",
    "not",
    "anyOf",
    "oneOf",
    "allOf",
    "minimum",
    "maximum",
    "minLength",
    "maxLength",
  ],
  ...["pattern", "minItems", "maxItems", "items", "minProperties", "maxProperties", "required", "propertyNames"],
  ...["properties", "additionalProperties"],
]);
const ANNOTATIONS = new Set([
  ...["$schema", "$id", "$defs", "$comment", "title", "description", "default", "examples", "deprecated", "x-expected"],
]);

/**
 * Reads a JSON Schema (2020-12) of the closed set of keywords that documents use.
 *
 * @param name of a schema's file, or of a part of it, as a reference names it
 * @param document a schema by the name of its file
 * @throws {TypeError} for a keyword, a type or a reference that is not known: a schema that says more than is checked
 *   would let pass what it means to refuse
 */
export function schemaNode(name: string, document: (name: string) => JsonObject): SchemaNode {
  const nodes = new Map<JsonObject, SchemaNode>();

  const nodeOf = (schema: Json | undefined, file: string): SchemaNode => {
    if (!isJsonObject(schema)) throw new TypeError(`${file} has a schema that is no object: ${JSON.stringify(schema)}`);
    const known = nodes.get(schema);
    if (known) return known;
    const node = new SchemaNode(schema, (own) => read(own, file));
    nodes.set(schema, node);
    return node;
  };

  const referred = (ref: string, file: string): SchemaNode => {
    const [other = "", path = ""] = ref.split("#");
    const target = other === "" ? file : other;
    let found: Json | undefined = document(target);
    for (const segment of path.split("/").slice(1))
      found = found !== undefined && isJsonObject(found) ? own(found, segment) : undefined;
    if (found === undefined) throw new TypeError(`${file} refers to ${ref}, and there is no such schema.`);
    return nodeOf(found, target);
  };

  const read = (schema: JsonObject, file: string): SchemaRules => {
    for (const keyword in schema)
      if (!KEYWORDS.has(keyword) && !ANNOTATIONS.has(keyword))
        throw new TypeError(`${file} uses the keyword "${keyword}", which documents are not held against.`);
    const number = (keyword: string, otherwise: number): number => {
      const value = schema[keyword];
      return typeof value === "number" ? value : otherwise;
    };
    const part = (keyword: string): SchemaNode | undefined =>
      schema[keyword] === undefined ? undefined : nodeOf(schema[keyword], file);
    const parts = (keyword: string): readonly SchemaNode[] | undefined => {
      const list = schema[keyword];
      return Array.isArray(list) ? list.map((one) => nodeOf(one, file)) : undefined;
    };
    const { $ref, properties, additionalProperties, pattern, required } = schema;
    return {
      ref: typeof $ref === "string" ? referred($ref, file) : undefined,
      types: [schema["type"] ?? []].flat().reduce<number>((bits, type) => bits | typeBit(type, file), 0),
      allowed: schema["const"] === undefined ? listOf(schema["enum"]) : [schema["const"]],
      not: part("not"),
      anyOf: parts("anyOf"),
      oneOf: parts("oneOf"),
      allOf: parts("allOf"),
      minimum: number("minimum", -Infinity),
      maximum: number("maximum", Infinity),
      minLength: number("minLength", 0),
      maxLength: number("maxLength", Infinity),
      pattern: typeof pattern === "string" ? new RegExp(pattern, "u") : undefined,
      minItems: number("minItems", 0),
      maxItems: number("maxItems", Infinity),
      items: part("items"),
      minProperties: number("minProperties", 0),
      maxProperties: number("maxProperties", Infinity),
      required: Array.isArray(required) ? required.map(String) : [],
      propertyNames: part("propertyNames"),
      properties: new Map(
        Object.entries(isJsonObject(properties) ? properties : {}).map(([key, one]) => [key, nodeOf(one, file)]),
      ),
      additional:
        additionalProperties === undefined || additionalProperties === true
          ? undefined
          : additionalProperties !== false && nodeOf(additionalProperties, file),
    };
  };

  return referred(name, "");
}

function typeBit(type: Json, file: string): number {
  const bit = new Map<Json, number>(Object.entries(TYPES)).get(type);
  if (bit === undefined) throw new TypeError(`${file} names a type that JSON has not: ${JSON.stringify(type)}`);
  return bit === TYPES.number ? TYPES.number | TYPES.integer : bit;
}

function listOf(value: Json | undefined): readonly Json[] | undefined {
  return Array.isArray(value) ? value : undefined;
}
