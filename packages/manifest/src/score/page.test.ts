import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isJsonObject, type Json, own } from "@towpath/core";
import { expect, test } from "vitest";
import { parseDocument } from "../document/parse.ts";
import { loadService } from "../service/load-service.ts";
import { memoryFiles } from "../testing/memory-files.ts";
import { scoreManifest } from "./score-manifest.ts";
import { servicePath } from "./service-path.ts";

const PACKAGE = join(import.meta.dirname, "../..");
const page = readFileSync(join(PACKAGE, "docs/score.md"), "utf8");
const elements = /<!-- elements -->(.*)<!-- \/elements -->/s.exec(page)?.[1] ?? "";
const rows = [...elements.matchAll(/^\| `([^`]+)` +\| `([^`]+)`/gm)].map(
  ([, score = "", manifest = ""]) => [score, manifest] as const,
);

const PROBE = `{ httpGet: { host: h, scheme: HTTP, path: /a, port: 1, httpHeaders: [{ name: X, value: y }] }, exec: { command: [a] } }`;
const AMOUNTS = `{ memory: 1Gi, cpu: "1" }`;
const FULL = `apiVersion: score.dev/v1b1
metadata: { name: orders, KEY: v, annotations: { aa.bb/cc: x } }
service: { ports: { www: { port: 80, targetPort: 8080, protocol: UDP } } }
containers:
  web:
    image: nginx
    command: [a]
    args: [b]
    variables: { A: b }
    files:
      /content: { content: x, mode: "0644", noExpand: true }
      /binary: { binaryContent: aGVsbG8= }
      /source: { source: a.txt }
    volumes: { /data: { source: disk, path: a/b, readOnly: true } }
    before: { side: { ready: healthy } }
    resources: { limits: ${AMOUNTS}, requests: ${AMOUNTS} }
    livenessProbe: ${PROBE}
    readinessProbe: ${PROBE}
  side: { image: x }
resources:
  db: { type: postgres, class: large, id: all, params: { a: 1 }, metadata: { KEY: w, annotations: { aa.bb/cc: x } } }
`;

/** All values at a path, in which `NAME` and `TARGET` stand for every name. */
function at(value: Json | undefined, path: readonly string[]): readonly Json[] {
  const [first, ...rest] = path;
  if (first === undefined) return value === undefined ? [] : [value];
  if (value === undefined || !isJsonObject(value)) return [];
  const isAny = first === "NAME" || first === "TARGET";
  return isAny ? Object.values(value).flatMap((member) => at(member, rest)) : at(own(value, first), rest);
}

function read(text: string, manifest = "score.yaml", more: Readonly<Record<string, string>> = {}) {
  return loadService(manifest, memoryFiles({ "a.txt": "a", "score.yaml": text, ...more }), "/repo", scoreManifest);
}

test("the page has every element of a Score file, and what becomes of it", () => {
  const { value, findings } = read(FULL);
  expect(findings).toEqual([]);
  const document = parseDocument("score.yaml", new TextEncoder().encode(FULL)).document?.value;
  const wrong = rows
    .filter(([score]) => score !== "apiVersion")
    .filter(([score, manifest]) => {
      const [said, became] = [
        at(document, score.split(".")),
        at(value?.raw, manifest.replace("WORKLOAD", "workload").split(".")),
      ];
      return said.length === 0 || JSON.stringify(said) !== JSON.stringify(became);
    });
  expect(wrong).toEqual([]);
  expect(new Set(rows.map(([score]) => score))).toEqual(
    new Set(["metadata.KEY", "resources.NAME.metadata.KEY", ...leaves()]),
  );
});

test("what is said of a part of a Score file is said of the part of the manifest that it becomes", () => {
  const moved = rows.filter(([score]) => score !== "apiVersion");
  expect(moved.map(([score]) => servicePath(score.split("."), ["WORKLOAD"]).join("."))).toEqual(
    moved.map(([, manifest]) => manifest),
  );
});

test("the page's examples are what it says", () => {
  const blocks = new Map(
    [...page.matchAll(/^```yaml (\S+)\n(.*?)^```$/gms)].map(([, name = "", text = ""]) => [name, text]),
  );
  const [score = "", manifest = ""] = [blocks.get("score.yaml"), blocks.get("towpath.yaml")];
  expect(read(score).findings).toEqual([]);
  const { value, findings } = read(score, "towpath.yaml", { "towpath.yaml": manifest });
  expect(findings).toEqual([]);
  expect(value?.raw).toMatchObject({
    workload: { scale: { min: 2 }, containers: { web: { image: "nginx:1.29" } } },
    resources: { db: { type: "postgres", class: "small", version: "17" } },
  });
  const overrides = [...page.matchAll(/^```yaml\n(workload:\n {2}score:\n.*?)^```$/gms)][0]?.[1] ?? "";
  const more = {
    "towpath.yaml": `apiVersion: towpath.dev/v1\nkind: Service\nmetadata: { name: orders }\n${overrides}`,
    "overrides.score.yaml": "containers: { web: { args: [a] } }\n",
  };
  const set = read(
    score.replace("  annotations:\n", "  annotations:\n    example.com/dashboard: x\n"),
    "towpath.yaml",
    more,
  );
  expect(set.findings).toEqual([]);
  expect(set.value?.raw["workload"]).toMatchObject({ containers: { web: { args: ["a", "--verbose"] } } });
  expect(set.value?.raw["workload"]).not.toHaveProperty("annotations");
});

/** The paths of all that a Score file can say, by its schema. */
function leaves(): readonly string[] {
  const schema: unknown = JSON.parse(readFileSync(join(PACKAGE, "schemas/score.json"), "utf8"));
  const walk = (one: unknown, path: readonly string[]): readonly string[] => {
    if (!isJsonObject(one)) return [];
    const { $ref, properties, additionalProperties } = one;
    if (typeof $ref === "string") {
      const defs = isJsonObject(schema) ? schema["$defs"] : undefined;
      return walk(
        defs !== undefined && isJsonObject(defs) ? own(defs, $ref.slice("#/$defs/".length)) : undefined,
        path,
      );
    }
    const named = properties !== undefined && isJsonObject(properties) ? Object.entries(properties) : [];
    const each = isJsonObject(additionalProperties) ? additionalProperties : undefined;
    if (named.length === 0 && !each) return [path.join(".")];
    const any = ["files", "volumes"].includes(path.at(-1) ?? "") ? "TARGET" : "NAME";
    return [
      ...named.flatMap(([key, member]) => walk(member, [...path, key])),
      ...(each ? walk(each, [...path, any]) : []),
    ];
  };
  return walk(schema, []);
}
