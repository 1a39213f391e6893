import type { Json } from "@towpath/core";
import fc from "fast-check";
import { expect, test } from "vitest";
import { diffOpenApi } from "./diff-open-api.ts";
import { readOpenApi } from "./open-api-document.ts";
import { bothWays, documentOf } from "./testing/open-api.ts";

const NAMES = ["id", "total", "lines", "__proto__", "constructor", "a/b~c"];
const runs = process.env["TOWPATH_LONG"] ? 5_000 : 200;

const { schema } = fc.letrec<{ schema: Json; leaf: Json }>((tie) => ({
  schema: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    tie("leaf"),
    fc.record(
      {
        type: fc.constant("object"),
        properties: fc.dictionary(fc.constantFrom(...NAMES), tie("schema"), { maxKeys: 4 }),
        required: fc.subarray(NAMES),
        additionalProperties: fc.oneof(fc.boolean(), tie("schema")),
      },
      { requiredKeys: ["type"] },
    ),
    fc.record({ type: fc.constant("array"), items: tie("schema") }),
    fc.record({ oneOf: fc.array(tie("schema"), { maxLength: 3 }) }),
    fc.record({ anyOf: fc.array(tie("schema"), { maxLength: 3 }), not: tie("leaf") }),
    fc.record({ allOf: fc.array(tie("schema"), { maxLength: 3 }) }),
    fc.constantFrom<Json>({ $ref: "#/components/schemas/A" }, { $ref: "#/components/schemas/B" }),
  ),
  leaf: fc.oneof(
    fc.record(
      {
        type: fc.constantFrom<Json>("string", "integer", "number", "boolean", ["string", "null"]),
        format: fc.constantFrom("int32", "int64", "date", "uuid"),
        enum: fc.subarray<Json>(["a", "b", 1, null], { minLength: 1 }),
        minimum: fc.integer({ min: 0, max: 3 }),
        maxLength: fc.integer({ min: 0, max: 3 }),
        pattern: fc.constantFrom("^a", "b$"),
        multipleOf: fc.constantFrom(1, 2, 4),
        readOnly: fc.boolean(),
        writeOnly: fc.boolean(),
        deprecated: fc.boolean(),
        default: fc.constantFrom<Json>("a", 1),
      },
      { requiredKeys: ["type"] },
    ),
    fc.constantFrom<Json>(true, false, {}),
  ),
}));

const version = fc.constantFrom("3.0.3", "3.1.0");
const document = fc.tuple(schema, schema, schema, version).map(([root, A, B, of]) => bothWays(root, of, { A, B }));

test("a document against itself has no change", () => {
  fc.assert(
    fc.property(document, (one) => {
      expect(diffOpenApi(one, one)).toEqual([]);
    }),
    { numRuns: runs },
  );
});

test("what is safe from one to the next is safe from the first to the last", () => {
  const numbers: readonly Json[] = ["integer", "number", ["integer", "null"], ["integer", "string"]].flatMap((type) => [
    { type },
    { type, minimum: 1 },
    { type, minimum: 2, deprecated: true },
    { type, enum: [1, 2] },
    { type, enum: [2, 3], maximum: 3 },
    { type, multipleOf: 2 },
    { type, format: "int32" },
  ]);
  const some: readonly Json[] = [
    {},
    { a: { type: "integer" } },
    { a: { type: "number" } },
    { a: { type: "integer", readOnly: true } },
    { a: { type: "integer" }, b: {} },
  ];
  const objects: readonly Json[] = some.flatMap((properties) => [
    { type: "object", properties },
    { type: "object", properties, required: ["a"] },
    { type: "object", properties, required: ["a", "b"], additionalProperties: false },
    { type: "object", properties, additionalProperties: { type: "integer" } },
  ]);
  const lists: readonly Json[] = [{}, { type: "integer" }, { type: "number" }].flatMap((items) => [
    { type: "array", items },
    { type: "array", items, uniqueItems: true, maxItems: 3 },
  ]);
  const variants: readonly Json[] = [["string"], ["string", "boolean"], ["boolean", "string", "object"]].map(
    (types) => ({ oneOf: types.map((type) => ({ type })) }),
  );
  const all = [true, false, {}, ...numbers, ...objects, ...lists, ...variants];
  for (const where of ["request", "response"] as const) {
    const documents = all.map((of) => {
      const content = { "application/json": { schema: of } };
      const operation = where === "request" ? { requestBody: { content } } : { responses: { "200": { content } } };
      return documentOf({ openapi: "3.1.0", paths: { "/a": { post: operation } } });
    });
    const isSafe = documents.map((before) =>
      documents.map((after) => diffOpenApi(before, after).every(({ kind }) => kind === "safe")),
    );
    let chains = 0;
    for (const [a, safeFromA] of isSafe.entries())
      for (const [b, isSafeToB] of safeFromA.entries())
        for (const [c, isSafeToC] of (isSafe[b] ?? []).entries()) {
          if (!isSafeToB || !isSafeToC || a === b || b === c) continue;
          chains += 1;
          if (!safeFromA[c]) throw new Error(`${where}: ${[a, b, c].map((at) => JSON.stringify(all[at])).join(" → ")}`);
        }
    expect(chains).toBeGreaterThan(100);
  }
});

