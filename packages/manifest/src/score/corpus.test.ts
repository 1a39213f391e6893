import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isJsonObject, type Json, type JsonObject } from "@towpath/core";
import { Ajv2020 } from "ajv/dist/2020.js";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { validateScore } from "../generated/score.ts";
import { scored } from "../testing/scored.ts";

const CORPUS = join(import.meta.dirname, "../../../../../shared/corpora/score");
const isThere = existsSync(CORPUS);
if (!isThere) console.log(`Left out: there is no ${CORPUS} with the Score project's own documents.`);

interface Vector {
  readonly name: string;
  readonly valid: boolean;
  /** The pointer that the Score project's own validator names. */
  readonly message: string;
  readonly doc: JsonObject;
}

/** Valid by the schema, and by the specification no more: references to what is not there fail. */
const DANGLING = new Map([
  ["resources is empty", "manifest/unknown-resource"],
  ["containers.*.before with valid ready condition", "manifest/unknown-container"],
  ["containers.*.before with started ready condition", "manifest/unknown-container"],
  ["containers.*.before with healthy ready condition", "manifest/unknown-container"],
]);

// The documents are another project's and are not kept in this repository: left out where they do not lie beside it.
describe.skipIf(!isThere)("the Score project's own documents", () => {
  const vectors = isThere ? readVectors() : [];

  test("agree", () => {
    const different = vectors.filter(({ doc, valid }) => validateScore(doc) !== valid).map(({ name }) => name);
    console.log(`${vectors.length - different.length} of ${vectors.length} documents of the Score project agree.`);
    expect(different).toEqual([]);
  });

  test.each(vectors.filter(({ valid }) => !valid))("$name: refused at its place", ({ doc, message }) => {
    const { service, findings } = scored({ "score.yaml": JSON.stringify(doc, null, 2) });
    expect(findings).not.toEqual([]);
    for (const { places, message: said } of findings) {
      expect(places[0]).toMatchObject({ file: "score.yaml", range: { start: { line: expect.any(Number) } } });
      expect(said).not.toMatch(/undefined|\[object|something else/);
    }
    const pointers = findings.map(({ places }) => places[0]?.pointer ?? "");
    if (message.startsWith("/")) expect(pointers.some((pointer) => pointer.startsWith(message))).toBe(true);
    if (service) expect(service.file).toBe("score.yaml");
  });

  test.each(vectors.filter(({ valid }) => valid))("$name: reaches the graph", ({ name, doc }) => {
    const { graph, findings, text } = scored({ "score.yaml": JSON.stringify(doc, null, 2) });
    const dangling = DANGLING.get(name);
    if (dangling !== undefined) {
      expect(new Set(findings.map(({ code }) => code))).toEqual(new Set([dangling]));
      return;
    }
    expect(text).toBe("");
    expect(graph?.workloads).toHaveLength(1);
  });
});

// The same holds for the schema that ours is held against.
describe.skipIf(!isThere)("the schema of Score files", () => {
  // Not strict: it is not our schema, and uses words in ways that ajv warns of.
  const ajv = new Ajv2020({ strict: false });
  const isValid = isThere ? ajv.compile(schemaOf(readJson("score-v1b1.json"))) : () => false;
  const documents = isThere ? readVectors().map(({ doc }) => doc) : [];
  const runs = process.env["TOWPATH_LONG"] ? 50_000 : 3_000;

  test("says the same as the Score project's, of documents that were changed at random", () => {
    let valid = 0;
    const law = fc.property(
      fc.constantFrom(...documents),
      fc.array(change, { minLength: 1, maxLength: 4 }),
      (doc, all) => {
        const changed = all.reduce<Json>(applied, doc);
        valid += Number(isValid(changed));
        expect([changed, validateScore(changed)]).toEqual([changed, isValid(changed)]);
      },
    );
    fc.assert(law, { numRuns: runs });
    console.log(`${valid} of ${runs} changed documents are valid, by both schemas.`);
    expect(valid).toBeGreaterThan(runs / 100);
  });
});

const scrap: fc.Arbitrary<Json> = fc.oneof(
  fc.constantFrom<Json>(
    null,
    true,
    false,
    0,
    1,
    80,
    65_535,
    65_536,
    -1,
    1.5,
    "",
    "a",
    "ab",
    "A-b",
    "a.b",
    "-a",
    "${x}",
    "$",
  ),
  fc.constantFrom<Json>(
    "0644",
    "888",
    "TCP",
    "UDP",
    "tcp",
    "HTTP",
    "started",
    "complete",
    "1.5Gi",
    "0.5",
    "500m",
    "01Mi",
  ),
  fc.constantFrom<Json>(
    [],
    {},
    ["x"],
    [1],
    { a: 1 },
    { content: "x" },
    { source: "y" },
    { target: "/a", content: "x" },
  ),
  fc.constantFrom<Json>({ ready: "healthy" }, { port: 1 }, { image: "x" }, { type: "ab" }, { exec: { command: [] } }),
  fc.constantFrom<Json>(
    [{ target: "/a", content: "x" }],
    [{ source: "x" }],
    [{ target: "", source: "x" }],
    "a".repeat(64),
  ),
  fc.string({ maxLength: 3 }),
);
const KEYS = [
  ...[
    "content",
    "binaryContent",
    "source",
    "target",
    "mode",
    "noExpand",
    "readOnly",
    "path",
    "id",
    "class",
    "params",
    "type",
  ],
  ...[
    "metadata",
    "annotations",
    "service",
    "ports",
    "resources",
    "containers",
    "before",
    "image",
    "command",
    "args",
    "x",
  ],
  ...[
    "livenessProbe",
    "readinessProbe",
    "httpGet",
    "exec",
    "host",
    "scheme",
    "limits",
    "cpu",
    "memory",
    "aa.bb/cc",
    "A=b",
  ],
];
const change = fc.record({
  at: fc.nat(400),
  kind: fc.constantFrom<"set" | "remove" | "add">("set", "remove", "add"),
  key: fc.constantFrom(...KEYS),
  value: scrap,
});

/** A document with one of its parts set or taken out, or with one more. */
function applied(
  document: Json,
  { at, kind, key, value }: typeof change extends fc.Arbitrary<infer C> ? C : never,
): Json {
  const all = pathsOf(document);
  const path = all[at % all.length] ?? [];
  const rebuilt = (now: Json, rest: readonly string[]): Json => {
    const [first, ...more] = rest;
    if (first === undefined)
      return kind === "add" && isJsonObject(now) ? { ...now, [key]: value } : kind === "set" ? value : now;
    const isGone = kind === "remove" && more.length === 0;
    if (Array.isArray(now)) {
      const items: readonly Json[] = now;
      return items.flatMap((item, index) => (String(index) !== first ? [item] : isGone ? [] : [rebuilt(item, more)]));
    }
    if (!isJsonObject(now)) return now;
    const members = Object.entries(now).filter(([name]) => !(isGone && name === first));
    return Object.fromEntries(members.map(([name, member]) => [name, name === first ? rebuilt(member, more) : member]));
  };
  return rebuilt(document, path);
}

function pathsOf(value: Json): readonly (readonly string[])[] {
  if (typeof value !== "object" || value === null) return [[]];
  return [[], ...Object.entries(value).flatMap(([key, member]) => pathsOf(member).map((path) => [key, ...path]))];
}

function readVectors(): readonly Vector[] {
  const read = readJson("schema-vectors.json");
  if (!Array.isArray(read)) throw new TypeError("The documents of the Score project are a list.");
  const all: readonly unknown[] = read;
  return all.map((one) => {
    const { name, valid, message, doc } = isJsonObject(one) ? one : {};
    if (typeof name !== "string" || typeof message !== "string" || doc === undefined || !isJsonObject(doc))
      throw new TypeError("A document of the Score project has a name, a message and what it holds.");
    return { name, valid: valid === true, message, doc };
  });
}

function readJson(name: string): unknown {
  return JSON.parse(readFileSync(join(CORPUS, name), "utf8"));
}

function schemaOf(value: unknown): JsonObject {
  if (!isJsonObject(value)) throw new TypeError("The schema of the Score project is an object.");
  return value;
}
