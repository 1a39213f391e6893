import { readFileSync } from "node:fs";
import { join } from "node:path";
import { canonicalJson } from "@towpath/core";
import { type Graph, graphDigest } from "@towpath/manifest";
import { type ASTNode, parse } from "@ts-graphviz/ast";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { folderWith } from "../testing/folder-with.ts";
import { graph as showGraph } from "../verbs/graph.ts";
import type { Diagram, DiagramNode } from "./diagram.ts";
import { diagramDot } from "./diagram-dot.ts";
import { diagramMermaid } from "./diagram-mermaid.ts";
import { diagramText } from "./diagram-text.ts";
import { graphJson } from "./graph-json.ts";

const MANIFEST = `apiVersion: towpath.dev/v1
kind: Service
metadata: { name: shop, owner: team-a }
resourceTypes: [cache.yaml]
workloads:
  web:
    port: 8080
    containers:
      init: { image: "acme/init:1", before: { app: { ready: complete } } }
      app:
        image: "acme/app:1"
        variables: { DB: "\${resources.db.url}", HOST: "\${resources.db.host}", KEY: "\${secrets.key}" }
        files: { /etc/c: { content: "h=\${resources.cache.host}" } }
        volumes: { /data: { source: "\${resources.files}" } }
  nightly: { run: node nightly.js, schedule: "0 3 * * *", variables: { DB: "\${resources.db.url}" } }
resources:
  db: { type: postgres, version: "17", size: small }
  cache: { type: cache, share: shop-cache, settings: { backing: "\${resources.db.host}" } }
  files: { type: bucket }
secrets: { key: { from: "vault:key" } }
exposes: { api: { openapi: api.yaml, allow: [team-b] } }
consumes: { payments: { service: payments, contract: api }, mail: { clients: ["smtp.example"] } }
`;
const FILES = {
  "towpath.yaml": MANIFEST,
  "api.yaml": "openapi: 3.1.0\n",
  "cache.yaml":
    "apiVersion: towpath.dev/v1\nkind: ResourceType\nmetadata: { name: cache }\nsettings: { backing: { type: string } }\noutputs: { host: { type: string } }\nrecipes: { local: { driver: cache } }\n",
};

async function shown(format: string): Promise<{ readonly text: string; readonly graph: Graph }> {
  const { effects } = folderWith(FILES);
  const { data, sections, findings } = await showGraph({ format }, effects);
  const [section] = sections;
  if (!data || section?.kind !== "document") throw new Error(JSON.stringify(findings));
  return { text: section.text, graph: data.graph };
}