test("an optional property more breaks nobody, and one less breaks no answer that did not promise it", () => {
  fc.assert(
    fc.property(schema, schema, (inner, more) => {
      const open = (properties: Record<string, Json>): Json => ({
        type: "object",
        properties: { inner, ...properties },
      });
      const schemas = { A: { type: "string" }, B: { $ref: "#/components/schemas/A" } };
      const [before, after] = [{}, { more }].map((properties) => bothWays(open(properties), "3.1.0", schemas));
      if (!before || !after) return;
      expect(diffOpenApi(before, after).filter(({ kind }) => kind !== "safe")).toEqual([]);
      expect(diffOpenApi(after, before).filter(({ kind }) => kind === "breaking")).toEqual([]);
    }),
    { numRuns: runs },
  );
});

test("what narrows requests widens them the other way round", () => {
  fc.assert(
    fc.property(document, document, (before, after) => {
      const [there, back] = [diffOpenApi(before, after), diffOpenApi(after, before)];
      // Something differs both ways or neither way: only deprecation goes one way.
      const weighty = (changes: typeof there) => changes.some(({ code }) => !code.endsWith("deprecated"));
      expect(weighty(there)).toBe(weighty(back));
    }),
    { numRuns: runs },
  );
});

test("whatever a file holds, it is compared or refused", () => {
  const value = fc.oneof(
    fc.jsonValue(),
    fc.jsonValue().map((rest): unknown => ({ openapi: "3.1.0", paths: rest, components: rest })),
  );
  const member = fc.constantFrom(
    "paths",
    "/a",
    "get",
    "post",
    "parameters",
    "responses",
    "200",
    "content",
    "application/json",
    "schema",
    "properties",
    "allOf",
    "oneOf",
    "items",
    "$ref",
    "security",
    "servers",
    "required",
    "enum",
    "type",
    "callbacks",
    "headers",
  );
  const { shaped } = fc.letrec<{ shaped: Json }>((tie) => ({
    shaped: fc.oneof(
      { maxDepth: 8 },
      fc.constantFrom<Json>(null, true, 1, "x", "#/paths", "#/paths/~1a", "#"),
      fc.array(tie("shaped"), { maxLength: 3 }),
      fc.dictionary(member, tie("shaped"), { maxKeys: 5 }),
    ),
  }));
  const any = fc.oneof(
    value,
    shaped.map((paths): unknown => ({ openapi: "3.0.0", paths, components: paths })),
  );
  fc.assert(
    fc.property(any, any, (a, b) => {
      const [before, after] = [a, b].map((one) => readOpenApi("a.json", Buffer.from(JSON.stringify(one))));
      if (!before || !after || "unread" in before || "unread" in after) return;
      expect(diffOpenApi(before.document, before.document)).toEqual([]);
      for (const change of diffOpenApi(before.document, after.document)) expect(change.place.file).toBe("a.json");
    }),
    { numRuns: runs * 2 },
  );
});
