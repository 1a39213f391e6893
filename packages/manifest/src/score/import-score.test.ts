import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Finding, formatPlace, type JsonObject } from "@towpath/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { graphDigest } from "../graph/graph-digest.ts";
import { memoryFiles } from "../testing/memory-files.ts";
import { SCORE_SOURCES, scoreDocuments } from "../testing/score-documents.ts";
import { scored } from "../testing/scored.ts";
import { type ImportRequest, importScore } from "./import-score.ts";

const CORPUS = join(import.meta.dirname, "../../../../../shared/corpora/score/schema-vectors.json");
const RUNS = process.env["TOWPATH_LONG"] ? 5_000 : 150;

function imported(texts: Readonly<Record<string, string | Uint8Array>>, request: Partial<ImportRequest> = {}) {
  return importScore({ path: "score.yaml", ...request }, memoryFiles(texts), "/repo");
}

function said(findings: readonly Finding[]): readonly string[] {
  return findings.map(({ code, message, places }) => `${places.map(formatPlace).join(" ")} ${code}: ${message}`);
}

/** Holds the graph of a Score file against the graph of the manifest that is made of it. True where there is one. */
async function isTheSame(score: JsonObject): Promise<boolean> {
  const texts = { ...SCORE_SOURCES, "score.yaml": JSON.stringify(score) };
  const own = scored(texts);
  const { value, findings } = await imported(texts);
  if (!own.graph || !value) {
    expect(own.findings.length + findings.length).toBeGreaterThan(0);
    return false;
  }
  const made = scored({ ...SCORE_SOURCES, "towpath.yaml": value.text }, { manifest: "towpath.yaml" });
  expect(made.text).toBe(own.text);
  expect(made.service?.raw).toEqual(own.service?.raw);
  expect(made.graph && graphDigest(made.graph)).toBe(graphDigest(own.graph));
  return true;
}

test("a manifest that was made of a Score file is what a person would write", async () => {
  const { value, findings } = await imported({
    "config/app.conf": "level: ${resources.db.host}\nregion: ${metadata.region}\n",
    "score.yaml": `apiVersion: score.dev/v1b1
metadata:
  name: orders
  region: north
  annotations: { towpath.dev/environments: "dev, prod", example.com/dashboard: "all \${of} it" }
service: { ports: { www: { port: 80, targetPort: 8080 } } }
containers:
  migrate:
    image: .
    args: [migrate, "--to=\${VERSION}"]
    before: { web: { ready: complete } }
  web:
    image: nginx:1.29
    variables:
      URL: postgres://\${resources.db.host}:\${resources.db.port}
      WHERE: \${metadata.name} in \${metadata.region}
      CODE: "0123"
    files:
      - { target: /etc/app.conf, source: config/app.conf, mode: "0600" }
      - { target: /etc/raw, content: "\${x}", noExpand: true }
    livenessProbe: { httpGet: { path: /alive, port: 8080 } }
resources:
  db: { type: postgres, class: large, params: { owner: "\${metadata.name}" } }
  events: { type: queue, id: shop.events }
`,
  });
  expect(findings).toEqual([]);
  expect(value?.text).toMatchInlineSnapshot(`
    "# yaml-language-server: $schema=https://towpath.dev/schemas/v1/service.json
    apiVersion: towpath.dev/v1
    kind: Service
    metadata:
      name: orders
      values: { region: north }
      # owner: the-team # who is asked when it fails

    workload:
      annotations:
        example.com/dashboard: all $\${of} it
      ports:
        www: { port: 80, targetPort: 8080 }
      containers:
        migrate:
          image: .
          args: [ migrate, "--to=$\${VERSION}" ]
          before: { web: { ready: complete } }
        web:
          image: nginx:1.29
          variables:
            URL: postgres://\${resources.db.host}:\${resources.db.port}
            WHERE: \${metadata.name} in \${metadata.values.region}
            CODE: "0123"
          files:
            /etc/app.conf:
              # The text of config/app.conf, its placeholders as manifests write them.
              content: |
                level: \${resources.db.host}
                region: \${metadata.values.region}
              mode: "0600"
            /etc/raw: { content: "\${x}", noExpand: true }
          liveness: { httpGet: { path: /alive, port: 8080 } }

    resources:
      db: { type: postgres, class: large, settings: { owner: "\${metadata.name}" } }
      events: { type: queue, share: shop.events }

    environments:
      dev: {}
      prod: {}
    "
  `);
});

