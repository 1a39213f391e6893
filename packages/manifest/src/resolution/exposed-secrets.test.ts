import { isJsonObject, type Json, type JsonObject } from "@towpath/core";
import { describe, expect, test } from "vitest";
import { schemaDocument } from "../generated/schemas.ts";
import { tried } from "../testing/resolved.ts";

type Path = readonly string[];

/** Every place of a manifest that can hold a text, by its schema: `NAME` for any name, `0` for an item of a list. */
function textPaths(schema: Json | undefined, root: JsonObject, path: Path = [], depth = 0): readonly Path[] {
  if (!isJsonObject(schema)) return schema === true ? [[...path]] : [];
  if (depth > 12) return [];
  const { $ref, type, items, properties, additionalProperties } = schema;
  const referred = typeof $ref === "string" ? textPaths(definition(root, $ref), root, path, depth + 1) : [];
  const types = [type].flat();
  const texts = types.includes("string") ? [path] : [];
  const listed = textPaths(items, root, [...path, "0"], depth + 1);
  const members = isJsonObject(properties)
    ? Object.entries(properties).flatMap(([name, member]) => textPaths(member, root, [...path, name], depth + 1))
    : [];
  const others = textPaths(additionalProperties, root, [...path, "NAME"], depth + 1);
  const distinct = new Map(
    [...referred, ...texts, ...listed, ...members, ...others].map((one) => [one.join("."), one]),
  );
  return [...distinct.values()];
}

function definition(root: JsonObject, reference: string): Json | undefined {
  let found: Json | undefined = root;
  for (const segment of reference.replace(/^#\/?/, "").split("/"))
    if (segment !== "") found = isJsonObject(found) ? found[segment] : undefined;
  return found;
}

/** Where a secret may flow: nobody but the workload, or the resource, gets to see it. */
const SAFE = [
  /^(environments\.NAME\.)?(workload|workloads\.NAME)(\.containers\.NAME)?\.variables\.NAME$/,
  /^(environments\.NAME\.)?(workload|workloads\.NAME)(\.containers\.NAME)?\.files\.NAME\.content$/,
  /^(environments\.NAME\.)?resources\.NAME\.settings\.NAME$/,
];

const service = schemaDocument("service.json");
// A Score file's own reader heeds what is said of it.
const paths = textPaths(service, service).filter((path) => !path.includes("score"));

describe.each([["${secrets.key}"], ["${resources.db.url}"]])("%s", (placeholder) => {
  test("the schema has many places for texts", () => {
    expect(paths.length).toBeGreaterThan(120);
    for (const safe of SAFE) expect(paths.some((path) => safe.test(path.join(".")))).toBe(true);
  });

  test.each(paths.map((path) => [path.join("."), path] as const))("%s", (name, path) => {
    const { findings } = tried(JSON.stringify(manifestWith(path, `x ${placeholder}`)));
    const exposed = findings.filter(({ code }) => code === "manifest/secret-exposed");
    if (SAFE.some((safe) => safe.test(name))) {
      expect(exposed).toEqual([]);
      return;
    }
    const address = path.map((segment) => NAMES.get(segment) ?? segment).join(".");
    const own = address.replace(/^environments\.dev\./, "").replace(/^workload\./, "workloads.main.");
    const refused = findings.filter(
      ({ code, address: at }) =>
        code !== "manifest/secret-exposed" && code !== "manifest/missing-key" && own.startsWith(at) && at !== "",
    );
    // Either its pattern leaves no room for a placeholder, or it is said with both places.
    if (refused.length > 0 && exposed.length === 0) expect(refused[0]?.level).toBe("mandatory");
    else {
      expect(exposed.length).toBeGreaterThan(0);
      for (const one of exposed) expect(one.places.length).toBeGreaterThan(1);
    }
  });
});

const NAMES = new Map([["NAME", "dev"]]);

/** What a mapping needs beside the text, by the key that it stands below. */
const BESIDE = new Map([
  ["links", { title: "x", url: "https://acme.example" }],
  ["httpHeaders", { name: "X-Key", value: "x" }],
  ["volumes", { source: "data" }],
]);

/** A manifest that holds a text at a path, and as little else as can be. */
function manifestWith(path: Path, text: string): Json {
  const base: Record<string, unknown> = {
    apiVersion: "towpath.dev/v1",
    kind: "Service",
    metadata: { name: "orders" },
    resources: { db: { type: "postgres" }, dev: { type: "bucket" } },
    secrets: { key: { from: "vault:key" } },
  };
  let at: Record<string, unknown> | unknown[] = base;
  for (const [index, segment] of path.entries()) {
    const key = NAMES.get(segment) ?? segment;
    const isLast = index === path.length - 1;
    const next = path[index + 1] === "0" ? [] : { ...BESIDE.get(path[index - 1] ?? "") };
    const before: unknown = Reflect.get(at, key);
    const value: unknown = isLast ? text : (before ?? next);
    Reflect.set(at, key, value);
    if (!isLast && typeof value === "object" && value !== null) at = Array.isArray(value) ? value : Object(value);
  }
  const json: Json = JSON.parse(JSON.stringify(base));
  return json;
}
