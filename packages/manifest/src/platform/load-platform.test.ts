import { describe, expect, test } from "vitest";
import { memoryFiles } from "../testing/memory-files.ts";
import { loadPlatform } from "./load-platform.ts";

function found(environment: string, settings = "{}"): readonly string[] {
  const files = memoryFiles({
    "platform.yaml": `apiVersion: towpath.dev/v1
kind: Platform
metadata: { name: acme }
environments: { dev: ${environment}, int: { engine: local } }
resourceTypes: [db.yaml]
`,
    "db.yaml": `apiVersion: towpath.dev/v1
kind: ResourceType
metadata: { name: db }
settings: ${settings}
recipes: { local: { driver: postgres } }
`,
  });
  return loadPlatform("platform.yaml", files, "/repo").findings.map(({ code, message }) => `${code} ${message}`);
}

test("an engine that there is not is one mistake, and none at all is another", () => {
  const kinds = "expected one of local, terraform, kubernetes.";
  expect(found("{ engine: lokal }")).toEqual([`manifest/invalid-value environments.dev.engine is "lokal"; ${kinds}`]);
  expect(found("{}")).toEqual(["manifest/no-engine The environment dev has no engine."]);
});

test.each([
  ["{ n: { type: integer, minimum: 8, maximum: 7, default: 7 } }", "The minimum of n is 8 and its maximum 7"],
  ["{ t: { type: string, minLength: 3, maxLength: 2 } }", "The minLength of t is 3 and its maxLength 2"],
  ["{ a: { type: array, items: { type: integer, minimum: 1, maximum: 0 } } }", "The minimum of a"],
])("bounds that nothing fits between are said as such: %s", (settings, message) => {
  const [first, ...others] = found("{ engine: local }", settings);
  expect(first).toContain(`manifest/invalid-value ${message}`);
  expect(first).toContain("so no value fits.");
  expect(others).toEqual([]);
});

test("bounds with one value between them are none of that", () => {
  expect(found("{ engine: local }", "{ n: { type: integer, minimum: 7, maximum: 7 } }")).toEqual([]);
});

describe("what an environment says of its state", () => {
  const of = (state: string) => found(`{ engine: local, state: ${state} }`);

  test.each([
    "{ store: file }",
    "{ store: file, key: { file: state.key } }",
    "{ store: postgres }",
    "{ store: postgres, url: { variable: STATE_URL }, schema: acme, key: { variable: K }, oldKey: { variable: OLD } }",
    "{ store: azblob, account: acme }",
    "{ store: azblob, account: acme, container: towpath-prod, prefix: a/b/, sas: { variable: SAS } }",
  ])("takes %s", (state) => {
    expect(of(state)).toEqual([]);
  });

  test.each([
    ["{ store: s3 }", "manifest/invalid-value", "environments.dev.state.store"],
    ["{ store: postgres, account: acme }", "manifest/unknown-key", 'kept in "postgres", which takes no "account"'],
    ["{ store: file, url: { variable: U } }", "manifest/unknown-key", 'kept in "file", which takes no "url"'],
    ["{ store: azblob }", "manifest/missing-key", 'no "account" is named'],
    ["{ store: azblob, account: Acme }", "manifest/invalid-value", "environments.dev.state.account"],
    ["{ store: azblob, account: acme, container: a--b }", "manifest/invalid-value", "environments.dev.state.container"],
    ["{ store: azblob, account: acme, prefix: /a }", "manifest/invalid-value", "environments.dev.state.prefix"],
    [
      "{ store: azblob, account: acme, sas: { variable: A }, accountKey: { variable: B } }",
      "",
      "both accountKey and sas",
    ],
    ["{ store: postgres, url: postgres://u:p@h/d }", "manifest/wrong-type", "environments.dev.state.url"],
    ["{ store: postgres, url: { variable: A=B } }", "manifest/invalid-value", "environments.dev.state.url.variable"],
    ["{ store: postgres, key: { variable: A, file: b } }", "manifest/invalid-value", "environments.dev.state.key"],
    ["{ store: postgres, key: { variable: A }, oldKey: { variable: A } }", "", "the same key as its old one"],
    ["{ store: postgres, tables: x }", "manifest/unknown-key", "tables"],
  ])("refuses %s", (state, code, message) => {
    const [first = "", ...others] = of(state);
    expect(first).toContain(message);
    expect(first).toContain(code);
    expect(others).toEqual([]);
  });
});

