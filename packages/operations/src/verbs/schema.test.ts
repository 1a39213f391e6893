import { readFileSync } from "node:fs";
import { join } from "node:path";
import { CURSOR, type LanguageServer, languageServer, type Proposal } from "@towpath/testkit/language-server";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { folderWith } from "../testing/folder-with.ts";
import { schema } from "./schema.ts";
import { validate } from "./validate.ts";

const checkout = join(import.meta.dirname, "../../../..");
const platform = join(checkout, "examples/platform");
const HEAD = "apiVersion: towpath.dev/v1\nkind: Service\nmetadata: { name: orders, owner: team-checkout }\n";

describe("the schema that is printed", () => {
  const { effects, folder } = folderWith({});

  test.each(["service", "platform", "resource-type", "score"])(
    "%s is a document alone, and the data of JSON",
    async (name) => {
      const { status, sections, data } = await schema({ name }, effects);
      expect(status).toBe("ok");
      const [section] = sections;
      const text = section?.kind === "document" ? section.text : "";
      expect(JSON.parse(text)).toEqual(data?.schema);
      expect(data).toMatchObject({
        name,
        platform: null,
        schema: { $id: `https://towpath.dev/schemas/v1/${name}.json` },
      });
      expect(text).not.toMatch(/"\$ref": "(?!#)/);
    },
  );

  test("is written where that is asked for", async () => {
    const { sections, summary } = await schema({ platform, out: "acme.json" }, effects);
    expect(sections).toEqual([]);
    expect(summary).toBe("The schema of services on the platform acme is in acme.json.");
    expect(JSON.parse(readFileSync(join(folder, "acme.json"), "utf8"))).toMatchObject({
      $id: "https://towpath.dev/schemas/v1/service.json?platform=acme",
    });
  });

  test.each([
    [{ name: "manifest" }, "operation/unknown-schema"],
    [{ name: "score", platform }, "operation/unknown-schema"],
    [{ platform: "./nowhere" }, "manifest/not-found"],
    [{ out: "no/such/folder/x.json" }, "operation/output-file"],
  ])("%j is refused", async (request, code) => {
    const { status, findings } = await schema(request, effects);
    expect(status).toBe("invalid");
    expect(findings.map((finding) => finding.code)).toEqual([code]);
  });
});

describe("in an editor", () => {
  const { effects, folder } = folderWith({});
  let server: LanguageServer;

  beforeAll(async () => {
    server = await languageServer();
    for (const name of ["service", "platform", "resource-type", "score"])
      await schema({ name, out: `${name}.json` }, effects);
    await schema({ platform, out: "acme.json" }, effects);
  });
  afterAll(() => server.close());

  const file = join(folder, "towpath.yaml");
  const by = (name: string, text: string): string => `# yaml-language-server: $schema=./${name}.json\n${text}`;
  const complete = (name: string, text: string): Promise<readonly Proposal[]> => server.complete(file, by(name, text));
  const hover = (name: string, text: string): Promise<string> => server.hover(file, by(name, text));
  const diagnose = (name: string, text: string): Promise<readonly string[]> => server.diagnose(file, by(name, text));

  const orders = readFileSync(join(checkout, "examples/orders/towpath.yaml"), "utf8");

  describe("what is proposed", () => {
    test.each([
      ["service", "‸", ["apiVersion", "metadata", "workload", "resources", "environments", "service"]],
      ["service", "workload:\n  ‸", ["run", "health", "scale", "server", "worker", "job"]],
      ["service", "metadata:\n  criticality: ‸", ["critical", "standard", "experimental"]],
      ["service", "workload:\n  deploy:\n    strategy: ‸", ["recreate", "rolling", "blue-green"]],
      ["platform", "environments:\n  dev:\n    ‸", ["engine", "engines", "gates", "promoteFrom"]],
      ["platform", "defaults:\n  workload:\n    ‸", ["health", "limits"]],
      ["resource-type", "versions:\n  - version: '17'\n    status: ‸", ["preview", "current", "withdrawn"]],
      ["resource-type", "settings:\n  cpu:\n    ‸", ["type", "minimum", "tier", "change"]],
      ["score", "containers:\n  web:\n    ‸", ["image", "variables", "livenessProbe"]],
      ["acme", "resources:\n  ‸", ["postgres", "bucket"]],
      ["acme", "resources:\n  db:\n    type: ‸", ["postgres", "bucket"]],
      ["acme", "resources:\n  db:\n    type: postgres\n    version: ‸", ['"18"', '"17"', '"16"', '"15"']],
      ["acme", "resources:\n  db:\n    type: postgres\n    size: ‸", ["small", "medium", "large"]],
      ["acme", "resources:\n  db:\n    type: postgres\n    settings:\n      ‸", ["cpu", "maxConnections", "collation"]],
      ["acme", "resources:\n  db:\n    type: postgres\n    settings:\n      collation: ‸", ["C.UTF-8", "de_DE.utf8"]],
      ["acme", "metadata:\n  owner: ‸", ["team-checkout", "team-billing", "team-platform"]],
      ["acme", "environments:\n  ‸", ["dev", "int", "prod"]],
      [
        "acme",
        "environments:\n  prod:\n    resources:\n      db:\n        settings:\n          ‸",
        ["cpu", "redundancy"],
      ],
    ])("%s, at %j: %j", async (name, text, expected) => {
      const labels = (await complete(name, text)).map(({ label }) => label);
      expect(labels).toEqual(expect.arrayContaining(expected));
    });

    test("settings are those of the type, and versions that are withdrawn are none", async () => {
      const settings = await complete("acme", "resources:\n  up:\n    type: bucket\n    settings:\n      ‸");
      expect(settings.map(({ label }) => label)).toEqual([
        "redundancy",
        "versioning",
        "deletedRetentionDays",
        "publicAccess",
      ]);
      const versions = await complete("acme", "resources:\n  db:\n    type: postgres\n    version: ‸");
      expect(versions.map(({ inserted }) => inserted)).toEqual(['"18"', '"17"', '"16"', '"15"']);
      expect(versions.find(({ label }) => label === '"15"')?.text).toBe(
        "Deprecated, accepted until 2027-06-30; take 17.",
      );
    });

    test("a key comes with its text, and with no default that nobody asked for", async () => {
      const keys = await complete("acme", "resources:\n  db:\n    type: postgres\n    ‸");
      expect(keys.find(({ label }) => label === "settings")?.inserted).toMatch(/^settings:\s*$/);
      const [days] = (await complete("acme", "resources:\n  db:\n    type: postgres\n    settings:\n      ‸")).filter(
        ({ label }) => label === "backupRetentionDays",
      );
      expect(days?.text).toContain("What goes wrong on a Friday is noticed on a Monday.");
    });

    test("what is inserted is valid", async () => {
      const whole = (await complete("service", CURSOR)).find(({ label }) => label === "service");
      const text = (whole?.inserted ?? "").replace(/\$\{\d+:([^}]*)\}/g, "$1").replace(/\\([$}])/g, "$1");
      expect(text).toContain("${resources.db.url}");
      expect(await diagnose("service", `${text}\n`)).toEqual([]);
    });
  });

  describe("what is shown under the pointer", () => {
    test.each([
      ["service", "metadata:\n  crit‸icality: critical", "How much hangs on it."],
      ["service", "metadata:\n  criticality: crit‸ical", "`critical`: Others stop when it does."],
      ["service", "workload:\n  de‸ploy: { bake: 2m }", "How a new release takes the place of the old one."],
      ["platform", "defaults:\n  workload:\n    hea‸lth: { path: / }", "How it is asked whether it is well"],
      ["acme", "resources:\n  db:\n    ty‸pe: postgres", "15 (deprecated, until 2027-06-30)"],
      [
        "acme",
        "resources:\n  db:\n    type: postgres\n    settings:\n      backup‸RetentionDays: 7",
        "The platform decides: 7 to 35.",
      ],
      ["acme", "environments:\n  pr‸od: {}", "Releases come from int."],
    ])("%s, at %j: %s", async (name, text, expected) => {
      expect(await hover(name, text)).toContain(expected);
    });
  });

  describe("what is said to be wrong", () => {
    test("nothing of the examples, whole or on any platform", async () => {
      expect(await diagnose("acme", orders)).toEqual([]);
      expect(await diagnose("service", orders)).toEqual([]);
      expect(await diagnose("platform", readFileSync(join(platform, "platform.yaml"), "utf8"))).toEqual([]);
      for (const name of ["postgres", "bucket"])
        expect(await diagnose("resource-type", readFileSync(join(platform, `types/${name}.yaml`), "utf8"))).toEqual([]);
    });

    test.each([
      "workload: { run: node server.js, port: 8080, health: { path: /healthz } }",
      "workload: { run: node job.js, schedule: 0 3 * * * }\nenvironments: { dev: , prod: {} }",
      "resources: { db: { type: postgres, version: '17', size: small, settings: { cpu: 4 } } }",
      "resources: { db: { type: postgres } }\nworkload: { run: x, variables: { A: '${resources.db.url}' } }",
      "resources: { db: { type: postgres } }\nenvironments: { prod: { resources: { db: { size: large } } } }",
      "resources: { up: { type: bucket, settings: { redundancy: zone } } }\nenvironments: { int: { resources: { up: { settings: { redundancy: null } } } } }",
      "workload: { run: x, port: 80, route: { host: 'orders.${environment.domain}' } }\nenvironments: { dev: { workload: { route: null } } }",
      "resources: { db: { type: postgres } }\nenvironments: { dev: { resources: { db: null } } }",
      "exposes: { api: { openapi: towpath.yaml, allow: [team-billing] } }",
      "toolchain: { node: '24' }",
      "workload: { containers: { web: { image: 'nginx:1.29' }, log: { image: 'busybox:1', before: { web: { ready: started } } } } }",
      // From here on something is wrong.
      "workload: { run: node server.js, prot: 8080 }",
      "workload: { run: node server.js, port: '8080' }",
      "workload: { run: node server.js, health: { interval: soon } }",
      "workloads: { Main: { run: x } }",
      "resources: { db: { version: '17' } }",
      "resources: { db: { type: postgrs } }",
      "resources: { db: { type: postgres, version: 17 } }",
      "resources: { db: { type: postgres, version: '14' } }",
      "resources: { db: { type: postgres, size: huge } }",
      "resources: { db: { type: postgres, settings: { maxConnection: 1 } } }",
      "resources: { db: { type: postgres, settings: { maxConnections: many } } }",
      "resources: { db: { type: postgres, settings: { extensions: [unheard] } } }",
      "resources: { db: { type: postgres } }\nenvironments: { prod: { resources: { db: { settings: { colation: C.UTF-8 } } } } }",
      "resources: { db: null }",
      "environments: { staging: {} }",
      "environments: { prod: { metadata: {} } }",
      "secrets: { key: { from: nowhere } }",
      "metadata2: {}",
    ])("%j: the same as validate says", async (text) => {
      const { effects: there } = folderWith({ "towpath.yaml": HEAD + text });
      const { status } = await validate({ manifests: [], platform }, there);
      const said = await diagnose("acme", HEAD + text);
      expect({ status: said.length === 0 ? "ok" : "invalid", said }).toMatchObject({ status });
    });

    test("an owner that is no team of the platform", async () => {
      expect(await diagnose("acme", HEAD.replace("team-checkout", "team-nobody"))).toHaveLength(1);
    });
  });
});
