import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isJsonObject, type Json, type JsonObject } from "@towpath/core";
import { Ajv2020 } from "ajv/dist/2020.js";
import fc from "fast-check";
import { expect, test } from "vitest";
import { schemaFlaws } from "../schema/holds-schema.ts";
import { ARTIFACT, COMMIT, PREDICATES, sample } from "../testing/samples.ts";
import { PREDICATE_NAMES, PREDICATE_TYPES } from "./predicate-type.ts";
import { predicateOf, readStatement, schemaNamed, statement } from "./statement.ts";
import { digestSubject, subjectKeys } from "./subject.ts";

test("each kind of statement is what its schema says", () => {
  for (const name of PREDICATE_NAMES) {
    const made = sample(name);
    expect(made).toMatchObject({ _type: "https://in-toto.io/Statement/v1", predicateType: PREDICATE_TYPES[name] });
    expect(predicateOf(made, name)).toEqual(PREDICATES[name]);
    expect(subjectKeys(made.subject)).toEqual([ARTIFACT, `git:${COMMIT}`]);
  }
});

test("what a schema does not let through is named with its place", () => {
  const wrong = {
    ...sample("deployment"),
    predicate: { ...PREDICATES.deployment, verdict: "fine", number: 0, extra: 1 },
  };
  expect(() => readStatement(JSON.parse(JSON.stringify(wrong)))).toThrow(
    /\/extra is not known; \/number must be at least 1; \/verdict must be one of "succeeded"/,
  );
  expect(() => statement([digestSubject("sha256:12")], "test-result", PREDICATES["test-result"])).toThrow(
    /\/subject\/0\/digest\/sha256 must look like/,
  );
  expect(() =>
    readStatement(JSON.parse(JSON.stringify({ ...sample("sbom"), predicateType: "https://spdx.dev/Document" }))),
  ).toThrow(/Nothing is known of statements of the type "https:\/\/spdx.dev\/Document"/);
  expect(() => readStatement(null)).toThrow(/must be an object/);
});

test("a subject without a digest that is known of is refused", () => {
  const odd = { ...sample("sbom"), subject: [{ digest: { md5: "d".repeat(32) } }] };
  expect(() => readStatement(JSON.parse(JSON.stringify(odd)))).toThrow(/names no sha256 and no gitCommit/);
});

const folder = join(import.meta.dirname, "../../schemas");

test("every schema is generated, and the reader of schemas says what Ajv says", () => {
  const ajv = new Ajv2020({ strict: true, strictRequired: false, allowUnionTypes: true, keywords: ["x-expected"] });
  const samples: readonly Json[] = Object.values(PREDICATES).map((one) => JSON.parse(JSON.stringify(one)));
  const files = readdirSync(folder);
  expect(files.map((file) => file.replace(".json", "")).sort()).toEqual(
    ["controls", "statement", ...PREDICATE_NAMES].sort(),
  );
  for (const file of files) {
    const schema: JsonObject = JSON.parse(readFileSync(join(folder, file), "utf8"));
    const validate = ajv.compile(schema);
    fc.assert(
      fc.property(fc.constantFrom(...samples).chain(damaged), (value) => {
        expect(schemaFlaws(schema, value).length === 0).toBe(validate(value));
      }),
      { numRuns: 300 },
    );
  }
});

test("a keyword that the reader of schemas does not know lets nothing through", () => {
  expect(() => schemaFlaws({ uniqueItems: true }, [])).toThrow(RangeError);
  expect(() => schemaFlaws({ $ref: "#/$defs/none" }, [])).toThrow(RangeError);
  expect(schemaNamed("deployment")["$id"]).toBe("https://towpath.dev/schemas/evidence/deployment/v1");
});

/** The value with one of its members taken out, or put in the place of another, or made into something else. */
function damaged(value: Json): fc.Arbitrary<Json> {
  const paths = pathsOf(value);
  return fc
    .tuple(
      fc.constantFrom(...paths),
      fc.oneof(fc.constantFrom(undefined, null, "", 0, -1, [], {}, "x"), fc.jsonValue()),
    )
    .map(([path, put]) => JSON.parse(JSON.stringify(replaced(value, path, put) ?? null)));
}

function pathsOf(value: Json, at: readonly string[] = []): readonly (readonly string[])[] {
  const members = isJsonObject(value) || Array.isArray(value) ? Object.entries(value) : [];
  return [at, [...at, "added"], ...members.flatMap(([name, member]: [string, Json]) => pathsOf(member, [...at, name]))];
}

function replaced(value: Json, [name, ...rest]: readonly string[], put: unknown): unknown {
  if (name === undefined) return put;
  if (Array.isArray(value)) {
    const items: readonly Json[] = value;
    return items.map((item, index) => (String(index) === name ? replaced(item, rest, put) : item));
  }
  if (!isJsonObject(value)) return put;
  return { ...value, [name]: replaced(value[name] ?? null, rest, put) };
}