describe("what an environment asks before anything changes", () => {
  const of = (freeze: string) => found(`{ engine: local, gates: { freeze: [${freeze}] } }`);

  test.each([
    "{ from: 2026-12-20, to: 2026-12-20, zone: UTC }",
    '{ weekly: { days: [fri, sat], from: "16:00", to: "08:00" }, zone: Europe/Berlin, reason: Weekend }',
    "{ weekly: { days: [sun] }, zone: UTC }",
  ])("takes the freeze %s", (freeze) => {
    expect(of(freeze)).toEqual([]);
  });

  test.each([
    ["{ zone: UTC }", "manifest/missing-key A freeze of dev says not when it is."],
    ["{ from: 2026-12-20, zone: UTC }", "manifest/missing-key A freeze of dev has no last day."],
    ["{ to: 2026-12-20, zone: UTC }", "manifest/missing-key A freeze of dev has no first day."],
    [
      "{ from: 2026-12-20, to: 2026-12-21, weekly: { days: [fri] }, zone: UTC }",
      "manifest/invalid-value A freeze of dev has both days of every week and days of one time.",
    ],
    ["{ weekly: {}, zone: UTC }", 'manifest/missing-key environments.dev.gates.freeze.0.weekly lacks "days".'],
    ["{ weekly: { days: [friday] }, zone: UTC }", "manifest/invalid-value environments.dev.gates.freeze.0.weekly.days"],
    ['{ weekly: { days: [fri], from: "24:00" }, zone: UTC }', "manifest/invalid-value environments.dev.gates.freeze"],
    ["{ weekly: { days: [fri], to: 8 }, zone: UTC }", "manifest/wrong-type environments.dev.gates.freeze"],
  ])("refuses the freeze %s, with one finding", (freeze, message) => {
    expect(of(freeze)).toEqual([expect.stringContaining(message)]);
  });

  test("requires evidence that there is", () => {
    expect(found("{ engine: local, gates: { requires: [review, test] } }")).toEqual([
      expect.stringContaining('environments.dev.gates.requires.1 is "test"'),
    ]);
  });
});

test("artifacts go to one store, and to none that there is not", () => {
  expect(found("{ engine: local, artifacts: { oci: ghcr.io/acme, directory: x } }")).toEqual([
    "manifest/invalid-value The environment dev keeps its artifacts in both oci and directory.",
  ]);
  expect(found("{ engine: local, artifacts: { s3: acme } }")).toEqual([
    expect.stringContaining("manifest/unknown-key"),
  ]);
});

test.each([
  ["https://ghcr.io/acme/", "ghcr.io/acme"],
  ["ghcr.io/acme:latest", "ghcr.io/acme"],
  ["HTTP://127.0.0.1:5000/Acme", "127.0.0.1:5000/acme"],
])("the registry %s is told without what is too much", (written, right) => {
  const files = memoryFiles({
    "platform.yaml": `apiVersion: towpath.dev/v1
kind: Platform
metadata: { name: acme }
environments: { dev: { engine: local, artifacts: { oci: "${written}" } } }
`,
  });
  const [{ suggestions } = { suggestions: [] }] = loadPlatform("platform.yaml", files, "/repo").findings;
  expect(suggestions).toEqual([`Write "${right}".`]);
});

test("one of two places for the head of the record has to go", () => {
  const files = memoryFiles({
    "platform.yaml": `apiVersion: towpath.dev/v1
kind: Platform
metadata: { name: acme }
environments: { dev: { engine: local } }
evidence: { publicKeys: [a.pub], anchor: { directory: a, github: deployments } }
`,
  });
  expect(loadPlatform("platform.yaml", files, "/repo").findings.map(({ message }) => message)).toEqual([
    "evidence.anchor has directory, github; expected one of them.",
  ]);
});

test("a platform says how evidence is signed and kept, with paths that lead from its own folder", () => {
  const files = memoryFiles({
    "a/platform.yaml": `apiVersion: towpath.dev/v1
kind: Platform
metadata: { name: acme }
environments: { dev: { engine: local } }
evidence:
  key: { variable: EVIDENCE_KEY }
  publicKeys: [keys/2026.pub]
  controls: ["controls/*.yaml"]
  keyless:
    issuer: https://token.actions.githubusercontent.com
    identity: https://github.com/acme/*
    repository: [https://github.com/acme/*, https://github.com/acme-labs/orders]
    ref: refs/heads/main
    trustedRoot: ./root.json
    fulcio: https://fulcio.acme.example/
    rekor: http://127.0.0.1:3000
  bots: ["dependabot[bot]"]
  anchor: { directory: anchors }
  retention: 400d
`,
  });
  const { value, findings } = loadPlatform("a/platform.yaml", files, "/repo");
  expect(findings).toEqual([]);
  expect(value?.evidence).toEqual({
    key: { variable: "EVIDENCE_KEY" },
    publicKeys: ["/repo/a/keys/2026.pub"],
    keyless: {
      issuer: "https://token.actions.githubusercontent.com",
      identity: ["https://github.com/acme/*"],
      repository: ["https://github.com/acme/*", "https://github.com/acme-labs/orders"],
      ref: ["refs/heads/main"],
      trustedRoot: "/repo/a/root.json",
      fulcio: "https://fulcio.acme.example",
      rekor: "http://127.0.0.1:3000",
    },
    controls: ["/repo/a/controls/*.yaml"],
    bots: ["dependabot[bot]"],
    anchor: { directory: "/repo/a/anchors" },
    retentionMs: 400 * 86_400_000,
  });
});
