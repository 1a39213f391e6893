import { type Finding, isJsonObject, type Json, nodeFiles } from "@towpath/core";
import { test as example, expect } from "vitest";
import { parseDocument } from "./document/parse.ts";
import { graphDigest } from "./graph/graph-digest.ts";
import { checkPlatform } from "./platform/check/check-platform.ts";
import { loadPlatform } from "./platform/load-platform.ts";
import { acme, MANIFEST as DESIGN } from "./testing/design-documents.ts";
import { memoryFiles } from "./testing/memory-files.ts";
import { expectWhole, mutated, mutationsWith } from "./testing/mutated.ts";
import { fc, test } from "./testing/property.ts";
import { tried } from "./testing/resolved.ts";

/** Beside the design's own: what it says of containers, and anchors. */
const MANIFEST = `${DESIGN.replace("workload: ", "workload: &w ")}workloads:
  side: &side
    containers:
      web: { image: nginx, files: { /a: { content: "\${resources.db.url}" } }, before: { init: { ready: started } } }
      init: { image: init, volumes: { /v: { source: "\${resources.uploads}" } }, readiness: { exec: { command: [x] } } }
    ports: { web: { port: 80 } }
    annotations: { a: "\${metadata.name}" }
`;
const { platform: PLATFORM, types } = acme;
const { postgres: POSTGRES } = types;
const NOW = new Date("2026-11-22");

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
const mutations = mutationsWith(scrap);

function holds({ graph, findings }: ReturnType<typeof tried>): void {
  expectWhole(findings, graph);
}

test("a mutated manifest gets an answer", [mutations], (changes) => holds(tried(mutated(MANIFEST, changes), acme)));

test("a mutated platform gets an answer", [mutations], (changes) => {
  const platform = mutated(PLATFORM, changes);
  holds(tried(MANIFEST, { platform, types }));
  holds({ graph: undefined, findings: lookedThrough(platform, POSTGRES), text: "" });
});

test("a mutated resource type gets an answer", [mutations], (changes) => {
  const postgres = mutated(POSTGRES, changes);
  holds(tried(MANIFEST, { platform: PLATFORM, types: { ...types, postgres } }));
  holds({ graph: undefined, findings: lookedThrough(PLATFORM, postgres), text: "" });
});

test("a mutated module gets an answer", [mutations], (changes) => {
  const module = mutated('output "fqdn" {\n  value = "x${y}"\n}\n/* */ # x\nlocals { a = <<-E\nE\n}\n', changes);
  holds({ graph: undefined, findings: lookedThrough(PLATFORM, POSTGRES, module), text: "" });
});

/** What looking through a platform says, however broken it is. */
function lookedThrough(platform: string, postgres: string, module = ""): readonly Finding[] {
  const files = memoryFiles({
    "platform.yaml": platform,
    "types/postgres.yaml": postgres,
    "types/modules/postgres-flexible/main.tf": module,
  });
  const { value, findings } = loadPlatform("platform.yaml", files, "/repo");
  const drivers = new Map([["postgres", ["url"]]]);
  return value ? [...findings, ...checkPlatform({ platform: value, files, now: NOW, drivers })] : findings;
}

test("the order of keys never matters", [fc.array(fc.nat(), { minLength: 200, maxLength: 200 })], (order) => {
  const shuffled = JSON.stringify(
    reordered(parseDocument("", new TextEncoder().encode(MANIFEST)).document?.value ?? null, [...order]),
  );
  const [a, b] = [tried(MANIFEST, acme).graph, tried(shuffled, acme).graph];
  if (!a || !b) throw new Error("Both resolve.");
  expect(graphDigest(b)).toBe(graphDigest(a));
});

example("the same answer twice", () => {
  expect(JSON.stringify(tried(MANIFEST, acme))).toBe(JSON.stringify(tried(MANIFEST, acme)));
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