describe("a graph", () => {
  test("as a tree", async () => {
    expect((await shown("text")).text).toMatchInlineSnapshot(`
      "shop in dev

      service
      └─ service.shop: shop, team-a
         ├─ consumes consumes.mail
         ├─ consumes consumes.payments
         ├─ exposes exposes.api
         ├─ runs workloads.nightly
         └─ runs workloads.web

      engine local
      ├─ resources.cache: cache, shared as cache.default#shop-cache
      │  └─ needs resources.db: settings.backing
      ├─ resources.db: postgres 17, small
      ├─ resources.files: bucket
      ├─ workloads.nightly: job, 0 3 * * *
      │  └─ needs resources.db: DB (secret)
      └─ workloads.web: server, port 8080
         ├─ workloads.web.containers.app: acme/app:1
         │  ├─ needs resources.cache: file /etc/c
         │  ├─ needs resources.db: HOST
         │  ├─ needs resources.db: DB (secret)
         │  ├─ needs resources.files: volume /data
         │  ├─ needs secrets.key: KEY (secret)
         │  └─ waits for workloads.web.containers.init: until it is complete
         └─ workloads.web.containers.init: acme/init:1

      secrets
      └─ secrets.key: vault:key

      exposed contracts
      └─ exposes.api: openapi api.yaml, for team-b

      consumed contracts
      ├─ consumes.mail: smtp.example
      └─ consumes.payments: api of payments
      "
    `);
  });

  test("as a Mermaid flowchart", async () => {
    expect((await shown("mermaid")).text).toMatchInlineSnapshot(`
      "flowchart LR
        accTitle: shop in dev
        subgraph g0["service"]
          n0(["service.shop<br/>shop<br/>team-a"])
        end
        subgraph g1["engine local"]
          n1[("resources.cache<br/>cache<br/>shared as cache.default#35;shop-cache")]:::shared
          n2[("resources.db<br/>postgres 17<br/>small")]
          n3[("resources.files<br/>bucket")]
          n4["workloads.nightly<br/>job<br/>0 3 #42; #42; #42;"]
          subgraph n5["workloads.web<br/>server<br/>port 8080"]
            n6["workloads.web.containers.app<br/>acme/app#58;1"]
            n7["workloads.web.containers.init<br/>acme/init#58;1"]
          end
        end
        subgraph g2["secrets"]
          n8{{"secrets.key<br/>vault#58;key"}}
        end
        subgraph g3["exposed contracts"]
          n9[/"exposes.api<br/>openapi api.yaml<br/>for team-b"/]
        end
        subgraph g4["consumed contracts"]
          n10[/"consumes.mail<br/>smtp.example"/]
          n11[/"consumes.payments<br/>api of payments"/]
        end
        n1 -->|"settings.backing"| n2
        n0 -->|"consumes"| n10
        n0 -->|"consumes"| n11
        n0 -->|"exposes"| n9
        n0 -->|"runs"| n4
        n0 -->|"runs"| n5
        n4 -.->|"DB (secret)"| n2
        n6 -->|"file /etc/c"| n1
        n6 -->|"HOST"| n2
        n6 -.->|"DB (secret)"| n2
        n6 -->|"volume /data"| n3
        n6 -.->|"KEY (secret)"| n8
        n6 -->|"until it is complete"| n7
        classDef shared stroke-width:3px
      "
    `);
  });

  test("in DOT", async () => {
    const { text } = await shown("dot");
    const drawn = drawnBy(text);
    expect(drawn.nodes).toEqual([
      "consumes.mail",
      "consumes.payments",
      "exposes.api",
      "resources.cache",
      "resources.db",
      "resources.files",
      "secrets.key",
      "service.shop",
      "workloads.nightly",
      "workloads.web.containers.app",
      "workloads.web.containers.init",
    ]);
    expect(drawn.edges).toContainEqual(["workloads.web.containers.app", "secrets.key", "KEY (secret)", "dashed"]);
    expect(drawn.edges).toContainEqual(["workloads.web.containers.app", "resources.files", "volume /data", undefined]);
    expect(drawn.edges).toContainEqual(["resources.cache", "resources.db", "settings.backing", undefined]);
  });

  test("as JSON, with its digest, the same wherever its folder is", async () => {
    const [a, b] = [await shown("json"), await shown("json")];
    expect(a.text).toBe(b.text);
    expect(a.graph.service.folder).not.toBe(b.graph.service.folder);
    expect(JSON.parse(a.text)).toMatchObject({ graph: 1, digest: graphDigest(a.graph), service: { name: "shop" } });
    expect(graphJson(JSON.parse(canonicalJson(a.graph)))).toBe(a.text);
  });

  test("goes into a file, and then nothing is printed but where it is", async () => {
    const { effects, folder } = folderWith(FILES);
    const { sections, summary } = await showGraph({ format: "mermaid", out: "shop.mmd" }, effects);
    expect(sections).toEqual([]);
    expect(summary).toBe("The graph of shop in dev is in shop.mmd.");
    expect(readFileSync(join(folder, "shop.mmd"), "utf8")).toBe((await shown("mermaid")).text);
    expect(await showGraph({ out: "none/x" }, effects)).toMatchObject({
      status: "invalid",
      findings: [{ code: "operation/output-file" }],
    });
  });

  test("has no other formats", async () => {
    const { effects } = folderWith(FILES);
    expect(await showGraph({ format: "svg" }, effects)).toMatchObject({
      status: "invalid",
      findings: [{ code: "operation/unknown-format", suggestions: ["There are text, json, mermaid, dot."] }],
    });
  });
});

/** Names that would end a label, be HTML, or mean something to a format. */
const hostile = fc.oneof(
  fc.string({ unit: "binary", maxLength: 12 }),
  fc.constantFrom(
    '"]; click n0 "javascript:alert(1)"',
    "<script>alert(1)</script>",
    '"] --> x["',
    "end",
    "style x:#fff;",
    "classDef x fill:#f00;",
    "%%{init: {}}%%",
    "#quot;",
    "a\\",
    '\\"',
    "\\N\\G",
    "&lt;b&gt;",
    "\u0000\u001b[31m",
    "\ud800",
    "subgraph",
    "`x`",
    "x\ny\r\nz",
    "::add-mask::x",
  ),
);
const node = (id: string, details: readonly string[]): DiagramNode => ({
  id,
  kind: "resource",
  details,
  isShared: details.length > 1,
  inside: [],
});
const diagrams: fc.Arbitrary<Diagram> = fc
  .record({
    title: hostile,
    group: hostile,
    ids: fc.uniqueArray(hostile, { minLength: 2, maxLength: 4, selector: (id) => plain(id) }),
    details: fc.array(hostile, { maxLength: 3 }),
    by: fc.array(hostile, { minLength: 1, maxLength: 3 }),
    isSecret: fc.boolean(),
  })
  .map(({ title, group, ids, details, by, isSecret }) => {
    const [from = "", to = "", ...others] = ids;
    const inside = others.map((id) => node(id, details));
    const nodes = [{ ...node(from, details), inside }, node(to, details)];
    return {
      title,
      groups: [{ id: group, label: group, nodes }],
      edges: [{ from, relation: "needs", to, by, isSecret }],
    };
  });

