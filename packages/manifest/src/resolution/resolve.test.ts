import { describe, expect, test } from "vitest";
import { graphDigest } from "../graph/graph-digest.ts";
import type { GraphResource } from "../graph/graph-resource.ts";
import { HEAD, tried } from "../testing/resolved.ts";

const PLATFORM = `apiVersion: towpath.dev/v1
kind: Platform
metadata: { name: acme }
teams: { team-a: {}, team-b: {} }
defaults: { workload: { health: { interval: 5s }, limits: { memory: 256Mi } } }
environments:
  dev: { engine: local, values: { domain: localhost } }
  prod:
    engines:
      azure: { kind: terraform, backend: { azurerm: {} } }
      aks: { kind: kubernetes, context: prod }
    place: { workload: aks, "*": azure }
    values: { domain: acme.example }
    settings: { db: { replicas: { default: 2, tier: recommended } } }
    promoteFrom: { environment: dev, bake: 30m }
resourceTypes: [types/*.yaml]
policies: { packs: [x], levels: { data/a: mandatory, data/b: { dev: off, prod: mandatory } } }
`;
const DB = `apiVersion: towpath.dev/v1
kind: ResourceType
metadata: { name: db, title: Database }
stateful: true
versions:
  - { version: "3", status: preview }
  - { version: "2", status: current }
  - { version: "1", status: deprecated, until: 2026-12-31, successor: "2" }
  - { version: "0", status: withdrawn, successor: "2" }
variants: { single: { status: deprecated, until: 2020-01-01 }, flexible: { status: current } }
settings:
  backupDays: { type: integer, minimum: 7, maximum: 35, default: 7, tier: mandatory, why: Mistakes are noticed late. }
  tls: { const: required, tier: mandatory }
  replicas: { type: integer, default: 1 }
  storage: { type: integer, default: 32, change: grow-only }
  tags: { type: object, properties: { a: { type: string }, b: { type: string } }, default: { a: x } }
  region: { type: string, default: west, tier: mandatory }
sizes: { small: { storage: 32 }, large: { storage: 256, replicas: 3 } }
outputs: { host: { type: string }, port: { type: integer }, url: { type: string, secret: true } }
recipes: { local: { driver: db }, terraform: { module: ./m } }
`;
const CACHE = `apiVersion: towpath.dev/v1
kind: ResourceType
metadata: { name: cache }
outputs: { host: { type: string } }
settings: { port: { type: integer }, seed: { type: string }, list: { type: array, items: { type: string } } }
recipes: { local: { driver: cache } }
`;
const OWNED = HEAD.replace("name: orders", "name: orders, owner: team-a");
const acme = { platform: PLATFORM, types: { db: DB, cache: CACHE } };

function resource(
  manifest: string,
  environment = "dev",
  now = "2026-11-22",
): { readonly text: string; readonly db: GraphResource | undefined } {
  const { graph, text } = tried(`${OWNED}${manifest}`, { ...acme, environment, now });
  return { text, db: graph?.resources.find(({ name }) => name === "db") };
}

function chain(db: GraphResource | undefined, setting: string): readonly unknown[] | undefined {
  return db?.settings[setting]?.chain.map(({ layer, value }) => [layer, value]);
}