describe("it resolves to the same graph", () => {
  const documents = existsSync(CORPUS) ? JSON.parse(readFileSync(CORPUS, "utf8")) : [];

  // Left out where the Score project's own documents are not beside the repository.
  test.skipIf(!existsSync(CORPUS))("for every valid document of the Score project", async () => {
    let same = 0;
    let dangling = 0;
    for (const { valid, doc } of documents) {
      if (!valid) continue;
      if (await isTheSame(doc)) same += 1;
      else dangling += 1;
    }
    console.log(
      `${same} valid documents of the Score project become manifests of the same graph; ${dangling} name what is not there.`,
    );
    expect(dangling).toBe(4);
    expect(same).toBeGreaterThan(20);
  });

  test("for Score files of all forms", async () => {
    let same = 0;
    await fc.assert(
      fc.asyncProperty(scoreDocuments, async (score) => {
        same += Number(await isTheSame(score));
      }),
      { numRuns: RUNS },
    );
    expect(same).toBeGreaterThan(RUNS / 4);
  }, 600_000);
});

describe("overrides", () => {
  const texts = {
    "score.yaml":
      "apiVersion: score.dev/v1b1\nmetadata: { name: orders, tier: gold }\ncontainers: { web: { image: nginx, variables: { A: a, B: b } } }\n",
    "over.yaml": "containers: { web: { image: nginx:2, variables: { A: null, C: c } } }\n",
  };

  test("lie over the file in their order", async () => {
    const { value, findings } = await imported(texts, {
      overrides: ["over.yaml"],
      set: [
        "containers.web.image=nginx:3",
        "metadata.tier=",
        "containers.web.args=[a, '1']",
        'containers.web.variables.D="4"',
      ],
    });
    expect(findings).toEqual([]);
    expect(value?.manifest).toMatchObject({
      metadata: { name: "orders" },
      workload: { containers: { web: { image: "nginx:3", args: ["a", "1"], variables: { B: "b", C: "c", D: "4" } } } },
    });
    expect(value?.manifest["metadata"]).not.toHaveProperty("values");
  });

  test("are said to be wrong where they are written", async () => {
    const { value, findings } = await imported(
      { ...texts, "over.yaml": "containers: { web: { imag: 5 } }\n" },
      {
        overrides: ["over.yaml", "gone.yaml"],
        set: ["containers.web.image", "containers.web.args=x", "metadata.name.x=y", "containers.web.variables.Z={"],
      },
    );
    expect(value).toBeUndefined();
    expect(said(findings)).toMatchInlineSnapshot(`
      [
        "--override-property manifest/invalid-value: The override "containers.web.image" sets nothing; expected PATH=VALUE, or PATH= to take out what is there.",
        "--override-property containers.web.variables.Z:1:1 manifest/syntax: The { that opens here is not closed: it lacks a }.",
        "--override-property containers.web.args:1:1 manifest/wrong-type: containers.web.args is "x"; expected a list.",
        "--override-property metadata.name.x:1:1 manifest/invalid-value: The override "metadata.name.x" leads through "orders", which holds nothing.",
        "gone.yaml manifest/not-found: There is no file gone.yaml.",
        "over.yaml:1:22 manifest/unknown-key: Unknown key "imag" in containers.web.",
      ]
    `);
  });
});

test("a path of the Score file is one of the manifest's, wherever that is", async () => {
  const texts = {
    "deploy/score.yaml":
      "apiVersion: score.dev/v1b1\nmetadata: { name: orders }\ncontainers: { web: { image: nginx, files: { /a: { source: a.txt } } } }\n",
    "deploy/a.txt": "a",
  };
  const at = async (target?: string) => {
    const { value } = await imported(texts, { path: "deploy/score.yaml", target });
    return value?.text.match(/source: (\S+)/)?.[1];
  };
  expect([await at(), await at("towpath.yaml"), await at("services/orders/towpath.yaml")]).toEqual([
    "a.txt",
    "deploy/a.txt",
    "../../deploy/a.txt",
  ]);
});

test("what is no Score file is refused", async () => {
  const manifest = "apiVersion: towpath.dev/v1\nkind: Service\nmetadata: { name: a }\n";
  expect(said((await imported({ "score.yaml": manifest })).findings)).toEqual([
    "score.yaml manifest/kind: score.yaml is a manifest already; expected a Score file.",
  ]);
  expect(said((await imported({})).findings)).toEqual(["score.yaml manifest/not-found: There is no file score.yaml."]);
});
