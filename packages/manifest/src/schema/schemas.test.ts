import { join } from "node:path";
import { nodeFiles } from "@towpath/core";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { schemas } from "../generated/schemas.ts";
import { loadPlatform } from "../platform/load-platform.ts";
import { memberOf } from "./violation.ts";

const ajv = new Ajv2020({ schemas: Object.values(schemas), strict: false });

describe.each(Object.entries(schemas))("the schema of %s", (_, schema) => {
  test("has examples that it takes", () => {
    expect(examples(schema, `${schema.$id}#`).filter(([at, value]) => !ajv.validate({ $ref: at }, value))).toEqual([]);
  });

  test("says for people what a form is, not only by a pattern", () => {
    const silent = patterns(schema, "").filter(([, expected]) => expected === undefined);
    expect(silent.map(([at]) => at).filter((at) => !at.includes("ruleLevel"))).toEqual([]);
  });
});

test("the starter platform is one that can be used", () => {
  const { value, findings } = loadPlatform(undefined, nodeFiles, "/");
  expect(findings).toEqual([]);
  expect([...(value?.types.keys() ?? [])]).toEqual(["bucket", "mysql", "postgres", "queue", "redis"]);
  expect(value).toMatchObject({ name: "starter", isStarter: true, environments: ["dev"], levels: {}, packs: [] });
  expect(value?.isLocal("dev")).toBe(true);
});

test("the starter platform is what its files say, in every place", () => {
  const folder = join(import.meta.dirname, "../../starter");
  const { value: read, findings } = loadPlatform(".", nodeFiles, folder);
  const { value: built } = loadPlatform(undefined, nodeFiles, "/");
  expect(findings).toEqual([]);
  expect(built?.digest).toBe(read?.digest);
  expect([...(built?.types.keys() ?? [])]).toEqual([...(read?.types.keys() ?? [])]);
  const pairs = [
    [built, read],
    ...[...(read?.types.keys() ?? [])].map((name) => [built?.types.get(name), read?.types.get(name)]),
  ];
  for (const [one, other] of pairs) {
    expect(one?.document).toEqual(other?.document);
    for (const path of paths(other?.source.value)) {
      expect(one?.source.placeOfValue(path).range).toEqual(other?.source.placeOfValue(path).range);
      expect(one?.source.placeOfKey(path).range).toEqual(other?.source.placeOfKey(path).range);
    }
  }
});

function paths(value: unknown): readonly (readonly string[])[] {
  if (typeof value !== "object" || value === null) return [[]];
  return [[], ...Object.entries(value).flatMap(([key, member]) => paths(member).map((path) => [key, ...path]))];
}

function examples(schema: unknown, at: string): readonly (readonly [string, unknown])[] {
  if (typeof schema !== "object" || schema === null) return [];
  const own = memberOf(schema, "examples");
  const here = Array.isArray(own) && !at.endsWith("/properties") ? own.map((value) => [at, value] as const) : [];
  return [
    ...here,
    ...Object.entries(schema).flatMap(([key, member]) =>
      key === "examples"
        ? []
        : examples(member, `${at}/${encodeURIComponent(key.replaceAll("~", "~0").replaceAll("/", "~1"))}`),
    ),
  ];
}

function patterns(schema: unknown, at: string): readonly (readonly [string, unknown])[] {
  if (typeof schema !== "object" || schema === null) return [];
  const here = typeof memberOf(schema, "pattern") === "string" ? [[at, memberOf(schema, "x-expected")] as const] : [];
  return [...here, ...Object.entries(schema).flatMap(([key, member]) => patterns(member, `${at}/${key}`))];
}