describe("layers", () => {
  const manifest =
    "resources: { db: { type: db, size: large, settings: { replicas: 5, tags: { b: y } } } }\nenvironments: { dev: {}, prod: { resources: { db: { settings: { replicas: 7 } } } } }\n";

  test("each setting keeps the whole chain of who said what, the last holds", () => {
    const { db, text } = resource(manifest, "prod");
    expect(chain(db, "replicas")).toEqual([
      ["type", 1],
      ["size", 3],
      ["platform environment", 2],
      ["service", 5],
      ["service environment", 7],
    ]);
    expect(db?.settings["replicas"]).toMatchObject({
      known: true,
      value: 7,
      tier: "recommended",
      origin: { layer: "service environment" },
    });
    expect(db?.settings["storage"]).toMatchObject({ value: 256, change: "grow-only", origin: { layer: "size" } });
    expect(text).toContain("(advisory)\n  replicas of db is 7; the platform recommends 2.");
  });

  test("mappings merge over the layers", () => {
    expect(resource(manifest).db?.settings["tags"]).toMatchObject({ value: { a: "x", b: "y" } });
  });

  test("null in an overlay takes the service's own value out; the platform's stands", () => {
    const { db } = resource(
      "resources: { db: { type: db, settings: { replicas: 5 } } }\nenvironments: { dev: { resources: { db: { settings: { replicas: null } } } } }\n",
    );
    expect(db?.settings["replicas"]).toMatchObject({ value: 1, origin: { layer: "type" } });
  });

  test("null takes a whole resource out of an environment; what names it says so", () => {
    const { text } = tried(
      `${OWNED}resources: { db: { type: db } }\nworkload: { run: x, variables: { A: "\${resources.db.host}" } }\nenvironments: { dev: { resources: { db: null } } }\n`,
      acme,
    );
    expect(text).toContain('${resources.db.host} names no resource: there is no "db".');
  });

  test("an overlay may bring a resource; it must be whole", () => {
    const { db } = resource("environments: { dev: { resources: { db: { type: db } } } }\n");
    expect(db?.origin.layer).toBe("service environment");
    expect(resource("environments: { dev: { resources: { db: { version: '2' } } } }\n").text).toContain(
      'resources.db lacks "type".',
    );
  });

  test("workloads: the platform's defaults, the service, its overlay; in the short form or the long", () => {
    const { graph } = tried(
      `${OWNED}workload: { run: x, port: 1, health: { path: /h }, scale: { max: 4 } }\nenvironments: { dev: { workloads: { main: { scale: { min: 2 } } } } }\n`,
      acme,
    );
    const [main] = graph?.workloads ?? [];
    expect(main).toMatchObject({
      address: "workloads.main",
      kind: "server",
      health: { path: "/h", intervalMs: 5_000, timeoutMs: 1_000, graceMs: 30_000 },
      containers: [{ name: "main", run: "x", limits: { memory: "256Mi" } }],
      scale: { min: 2, max: 4 },
      deploy: { strategy: "rolling", bakeMs: 0, steps: [], noData: "fail" },
    });
    expect(Object.entries(main?.origins ?? {}).map(([path, { layer, place }]) => [path, layer, place.file])).toEqual([
      ["health.interval", "platform", "platform/platform.yaml"],
      ["health.path", "service", "towpath.yaml"],
      ["limits.memory", "platform", "platform/platform.yaml"],
      ["port", "service", "towpath.yaml"],
      ["run", "service", "towpath.yaml"],
      ["scale.max", "service", "towpath.yaml"],
      ["scale.min", "service environment", "towpath.yaml"],
    ]);
  });
});

describe("tiers", () => {
  const asked = (settings: string): ReturnType<typeof resource> =>
    resource(`resources: { db: { type: db, settings: ${settings} } }\n`);

  test("a mandatory bound: beyond it is fine, below it is a finding that keeps what was asked for", () => {
    expect(asked("{ backupDays: 14 }").text).toBe("");
    const { db, text } = asked("{ backupDays: 3 }");
    expect(db?.settings["backupDays"]).toMatchObject({ value: 3, tier: "mandatory" });
    expect(text).toBe(
      "towpath.yaml:4:54 and platform/types/db.yaml:12:3 setting/db/backupDays\n  backupDays of db is 3; the platform demands at least 7. Mistakes are noticed late.",
    );
  });

  test("a mandatory constant, and a mandatory default without bounds", () => {
    expect(asked("{ tls: none }").text).toContain(
      'setting/db/tls\n  tls of db is "none"; the platform demands "required".',
    );
    expect(asked("{ region: east }").text).toContain(
      'setting/db/region\n  region of db is "east"; the platform decides it: "west".',
    );
    expect(asked("{ tls: required, region: west }").text).toBe("");
  });

  test("another kind of value is an error in every tier, and there is no graph", () => {
    const { db, text } = asked("{ backupDays: many }");
    expect(text).toContain('manifest/invalid-value\n  backupDays of db is "many"; expected a whole number.');
    expect(db).toBeUndefined();
  });
});

