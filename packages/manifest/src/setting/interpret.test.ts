import type { Json } from "@towpath/core";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, test as example, expect } from "vitest";
import type { NestedSetting } from "../generated/resource-type.ts";
import { fc, test } from "../testing/property.ts";
import { interpret } from "./interpret.ts";
import { patternFlaw } from "./pattern.ts";

const ajv = new Ajv2020({ strict: false });
const leaf = fc.oneof(
  fc.record(
    {
      type: fc.constant("integer" as const),
      minimum: fc.integer({ min: -3, max: 3 }),
      maximum: fc.integer({ min: -3, max: 9 }),
    },
    { requiredKeys: ["type"] },
  ),
  fc.record(
    { type: fc.constant("number" as const), minimum: fc.integer({ min: -3, max: 3 }) },
    { requiredKeys: ["type"] },
  ),
  fc.record(
    {
      type: fc.constant("string" as const),
      minLength: fc.nat(3),
      maxLength: fc.nat(5),
      pattern: fc.constantFrom("^a", "b$", "^[a-c]*$"),
    },
    { requiredKeys: ["type"] },
  ),
  fc.record({ type: fc.constant("boolean" as const) }),
  fc.record({ enum: fc.constant<[unknown, ...unknown[]]>([1, "a", [1], { a: 1 }]) }),
  fc.record({ const: fc.constantFrom<unknown>(1, "a", true, [1, 2]) }),
);
const { definition } = fc.letrec<{ definition: NestedSetting }>((tie) => ({
  definition: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    leaf,
    fc.record({ type: fc.constant("array" as const), items: tie("definition") }),
    fc.record(
      {
        type: fc.constant("object" as const),
        properties: fc.dictionary(fc.constantFrom("a", "b"), tie("definition"), { minKeys: 1 }),
        required: fc.subarray(["a", "b"]),
      },
      { requiredKeys: ["type", "properties"] },
    ),
  ),
}));
const { value } = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    fc.integer({ min: -5, max: 10 }),
    fc.constantFrom<Json>("a", "abc", "bb", "", true, null, 1.5, [1], [1, 2], { a: 1 }),
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom("a", "b", "c"), tie("value"), { maxKeys: 2 }),
  ),
}));

describe("the settings' interpreter", () => {
  test("says what a JSON Schema validator says", [definition, value], (schema, candidate) => {
    const isValid = ajv.validate(closed(schema), candidate);
    expect(interpret(schema, candidate).length === 0).toBe(isValid);
  });

  example("says where in the value and what was expected", () => {
    const schema: NestedSetting = { type: "object", properties: { days: { type: "integer", minimum: 7 } } };
    expect(interpret(schema, { days: 3, weeks: 1 })).toMatchObject([
      { kind: "bound", path: ["days"], found: 3, expected: "at least 7" },
      { kind: "type", path: ["weeks"], found: 1, expected: "a name that it has: days" },
    ]);
  });

  example.each(["(a+)+$", "(a|a)*$", "^(a*)*$", "(?=a)b", "(a)\\1", "(", "a*b*c*d*e*f*g*h*"])(
    "refuses the pattern %s",
    (pattern) => {
      expect(patternFlaw(pattern)).toBeDefined();
    },
  );

  example.each(["^[a-z][a-z0-9-]*$", "^(a|b)$", "^[A-Za-z0-9_.@-]+$", "^\\d{4}-\\d{2}$"])(
    "takes the pattern %s",
    (pattern) => {
      expect(patternFlaw(pattern)).toBeUndefined();
    },
  );
});

/** In settings a mapping has the properties that it names and no others. */
function closed(schema: NestedSetting): object {
  const { items, properties, ...rest } = schema;
  return {
    ...rest,
    ...(items ? { items: closed(items) } : {}),
    ...(properties
      ? {
          properties: Object.fromEntries(Object.entries(properties).map(([name, one]) => [name, closed(one)])),
          additionalProperties: false,
        }
      : {}),
  };
}
