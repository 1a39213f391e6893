import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isJsonObject, type Json, type JsonObject } from "@towpath/core";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, test as example, expect } from "vitest";
import { schemaDocument, schemas } from "../generated/schemas.ts";
import { fc, test } from "../testing/property.ts";
import { type SchemaNode, schemaNode } from "./schema-node.ts";
import { validator } from "./validator.ts";

const CORPUS = join(import.meta.dirname, "../../../../../shared/corpora/score");

/** Holds a value against a schema in both ways and expects that they agree. */
function comparison(name: string, document: (name: string) => JsonObject, others: readonly JsonObject[] = []) {
  const ours = validator(name, document);
  const ajv = new Ajv2020({
    schemas: [...others],
    allErrors: true,
    verbose: true,
    strict: false,
    validateFormats: false,
    inlineRefs: false,
  });
  const { $id } = document(name);
  const theirs = (typeof $id === "string" && ajv.getSchema($id)) || ajv.compile(document(name));
  return (value: unknown): void => {
    const isRight = theirs(value);
    const expected = (theirs.errors ?? []).map(({ instancePath, keyword, params, parentSchema, data }) => {
      return { instancePath, keyword, params, parentSchema, data };
    });
    // Of a name behind a reference, only ours says that it is a name.
    expect(ours.violations(value).map(({ propertyName: _, ...rest }) => rest)).toEqual(expected);
    expect(ours(value)).toBe(isRight);
  };
}

const scrap: fc.Arbitrary<Json> = fc.constantFrom<Json>(
  ...[null, true, 0, -1, 1.5, 70_000, 1e300, "", "a", "Bad_Name", "10s", "/x", "70%", "vault:key", "😀".repeat(40)],
  ...[[], ["a"], [null, 1], {}, { a: 1 }, { "Bad_Name/~": { x: [] } }, { type: "postgres" }],
);

/** Values that are nearly what a schema says. */
function nearly(node: SchemaNode, depth = 6): fc.Arbitrary<Json> {
  if (depth <= 0) return scrap;
  const { rules } = node;
  const { ref } = rules;
  // Not before it is needed: types that hold themselves have no end.
  if (ref) return fc.constant(null).chain(() => nearly(ref, depth - 1));
  const choices: fc.Arbitrary<Json>[] = [scrap];
  const { examples } = node.schema;
  if (Array.isArray(examples)) choices.push(fc.constantFrom<Json>(...examples));
  if (rules.allowed) choices.push(fc.constantFrom(...rules.allowed));
  for (const one of [...(rules.anyOf ?? []), ...(rules.oneOf ?? []), ...(rules.allOf ?? [])])
    choices.push(nearly(one, depth - 1));
  if (rules.items) choices.push(fc.array(nearly(rules.items, depth - 1), { maxLength: 3 }));
  const other = rules.additional ? nearly(rules.additional, depth - 1) : scrap;
  const named = [...rules.properties].map(([key, property]) => [key, nearly(property, depth - 1)] as const);
  const isMapping = named.length > 0 || rules.additional !== undefined;
  if (isMapping) {
    const requiredKeys = rules.required.filter((key) => rules.properties.has(key));
    const known = fc.record(Object.fromEntries(named), { requiredKeys });
    const others = fc.dictionary(fc.constantFrom("main", "db", "Bad_Name", "a/b~c", "X"), other, { maxKeys: 2 });
    const mapping = fc.tuple(known, fc.oneof({ weight: 4, arbitrary: fc.constant({}) }, others));
    for (let weight = 0; weight < 6; weight += 1) choices.push(mapping.map(([a, b]): Json => ({ ...a, ...b })));
  }
  return fc.oneof(...choices);
}

describe.each(["service.json", "platform.json", "resource-type.json"])("%s", (name) => {
  const agree = comparison(name, schemaDocument, Object.values(schemas));
  test("is held against any document as ajv does it", [nearly(schemaNode(name, schemaDocument))], agree);
});

const SMALL: readonly JsonObject[] = [
  { anyOf: [{ type: "string", minLength: 2 }, { type: "integer" }] },
  { oneOf: [{ type: "number" }, { minimum: 1 }, { type: "string" }, { const: 70_000 }] },
  { allOf: [{ type: "object" }, { required: ["a", "type"] }, { properties: { a: { type: "string" } } }] },
  { not: { type: ["string", "null"] } },
  { const: { a: 1 } },
  { enum: [["a"], 0, {}, null] },
  { type: ["integer", "array"], minimum: 1, maximum: 100, minItems: 1, maxItems: 1, items: { type: "string" } },
  { type: "string", minLength: 2, maxLength: 39, pattern: "^[^/]*$" },
  { type: "string", maxLength: 40 },
  { type: "object", minProperties: 1, maxProperties: 1, propertyNames: { enum: ["a", "b"] } },
  { type: "object", additionalProperties: { $ref: "#/$defs/name" }, $defs: { name: { pattern: "^[a-z]+$" } } },
  { $ref: "#/$defs/any", type: "object", required: ["a"], $defs: { any: { type: ["object", "array"] } } },
  { properties: { a: { minimum: 2 } }, additionalProperties: false },
];

describe.each(SMALL.map((schema) => [JSON.stringify(schema), schema] as const))("%s", (_, schema) => {
  test(
    "is read as ajv reads it",
    [fc.oneof(scrap, nearly(schemaNode("x", () => schema)))],
    comparison("x", () => schema),
  );
});

example.each([
  [{ uniqueItems: true }, 'the keyword "uniqueItems"'],
  [{ type: "text" }, "a type that JSON has not"],
  [{ properties: { a: true } }, "a schema that is no object"],
])("a schema that says more than is checked is refused: %j", (schema, message) => {
  expect(() => validator("x.json", () => schema)({})).toThrow(message);
});

example("a reference to nothing is refused", () => {
  expect(() => validator("x.json", () => ({ $ref: "#/$defs/none" }))(1)).toThrow("there is no such schema");
});

const schemaFile = join(CORPUS, "score-v1b1.json");
// The documents are another project's and are not kept in this repository: left out where they do not lie beside it.
example.skipIf(!existsSync(schemaFile))("what others wrote is held against their schema as ajv does it", () => {
  const schema: unknown = JSON.parse(readFileSync(schemaFile, "utf8"));
  const vectors: unknown = JSON.parse(readFileSync(join(CORPUS, "schema-vectors.json"), "utf8"));
  if (!isJsonObject(schema) || !Array.isArray(vectors)) throw new TypeError("The corpus is not what it was.");
  const agree = comparison("score.json", () => schema);
  for (const { doc } of vectors) agree(doc);
  expect(vectors.length).toBeGreaterThan(100);
});