describe("versions and variants", () => {
  const version = (wanted: string, now?: string): ReturnType<typeof resource> =>
    resource(`resources: { db: { type: db, version: "${wanted}" } }\n`, "dev", now);

  test("the current ones when none is asked for", () => {
    expect(resource("resources: { db: { type: db } }\n").db).toMatchObject({
      version: { value: "2", origin: { layer: "type" } },
      variant: { value: "flexible" },
      lifecycle: { status: "current" },
    });
  });

  test("a deprecated one until its day, the day itself included", () => {
    expect(version("1", "2026-12-31T23:00:00Z")).toMatchObject({
      text: "",
      db: { lifecycle: { status: "deprecated", until: "2026-12-31", successor: "2" } },
    });
    expect(version("1", "2027-01-01T00:00:00Z").text).toContain(
      'manifest/version-expired\n  db version "1" was accepted until 2026-12-31.\n  > Its successor is "2".',
    );
  });

  test("a withdrawn one is an error", () => {
    expect(version("0").text).toContain("towpath.yaml:4:39 and platform/types/db.yaml:9:5 manifest/version-withdrawn");
    expect(resource("resources: { db: { type: db, variant: single } }\n").text).toContain("manifest/version-expired");
  });
});

describe("engines", () => {
  test("each thing goes where the environment places it", () => {
    const { graph } = tried(`${OWNED}resources: { db: { type: db } }\nworkload: { run: x }\n`, {
      ...acme,
      environment: "prod",
    });
    expect(graph?.resources[0]).toMatchObject({
      engine: "azure",
      recipe: { kind: "terraform", options: { module: "./m" } },
    });
    expect(graph?.workloads[0]?.engine).toBe("aks");
    expect(graph?.environment).toMatchObject({
      engines: [
        { name: "aks", kind: "kubernetes", options: { context: "prod" } },
        { name: "azure", kind: "terraform", options: { backend: { azurerm: {} } } },
      ],
      values: { domain: "acme.example" },
      promoteFrom: { environment: "dev", bake: "30m" },
    });
  });

  test("a type without a recipe for its engine", () => {
    expect(tried(`${OWNED}resources: { c: { type: cache } }\n`, { ...acme, environment: "prod" }).text).toBe(
      "towpath.yaml:4:14 and platform/platform.yaml:12:29 and platform/types/cache.yaml:6:1 manifest/no-recipe\n  prod makes cache with azure (terraform), and cache has no recipe for terraform.\n  > Its recipes are for local.",
    );
  });

  test("engines that wait for one another", () => {
    const platform = PLATFORM.replace('place: { workload: aks, "*": azure }', 'place: { db: aks, "*": azure }');
    const one =
      "resources:\n  db: { type: db, settings: { note: '${resources.other.url}' } }\n  other: { type: other }\n";
    const two = `${one}  more: { type: other, settings: { note: '\${resources.db.url}' } }\n`;
    const types = Object.fromEntries(
      ["db", "other"].map((name) => [
        name,
        `apiVersion: towpath.dev/v1\nkind: ResourceType\nmetadata: { name: ${name} }\nsettings: { note: { type: string } }\noutputs: { url: { type: string } }\nrecipes: { terraform: { module: x }, kubernetes: { objects: x } }\n`,
      ]),
    );
    const text = (resources: string) => tried(`${OWNED}${resources}`, { platform, types, environment: "prod" }).text;
    expect(text(two)).toContain(
      "The engines of prod wait for one another: aks waits for azure (resources.db needs resources.other), azure waits for aks (resources.more needs resources.db).",
    );
    expect(text(one)).not.toContain("manifest/cycle");
  });

  test("several engines and nothing that says which", () => {
    const platform = PLATFORM.replace('    place: { workload: aks, "*": azure }\n', "");
    expect(
      tried(`${OWNED}resources: { db: { type: db } }\n`, { ...acme, platform, environment: "prod" }).text,
    ).toContain("manifest/no-engine\n  Nothing says which engine of prod makes db.");
  });
});

