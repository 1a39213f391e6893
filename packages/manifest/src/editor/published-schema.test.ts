import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isJsonObject, type Json, type JsonObject } from "@towpath/core";
import { Ajv } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { editorSchema } from "../generated/editor-schemas.ts";
import { EDITOR_KEYWORDS } from "./editor-texts.ts";
import { publishedSchema } from "./published-schema.ts";

const folder = join(import.meta.dirname, "../../schemas/v1");
const files = [
  "platform.json",
  "policy-pack.json",
  "policy-rule.json",
  "resource-type.json",
  "score.json",
  "service.json",
  "waivers.json",
];

/** What needs no explanation. */
const PROTOCOLS = new Set(["TCP", "HTTP"]);

test("every schema is published", () => expect(readdirSync(folder).sort()).toEqual(files));

describe.each(files)("%s as it is published", (file) => {
  const schema = publishedSchema(file, editorSchema);

  test("is the file at its address", () => {
    expect(schema["$id"]).toBe(`https://towpath.dev/schemas/v1/${file}`);
    expect(JSON.parse(readFileSync(join(folder, file), "utf8"))).toEqual(schema);
  });

  test("is a schema by the metaschema, without a keyword that nobody knows", () => {
    const ajv = new Ajv2020({ strict: true, strictRequired: false, strictTypes: false });
    ajv.addVocabulary(["x-expected", ...EDITOR_KEYWORDS]);
    expect(ajv.validateSchema(schema)).toBe(true);
    expect(() => ajv.compile(schema)).not.toThrow();
  });

  test("refers to nothing outside of itself", () => {
    const outside = subschemas(schema, "#").flatMap(([, { $ref }]) =>
      typeof $ref === "string" && !$ref.startsWith("#/$defs/") ? [$ref] : [],
    );
    expect(outside).toEqual([]);
  });

  test("has a text for every key, and for every one of several values", () => {
    const silent = properties(schema).filter(([, one]) => text(one, schema) === undefined);
    expect(silent.map(([at]) => at)).toEqual([]);
    const unexplained = subschemas(schema, "#").filter(([at, { enum: values, enumDescriptions: texts = [] }]) =>
      isList(values) && isList(texts) && !at.endsWith("/propertyNames") && !PROTOCOLS.has(String(values[0]))
        ? texts.length !== values.length
        : false,
    );
    expect(unexplained.map(([at]) => at)).toEqual([]);
  });

  test("has texts that are sentences, short enough to be read under a pointer", () => {
    const texts = subschemas(schema, "#").flatMap(([at, { description }]) =>
      typeof description === "string" ? [[at, description] as const] : [],
    );
    expect(texts.filter(([, one]) => !/^[\p{Lu}\d].*[.}]$/su.test(one) || one.length > 200)).toEqual([]);
  });

  test("has titles in words", () => {
    const titles = subschemas(schema, "#").flatMap(([, { title }]) => (typeof title === "string" ? [title] : []));
    expect(titles.filter((title) => /[a-z][A-Z]/.test(title))).toEqual([]);
  });
});

test("a reader of draft-07 can use them, also one that ignores what stands beside a reference", () => {
  const { $schema: _, $id: __, ...schema } = publishedSchema("service.json", editorSchema);
  const plain: unknown = JSON.parse(JSON.stringify(schema), (_key, value: unknown) =>
    isJsonObject(value) && typeof value["$ref"] === "string" ? { $ref: value["$ref"] } : value,
  );
  const ajv = new Ajv({ strict: false });
  const resources = { db: { type: "postgres", version: "17" } };
  for (const one of [schema, isJsonObject(plain) ? plain : {}]) {
    const isService = ajv.compile(one);
    expect(isService({ apiVersion: "towpath.dev/v1", kind: "Service", metadata: { name: "orders" }, resources })).toBe(
      true,
    );
    expect(isService({ apiVersion: "towpath.dev/v1", kind: "Service", metadata: { name: "Orders" }, resources })).toBe(
      false,
    );
  }
});

test("null takes out what a service says, in overlays and nowhere else", () => {
  const isService = new Ajv2020({ strict: false }).compile(publishedSchema("service.json", editorSchema));
  const service = (more: JsonObject) => ({
    apiVersion: "towpath.dev/v1",
    kind: "Service",
    metadata: { name: "orders" },
    ...more,
  });
  const overlay = {
    workload: { route: null, variables: { HOST: null } },
    resources: { db: null, queue: { size: null } },
  };
  expect(isService(service({ environments: { dev: overlay } }))).toBe(true);
  expect(isService(service({ workload: { route: null } }))).toBe(false);
  expect(isService(service({ resources: { db: null } }))).toBe(false);
});

function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

type Found = readonly (readonly [at: string, schema: JsonObject])[];

function subschemas(schema: JsonObject, at: string): Found {
  const inside = Object.entries(schema).flatMap(([keyword, value]): Found => {
    if (["properties", "$defs"].includes(keyword) && isJsonObject(value))
      return Object.entries(value).flatMap(([name, one]) => below(one, `${at}/${keyword}/${name}`));
    if (["allOf", "anyOf", "oneOf"].includes(keyword) && isList(value))
      return value.flatMap((one, index) => below(one, `${at}/${keyword}/${index}`));
    return ["items", "additionalProperties", "propertyNames", "if", "then", "else", "not"].includes(keyword)
      ? below(value, `${at}/${keyword}`)
      : [];
  });
  return [[at, schema], ...inside];
}

function below(value: Json, at: string): Found {
  return isJsonObject(value) ? subschemas(value, at) : [];
}

function properties(schema: JsonObject): Found {
  return subschemas(schema, "#").filter(([at]) => /\/(properties\/[^/]+|additionalProperties)$/.test(at));
}

/** What an editor shows: the schema's own description, or that of what it refers to. */
function text(schema: JsonObject, root: JsonObject): string | undefined {
  const { description, $ref } = schema;
  if (typeof description === "string") return description;
  const definitions = root["$defs"];
  const name = typeof $ref === "string" ? $ref.replace("#/$defs/", "") : "";
  const referred = isJsonObject(definitions) ? definitions[name] : undefined;
  return isJsonObject(referred) ? text(referred, root) : undefined;
}
