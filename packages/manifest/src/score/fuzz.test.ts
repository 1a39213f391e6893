import { isBlocking, isJsonObject, type JsonObject } from "@towpath/core";
import { test as example, expect } from "vitest";
import { graphDigest } from "../graph/graph-digest.ts";
import { expectWhole, mutated, mutationsWith } from "../testing/mutated.ts";
import { fc, test } from "../testing/property.ts";
import { SCORE_SOURCES, scoreDocuments } from "../testing/score-documents.ts";
import { scored } from "../testing/scored.ts";

const SCORE = `apiVersion: score.dev/v1b1
metadata:
  name: orders
  region: &r { name: north }
  annotations: { towpath.dev/owner: team-a, towpath.dev/environments: "dev, prod", aa.bb/cc: x }
service: { ports: { www: { port: 80, targetPort: 8080 } } }
containers:
  web:
    image: nginx
    args: ["\${x}"]
    variables: { URL: "\${resources.db.host}", R: "\${metadata.region.name}" }
    files:
      - { target: /a, source: filled.txt, mode: "0600" }
      - { target: /b, content: "$\${x} \${metadata.name}", noExpand: true }
    volumes: { /data: { source: "\${resources.disk}" } }
    before: { side: { ready: started } }
    livenessProbe: { httpGet: { path: /a, port: 80 } }
  side: { image: envoy, resources: { limits: { cpu: "1" } } }
resources:
  db: { type: postgres, class: large, params: { name: "\${metadata.name}", r: *r } }
  disk: { type: volume, id: all }
`;
const MANIFEST = `apiVersion: towpath.dev/v1
kind: Service
metadata: { name: shop }
workload:
  score: { file: score.yaml, overrides: [over.yaml], set: { containers.web.image: "nginx:2", metadata.region.zone: null } }
  variables: { URL: x }
resources: { db: { settings: { name: y } } }
environments: { dev: { workload: { variables: { R: null } } } }
`;
const OVER = 'containers: { web: { args: null, variables: { X: "$" } } }\n';

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
    "*r",
    "&r ",
    "<<: *r",
    "null",
    "~",
    "''",
    "5",
    "true",
    "x: y",
  ),
  fc.constantFrom(
    "${",
    "}",
    "$",
    "$$",
    "${metadata}",
    "${resources.db}",
    "..",
    "../",
    "/",
    "\\",
    ".",
    "-1",
    "towpath.dev/x: y",
  ),
  fc.constantFrom(
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
    "score.dev",
    "kind: x",
  ),
  fc.string({ maxLength: 4, unit: "binary" }),
);
const mutations = mutationsWith(scrap);

function holds({ graph, findings, service }: ReturnType<typeof scored>): void {
  expectWhole(findings, graph);
  if (!service) expect(findings.some(isBlocking)).toBe(true);
}

/** The platform of the tests offers what a manifest asks for; where that cannot be offered, loading has still to be whole. */
function answered(texts: Readonly<Record<string, string | Uint8Array>>, manifest: string): void {
  try {
    holds(scored({ ...SCORE_SOURCES, ...texts }, { manifest }));
  } catch (error) {
    if (!(error instanceof Error && error.message.startsWith("platform/"))) throw error;
  }
}

test("a mutated Score file gets an answer", [mutations], (changes) =>
  answered({ "score.yaml": mutated(SCORE, changes) }, "score.yaml"),
);

test("a mutated manifest that names one gets an answer", [mutations], (changes) =>
  answered({ "score.yaml": SCORE, "over.yaml": OVER, "towpath.yaml": mutated(MANIFEST, changes) }, "towpath.yaml"),
);

test("mutated overrides get an answer", [mutations, mutations], (changes, more) =>
  answered(
    { "score.yaml": mutated(SCORE, more), "over.yaml": mutated(OVER, changes), "towpath.yaml": MANIFEST },
    "towpath.yaml",
  ),
);

test("a mutated file that a container finds gets an answer", [mutations], (changes) =>
  answered({ "score.yaml": SCORE, "filled.txt": mutated("a: ${resources.db.host}\n$${x}\n", changes) }, "score.yaml"),
);

test("the order of keys never matters", [scoreDocuments, fc.nat()], (score, seed) => {
  const digestOf = (document: JsonObject): string | undefined => {
    const { graph } = scored({ ...SCORE_SOURCES, "score.yaml": JSON.stringify(document) });
    return graph && graphDigest(graph);
  };
  expect(digestOf(reordered(score, seed))).toBe(digestOf(score));
});

example("hostile Score files are answered soon", () => {
  const big = (body: string): string => `${SCORE}${body}`;
  const texts = [
    SCORE.replace("nginx", "${".repeat(100_000)),
    SCORE.replace('"${resources.db.host}"', JSON.stringify("${resources.db.host}".repeat(20_000))),
    SCORE.replace("x }", `${"$".repeat(200_000)} }`),
    big(Array.from({ length: 20_000 }, (_, index) => `  r${index}: { type: volume }`).join("\n")),
    SCORE.replace('["${x}"]', `[${"[".repeat(60)}${"]".repeat(60)}]`),
  ];
  const start = performance.now();
  for (const text of texts) answered({ "score.yaml": text }, "score.yaml");
  expect(performance.now() - start).toBeLessThan(10_000);
});

function reordered(object: JsonObject, seed: number): JsonObject {
  const entries = Object.entries(object);
  const from = seed % Math.max(entries.length, 1);
  const turned = [...entries.slice(from), ...entries.slice(0, from)].reverse();
  return Object.fromEntries(
    turned.map(([key, value]) => [key, isJsonObject(value) ? reordered(value, seed) : value] as const),
  );
}