describe("placeholders", () => {
  test("what metadata and the environment say is filled in, outputs and secrets stay references", () => {
    const { graph } = tried(
      `${OWNED}resources: { db: { type: db } }\nsecrets: { k: { from: vault:k } }\nworkload:\n  run: "serve \${metadata.name} $\${HOME} $$5"\n  port: 1\n  route: { host: "\${metadata.name}.\${environment.domain}" }\n  variables: { A: "\${resources.db.url}?x=\${environment.name}", B: 5, C: "\${secrets.k}", D: true }\n`,
      acme,
    );
    const [main] = graph?.workloads ?? [];
    expect(main?.containers[0]?.run).toBe("serve orders ${HOME} $5");
    expect(main?.route).toEqual({ host: "orders.localhost", path: "/", visibility: "internal" });
    expect(main?.containers[0]?.variables).toMatchObject({
      A: {
        isSecret: true,
        parts: [
          { kind: "output", address: "resources.db", output: "url", isSecret: true },
          { kind: "text", text: "?x=dev" },
        ],
      },
      B: { isSecret: false, parts: [{ kind: "text", text: "5" }] },
      C: { isSecret: true, parts: [{ kind: "secret", address: "secrets.k" }] },
      D: { parts: [{ kind: "text", text: "true" }] },
    });
    expect(main?.dependsOn).toEqual(["resources.db"]);
  });

  test("a setting may hold outputs: it is known after apply, and secret when a part of it is", () => {
    const { graph } = tried(
      `${OWNED}resources: { db: { type: db }, c: { type: cache, settings: { port: "\${resources.db.port}", seed: "x-\${resources.db.url}" } } }\n`,
      acme,
    );
    const cache = graph?.resources.find(({ name }) => name === "c");
    expect(cache?.settings).toMatchObject({
      port: { known: false, isSecret: false },
      seed: { known: false, isSecret: true },
    });
    expect(cache?.dependsOn).toEqual(["resources.db"]);
  });

  test("nothing more is said of what is broken already", () => {
    const { text } = tried(
      `${HEAD}resources: { db: { type: dbb }, q: 3 }\nsecrets: { k: {} }\nworkload: { run: x, variables: { A: "\${resources.db.url}", B: "\${resources.q.url}", C: "\${secrets.k}" } }\n`,
    );
    expect(text.match(/manifest\/[a-z-]+/g)).toEqual([
      "manifest/unknown-type",
      "manifest/wrong-type",
      "manifest/missing-key",
    ]);
  });

  test("an output of another kind than the setting", () => {
    expect(
      tried(
        `${OWNED}resources: { db: { type: db }, c: { type: cache, settings: { port: "\${resources.db.host}" } } }\n`,
        acme,
      ).text,
    ).toContain("port will be a text; expected a whole number.");
  });
});

