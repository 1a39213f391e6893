import { isJson, isJsonObject, type Json, nodeFiles } from "@towpath/core";
import { test as example, expect } from "vitest";
import { parseDocument } from "./document/parse.ts";
import { starterFiles } from "./generated/starter.ts";
import { graphDigest } from "./graph-digest.ts";
import { loadPlatform } from "./platform/load-platform.ts";
import { fc, test } from "./testing/property.ts";
import { tried } from "./testing/resolved.ts";

const MANIFEST = `apiVersion: towpath.dev/v1
kind: Service
metadata: { name: orders, owner: team-a, labels: { a: "\${environment.domain}" } }
build: { run: [npm ci], output: [dist] }
test: { run: npm test, with: [db] }
workload: &w
  run: node server.js
  port: 8080
  health: { path: /healthz, interval: 2s }
  route: { host: "x.\${environment.domain}" }
  variables: { URL: "\${resources.db.url}", KEY: "\${secrets.key}" }
resources:
  db: { type: postgres, version: "17", size: small, settings: { maxConnections: 150, extensions: [uuid] } }
  uploads: { type: bucket }
secrets: { key: { from: vault:key } }
environments: { dev: { workload: { scale: { min: 2, max: 3 } }, resources: { uploads: null } } }
`;
const DB = starterFiles["types/postgres.yaml"]?.text ?? "";
const PLATFORM = starterFiles["platform.yaml"]?.text ?? "";

const scrap = fc.oneof(
  fc.constantFrom(
    "\n",
    "  ",
    ": ",
    "- ",
    "{",
    "}",
    "[",
    "]",
    "*w",
    "&w ",
    "<<: *w",
    "null",
    "${",
    "}",
    "$",
    "'",
    '"',
    "|",
    ">",
    "#",
    "---\n",
    "!!str ",
    "\t",
    "\0",
    "__proto__: 1",
    "constructor",
    "-1",
    "1e999",
    "type: x",
  ),
  fc.string({ maxLength: 4, unit: "binary" }),
);
const mutation = fc.record({ at: fc.nat(2_000), remove: fc.nat(12), insert: scrap });
const mutations = fc.array(mutation, { minLength: 1, maxLength: 6 });

function mutated(text: string, changes: readonly { at: number; remove: number; insert: string }[]): string {
  return changes.reduce((now, { at, remove, insert }) => {
    const from = at % (now.length + 1);
    return now.slice(0, from) + insert + now.slice(from + remove);
  }, text);
}

/** What must hold of any answer: no exception, every finding whole, no graph beside an error, a graph that is JSON. */
function holds({ graph, findings }: ReturnType<typeof tried>): void {
  for (const one of findings) {
    expect(one.places[0]?.file).toBeTruthy();
    expect(one.message).not.toMatch(/undefined|\[object|NaN/);
    expect(one.message.length).toBeLessThan(2_000);
  }
  if (graph) {
    expect(isJson(JSON.parse(JSON.stringify(graph)))).toBe(true);
    expect(graphDigest(graph)).toMatch(/^sha256:/);
  }
  expect(Object.keys(Object.prototype)).toEqual([]);
}

test("a mutated manifest gets an answer", [mutations], (changes) => holds(tried(mutated(MANIFEST, changes))));

test("a mutated platform gets an answer", [mutations], (changes) =>
  holds(tried(MANIFEST, { platform: mutated(PLATFORM, changes), types: { postgres: DB } })),
);

test("a mutated resource type gets an answer", [mutations], (changes) =>
  holds(tried(MANIFEST, { platform: PLATFORM, types: { postgres: mutated(DB, changes) } })),
);

test("the order of keys never matters", [fc.array(fc.nat(), { minLength: 30, maxLength: 30 })], (order) => {
  const shuffled = JSON.stringify(
    reordered(parseDocument("", new TextEncoder().encode(MANIFEST)).document?.value ?? null, [...order]),
  );
  const [a, b] = [tried(MANIFEST).graph, tried(shuffled).graph];
  if (!a || !b) throw new Error("Both resolve.");
  expect(graphDigest(b)).toBe(graphDigest(a));
});

example("the same answer twice", () => {
  expect(JSON.stringify(tried(MANIFEST))).toBe(JSON.stringify(tried(MANIFEST)));
  expect(loadPlatform(undefined, nodeFiles, "/").value?.digest).toBe(
    loadPlatform(undefined, nodeFiles, "/x").value?.digest,
  );
});

function reordered(value: Json, order: number[]): Json {
  if (!isJsonObject(value)) return value;
  const keyed = Object.entries(value).map(([key, member]) => ({
    rank: order.pop() ?? 0,
    key,
    member: reordered(member, order),
  }));
  return Object.fromEntries(keyed.sort((a, b) => a.rank - b.rank).map(({ key, member }) => [key, member]));
}