/** A name without what no format can show. */
function plain(text: string): string {
  return text.toWellFormed().replace(/[\p{Cc}\u2028\u2029]+/gu, " ");
}

/** A name as it stands in DOT: entities and escapes are Graphviz's to read. */
function inDot(text: string): string {
  return plain(text).replaceAll("&", "&amp;").replaceAll("\\", "\\\\");
}

describe("whatever its names are", () => {
  test("a diagram in DOT can be read, with each name as it is", () => {
    fc.assert(
      fc.property(diagrams, (diagram) => {
        const { nodes, edges } = drawnBy(diagramDot(diagram));
        const all = diagram.groups.flatMap((group) =>
          group.nodes.flatMap((one) => (one.inside.length > 0 ? one.inside : [one])),
        );
        expect(nodes).toEqual(all.map(({ id }) => inDot(id)).sort());
        expect(edges).toHaveLength(1);
      }),
      { numRuns: process.env["TOWPATH_LONG"] ? 20_000 : 500 },
    );
  });

  test("a flowchart holds to the grammar, and nothing of a name is HTML or a statement", () => {
    fc.assert(
      fc.property(diagrams, (diagram) => {
        for (const line of diagramMermaid(diagram).trimEnd().split("\n")) expect(line).toMatch(STATEMENT);
      }),
      { numRuns: process.env["TOWPATH_LONG"] ? 20_000 : 500 },
    );
  });

  test("a tree keeps its lines", () => {
    fc.assert(
      fc.property(diagrams, (diagram) => {
        const nodes = diagram.groups.flatMap((group) => group.nodes.flatMap((one) => [one, ...one.inside]));
        const expected = ["title", "", "group", ...nodes, "edge", ""];
        expect(diagramText(diagram).split("\n")).toHaveLength(expected.length);
      }),
    );
  });
});

/** All that a line of a flowchart of ours may be: labels hold plain signs, line breaks of ours and entities only. */
const LABEL = String.raw`"(?:[A-Za-z0-9 ._,/()+-]|#\d+;|<br/>)*"`;
const STATEMENT = new RegExp(
  [
    "^flowchart LR$",
    String.raw`^  accTitle: (?:[A-Za-z0-9 ._,/()+-]|#\d+;)*$`,
    `^ +subgraph [gn]\\d+\\[${LABEL}\\]$`,
    "^ +end$",
    `^ +n\\d+(?:\\[\\(|\\[/|\\(\\[|\\[|\\{\\{)${LABEL}(?:\\)\\]|/\\]|\\]\\)|\\]|\\}\\})(?::::shared)?$`,
    `^  n\\d+ (?:-->|-\\.->)\\|${LABEL}\\| n\\d+$`,
    "^  classDef shared stroke-width:3px$",
  ].join("|"),
);

test("tens of thousands of variables of one resource are one edge, in time", async () => {
  const all = Array.from({ length: 20_000 }, (_, index) => `    V${index}: ${"${resources.b.name}"}\n`).join("");
  const text = `apiVersion: towpath.dev/v1
kind: Service
metadata: { name: shop, owner: team-a }
resources: { b: { type: bucket } }
workload:
  run: a
  port: 80
  variables:\n${all}`;
  const started = performance.now();
  const { sections } = await showGraph({ environment: "dev" }, folderWith({ "towpath.yaml": text }).effects);
  expect(JSON.stringify(sections)).toContain("V10002 and 19992 more");
  expect(performance.now() - started).toBeLessThan(8_000);
});

interface Drawn {
  readonly nodes: readonly string[];
  readonly edges: readonly (readonly [
    from: string,
    to: string,
    label: string | undefined,
    style: string | undefined,
  ])[];
}

/** What a parser of DOT makes of a text. */
function drawnBy(dot: string): Drawn {
  const nodes: string[] = [];
  const edges: Drawn["edges"][number][] = [];
  const visit = (node: ASTNode): void => {
    if (node.type === "Node") nodes.push(node.id.value);
    if (node.type === "Edge") {
      const ends = node.targets.map((target) => ("id" in target ? target.id.value : ""));
      const said = new Map(
        node.children.flatMap((one) => (one.type === "Attribute" ? [[one.key.value, one.value.value] as const] : [])),
      );
      edges.push([ends[0] ?? "", ends[1] ?? "", said.get("label"), said.get("style")]);
    }
    for (const child of node.children) visit(child);
  };
  visit(parse(dot));
  return { nodes: nodes.sort(), edges };
}