describe("platform and service", () => {
  test("the owner is a team of a platform that has teams", () => {
    expect(tried(`${HEAD}`, acme).text).toContain("manifest/missing-key\n  The service has no owner");
    expect(tried(HEAD.replace("orders", "orders, owner: team-c"), acme).text).toContain(
      'manifest/unknown-team\n  The platform acme has no team "team-c".\n  > Did you mean "team-a"?',
    );
    expect(tried(HEAD.replace("orders", "orders, owner: anyone")).text).toBe("");
  });

  test("an environment that the platform does not have is an error", () => {
    expect(tried(`${OWNED}environments: { dev: {}, prd: {} }\n`, acme).text).toContain(
      'manifest/unknown-environment\n  The platform acme has no environment "prd".\n  > Did you mean "prod"?',
    );
  });

  test("what is wrong in a platform is said with its places", () => {
    const platform = PLATFORM.replace("place: { workload: aks,", "place: { workload: akz, dbb: aks,")
      .replace("replicas: { default: 2", "replica: { default: 2")
      .replace("environment: dev, bake", "environment: int, bake")
      .replace("prod: mandatory", "prd: mandatory");
    expect(tried(OWNED, { ...acme, platform }).text).toMatchInlineSnapshot(`
      "platform/platform.yaml:12:24 manifest/unknown-engine
        The environment prod has no engine "akz".
        > Did you mean "aks"?
        > There are azure, aks.
      platform/platform.yaml:12:29 manifest/unknown-type
        There is no resource type "dbb" to place.
        > Did you mean "db"?
        > There are cache, db, workload, *.
      platform/platform.yaml:14:23 manifest/unknown-setting
        db has no setting "replica".
        > Did you mean "replicas"?
        > There are backupDays, tls, replicas, storage, tags, region.
      platform/platform.yaml:15:33 manifest/unknown-environment
        There is no environment "int" to promote from.
        > There is dev.
      platform/platform.yaml:17:74 manifest/unknown-environment
        There is no environment "prd".
        > Did you mean "prod"?
        > There are dev, prod."
    `);
  });

  test("what is wrong in a resource type is said with its places", () => {
    const db = DB.replace("default: 7,", "default: 3,")
      .replace("large: { storage: 256", "large: { storag: 256")
      .replaceAll('successor: "2"', 'successor: "9"')
      .replace("{ type: string, default: west", "{ type: string, pattern: (a+)+, default: west");
    expect(tried(OWNED, { ...acme, types: { db, cache: CACHE, again: CACHE } }).text).toMatchInlineSnapshot(`
      "platform/types/cache.yaml:3:19 and platform/types/again.yaml:3:19 manifest/duplicate-name
        The resource type cache is here twice.
      platform/types/db.yaml:8:71 manifest/invalid-value
        The successor "9" is no version of this type.
        > There are 3, 2, 1, 0.
      platform/types/db.yaml:9:51 manifest/invalid-value
        The successor "9" is no version of this type.
        > There are 3, 2, 1, 0.
      platform/types/db.yaml:12:66 manifest/invalid-value
        The default of backupDays is 3; expected at least 7.
      platform/types/db.yaml:17:36 manifest/invalid-value
        The pattern "(a+)+" repeats a group that holds a repetition or a choice, which can take for ever.
      platform/types/db.yaml:18:51 manifest/invalid-value
        The size large sets "storag", which is no setting.
        > Did you mean "storage"?
        > There are backupDays, tls, replicas, storage, tags, region."
    `);
  });
});

describe("a graph", () => {
  const manifest = `${OWNED}resources: { db: { type: db, settings: { replicas: 2, tags: { a: "1" } } }, b: { type: cache } }\nworkload: { run: x, port: 1, variables: { origin: "1", place: "2" } }\n`;

  test("does not depend on the order of keys, nor its digest on comments and places", () => {
    const swapped = `# a comment\n\n${OWNED}workload:\n  variables: { place: "2", origin: "1" }\n  port: 1\n  run: x\nresources:\n  b: { type: cache }\n  db: { settings: { tags: { a: "1" }, replicas: 2 }, type: db }\n`;
    const [a, b] = [tried(manifest, acme).graph, tried(swapped, acme).graph];
    if (!a || !b) throw new Error("Both resolve.");
    expect(graphDigest(a)).toBe(graphDigest(b));
    expect(a.resources.map(({ address }) => address)).toEqual(["resources.b", "resources.db"]);
  });

  test("has the same digest wherever its folder and its files are", () => {
    const { graph } = tried(manifest, acme);
    if (!graph) throw new Error("It resolves.");
    const moved = JSON.parse(
      JSON.stringify(graph).replaceAll("towpath.yaml", "other.yaml").replaceAll('"/repo"', '"/else"'),
    );
    expect(graphDigest(moved)).toBe(graphDigest(graph));
  });

  test.each([
    ["a setting", "replicas: 2", "replicas: 3"],
    ["a variable's value", 'origin: "1"', 'origin: "9"'],
    ["a variable's name", "place:", "chain:"],
    ["a port", "port: 1", "port: 2"],
    ["a type", "b: { type: cache", "b: { type: db"],
  ])("has another digest with another %s", (_, before, after) => {
    const [a, b] = [tried(manifest, acme).graph, tried(manifest.replace(before, after), acme).graph];
    if (!a || !b) throw new Error("Both resolve.");
    expect(graphDigest({ ...a, manifest: b.manifest })).not.toBe(graphDigest(b));
  });
});

test("a recommendation of a size is said where the size is", () => {
  const type = `apiVersion: towpath.dev/v1
kind: ResourceType
metadata: { name: db }
settings:
  most: { type: integer, default: 100, tier: recommended }
sizes:
  large: { most: 1000 }
recipes: { local: { driver: db } }
`;
  const platform =
    "apiVersion: towpath.dev/v1\nkind: Platform\nmetadata: { name: acme }\nenvironments: { dev: { engine: local } }\nresourceTypes: [types/*.yaml]\n";
  const { text } = tried(`${HEAD}resources: { db: { type: db, size: large, settings: { most: 5 } } }\n`, {
    platform,
    types: { db: type },
  });
  expect(text).toMatchInlineSnapshot(`
    "towpath.yaml:4:61 and platform/types/db.yaml:7:18 setting/db/most (advisory)
      most of db is 5; the platform recommends 1000."
  `);
});

describe("moved", () => {
  const platform =
    "apiVersion: towpath.dev/v1\nkind: Platform\nmetadata: { name: acme }\nenvironments: { dev: { engine: local }, prod: { engine: local } }\nresourceTypes: [types/*.yaml]\n";
  const types = {
    db: "apiVersion: towpath.dev/v1\nkind: ResourceType\nmetadata: { name: db }\nrecipes: { local: { driver: db } }\n",
  };
  const inDev = (rest: string): string => tried(`${HEAD}${rest}`, { platform, types, environment: "dev" }).text;

  test("two may change places, and one may take the name that another leaves", () => {
    const both = "resources: { a: { type: db }, b: { type: db } }\n";
    const swap = "moved: [{ from: resources.a, to: resources.b }, { from: resources.b, to: resources.a }]\n";
    const shift = "moved: [{ from: resources.b, to: resources.a }, { from: resources.old, to: resources.b }]\n";
    expect(inDev(both + swap)).toBe("");
    expect(inDev(both + shift)).toBe("");
    expect(inDev(`${both}moved: [{ from: resources.a, to: resources.b }]\n`)).toContain("and still here");
  });

  test("what it became may be there in another environment only", () => {
    const moved = "moved: [{ from: resources.old, to: resources.db }]\n";
    expect(inDev(`${moved}environments: { dev: {}, prod: { resources: { db: { type: db } } } }\n`)).toBe("");
    expect(inDev(`${moved}resources: { db: { type: db } }\nenvironments: { dev: { resources: { db: null } } }\n`)).toBe(
      "",
    );
    expect(inDev(`${moved}environments: { dev: {}, prod: {} }\n`)).toContain("there is no such thing");
  });

  test("a workload becomes no resource", () => {
    expect(
      inDev("resources: { db: { type: db } }\nmoved: [{ from: workloads.web, to: resources.db }]\n"),
    ).toMatchInlineSnapshot(`
      "towpath.yaml:5:36 manifest/invalid-value
        workloads.web is moved to resources.db: a resource cannot become a workload, nor a workload a resource.
        > Take the move out."
    `);
  });

  test("the one thing that runs is workloads.main", () => {
    expect(inDev("workload: { run: a, port: 1 }\nmoved: [{ from: workloads.web, to: workloads.main }]\n")).toBe("");
  });
});
