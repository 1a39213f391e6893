import { formatPlace } from "@towpath/core";
import { describe, expect, test } from "vitest";
import { loadPlatform } from "../platform/load-platform.ts";
import { resolve } from "../resolution/resolve.ts";
import { scoreManifest } from "../score/score-manifest.ts";
import { loadService } from "../service/load-service.ts";
import { memoryFiles } from "../testing/memory-files.ts";
import { explain, holdingLayer } from "./explain.ts";

const PLATFORM = `apiVersion: towpath.dev/v1
kind: Platform
metadata: { name: acme }
teams: { team-a: {} }
defaults: { workload: { health: { interval: 5s }, limits: { memory: 256Mi } } }
environments:
  dev: { engine: local, values: { domain: localhost } }
  prod:
    engine: local
    values: { domain: acme.example }
    settings: { db: { replicas: { default: 2, tier: recommended }, backup: { properties: { days: { default: 14 } } } } }
resourceTypes: [types/*.yaml]
`;
const DB = `apiVersion: towpath.dev/v1
kind: ResourceType
metadata: { name: db, support: team-db, docs: "https://db.example" }
stateful: true
versions: [{ version: "3", status: preview }, { version: "2", status: current }]
settings:
  replicas: { type: integer, default: 1, description: How many. }
  tls: { const: required, tier: mandatory, why: Data leaves the host. }
  label: { type: string, change: replace }
  backup:
    type: object
    change: restart
    properties: { days: { type: integer, minimum: 7, maximum: 35, default: 7, tier: mandatory }, hour: { type: integer, default: 3 } }
sizes: { large: { replicas: 3 } }
outputs: { host: { type: string }, url: { type: string, secret: true, description: All of it. } }
recipes: { local: { driver: db } }
`;
const MANIFEST = `apiVersion: towpath.dev/v1
kind: Service
metadata: { name: orders, owner: team-a, labels: { "acme.example/tier": "1 of \${metadata.name}" } }
workload:
  port: 8080
  health: { path: /h }
  variables: { SHARED: all, DB: "\${resources.db.url}", HOST: "\${resources.db.host}", KEY: "x-\${secrets.key}", AT: "\${environment.domain}" }
  containers:
    web: { image: "acme/web:1", variables: { OWN: mine, SHARED: web } }
    side: { image: "acme/side:1" }
resources:
  db: { type: db, class: large, settings: { backup: { hour: 4 } } }
secrets: { key: { from: "vault:key" } }
environments:
  dev: {}
  prod:
    workload: { scale: { min: 2 }, variables: { SHARED: null } }
    resources: { db: { version: "3", settings: { replicas: 5, backup: { days: 21 }, label: "a \${resources.db.host}" } } }
`;

function explained(path: string, environment = "prod") {
  const files = memoryFiles({
    "towpath.yaml": MANIFEST,
    "platform/platform.yaml": PLATFORM,
    "platform/types/db.yaml": DB,
  });
  const service = loadService("towpath.yaml", files, "/repo").value;
  const platform = loadPlatform("platform", files, "/repo").value;
  if (!service || !platform) throw new Error("Both can be read.");
  const request = { service, platform, environment, now: new Date(0) };
  const { explanations, near } = explain({ ...request, path });
  const [one] = explanations;
  return {
    ...one,
    near,
    graph: resolve(request).graph,
    said: one?.layers.map(
      ({ layer, value, place }) => `${layer}: ${JSON.stringify(value)}${place ? ` ${formatPlace(place)}` : ""}`,
    ),
  };
}

describe("a setting", () => {
  test("with everybody who says something, the lowest first", () => {
    const { value, said, setting } = explained("resources.db.settings.replicas");
    expect(value).toBe(5);
    expect(said).toEqual([
      "type: 1 platform/types/db.yaml:7:39",
      "size: 3 platform/types/db.yaml:14:29",
      "platform environment: 2 platform/platform.yaml:11:44",
      "service environment: 5 towpath.yaml:18:60",
    ]);
    expect(setting).toMatchObject({
      rule: "setting/db/replicas",
      tier: "recommended",
      bounds: ["a whole number"],
      description: "How many.",
      support: "team-db",
    });
  });

  test("down to a part of it", () => {
    const { value, said, setting, advice } = explained("resources.db.settings.backup.days");
    expect(value).toBe(21);
    expect(said).toEqual([
      "type: 7 platform/types/db.yaml:13:76",
      "platform environment: 14 platform/platform.yaml:11:109",
      "service environment: 21 towpath.yaml:18:79",
    ]);
    expect(setting).toMatchObject({
      tier: "mandatory",
      change: "restart",
      bounds: ["a whole number", "at least 7", "at most 35"],
    });
    expect(advice).toEqual([
      "Change it under resources.db.settings.backup.days, or for prod alone under environments.prod.resources.db.settings.backup.days.",
      "Its bounds are the platform's: stay within them, or ask team-db for a waiver of setting/db/backup.",
      "Changing it restarts what is there.",
      "More on it: https://db.example",
    ]);
    expect(explained("resources.db.settings.backup.hour", "dev").said).toEqual([
      "type: 3 platform/types/db.yaml:13:130",
      "service: 4 towpath.yaml:12:61",
    ]);
  });

  test("that the platform decides: whom to ask, and nothing to write", () => {
    const { value, setting, advice } = explained("setting/db/tls");
    expect(value).toBe("required");
    expect(setting).toMatchObject({ bounds: ['exactly "required"'], why: "Data leaves the host." });
    expect(advice).toEqual([
      "The platform decides it: ask team-db for a waiver of setting/db/tls.",
      "More on it: https://db.example",
    ]);
  });

  test("that nobody says anything about, and one that waits for another resource", () => {
    expect(explained("resources.db.settings.label", "dev")).toMatchObject({
      layers: [],
      advice: [
        expect.stringMatching(/^Write it under/),
        "Changing it replaces what is there, with its data.",
        expect.anything(),
      ],
    });
    const later = explained("resources.db.settings.label");
    expect(later.value).toBeUndefined();
    expect(later.unknown).toBe("It is known when what it names is there.");
    expect(later.references).toMatchObject([
      { written: "${resources.db.host}", kind: "output", from: "resources.db", type: "string", isSecret: false },
    ]);
  });
});

describe("other values", () => {
  test.each<[string, unknown, readonly string[]]>([
    [
      "resources.db.version",
      "3",
      ['type: "2" platform/types/db.yaml:5:47', 'service environment: "3" towpath.yaml:18:33'],
    ],
    ["resources.db.size", "large", ['service: "large" towpath.yaml:12:26']],
    ["metadata.owner", "team-a", ['service: "team-a" towpath.yaml:3:34']],
    ["metadata.criticality", "standard", ['built in: "standard"']],
    ["workload.kind", "server", ['built in: "server"']],
    ["workload.scale.min", 2, ["built in: 1", "service environment: 2 towpath.yaml:17:31"]],
    ["workloads.main.scale.max", 2, ["built in: 2"]],
    ["workload.health.interval", "5s", ['built in: "2s"', 'platform: "5s" platform/platform.yaml:5:45']],
    ["workload.health.timeout", "1s", ['built in: "1s"']],
    ["workload.limits.memory", "256Mi", ['platform: "256Mi" platform/platform.yaml:5:69']],
    ["workload.containers.side.limits.memory", "256Mi", ['platform: "256Mi" platform/platform.yaml:5:69']],
    [
      "workload.containers.web.variables.SHARED",
      "web",
      [
        'service: "all" towpath.yaml:7:24',
        "service environment: null towpath.yaml:17:57",
        'service: "web" towpath.yaml:9:65',
      ],
    ],
    ["environment.domain", "acme.example", ['platform environment: "acme.example" platform/platform.yaml:10:23']],
    ["environments.prod", undefined, []],
    ["secrets.key.from", "vault:key", ['service: "vault:key" towpath.yaml:13:25']],
    ["metadata.labels.acme.example/tier", "1 of orders", ['service: "1 of ${metadata.name}" towpath.yaml:3:73']],
    ["metadata.labels.acme\\.example/tier", "1 of orders", ['service: "1 of ${metadata.name}" towpath.yaml:3:73']],
  ])("%s", (path, value, said) => {
    const result = explained(path);
    expect(result.value).toEqual(value);
    expect(result.said ?? []).toEqual(said);
  });

  test("what an overlay takes out holds no more", () => {
    expect(explained("workload.variables.SHARED", "dev").value).toBe("all");
    expect(explained("workload.variables.SHARED", "prod").near).toEqual([
      "There are AT, DB, HOST, KEY in workloads.main.variables.",
    ]);
  });
});

describe("placeholders", () => {
  test.each([
    [
      "DB",
      { written: "${resources.db.url}", kind: "output", from: "resources.db", type: "string", isSecret: true },
      "platform/types/db.yaml:15:36",
    ],
    ["HOST", { kind: "output", isSecret: false }, "platform/types/db.yaml:15:12"],
    ["KEY", { written: "${secrets.key}", kind: "secret", from: "secrets.key", isSecret: true }, "towpath.yaml:13:12"],
    [
      "AT",
      { written: "${environment.domain}", kind: "fact", text: "acme.example", isSecret: false },
      "platform/platform.yaml:10:23",
    ],
  ])("of %s", (name, reference, place) => {
    const { references, isSecret, value } = explained(`workload.variables.${name}`);
    expect(references).toMatchObject([reference]);
    expect(references?.[0]?.place && formatPlace(references[0].place)).toBe(place);
    expect(isSecret).toBe(reference.isSecret);
    expect(value).toBe(name === "AT" ? "acme.example" : undefined);
  });

  test("may be asked for themselves", () => {
    expect(explained("${resources.db.url}")).toMatchObject({
      address: "resources.db.url",
      isSecret: true,
      output: { type: "string", isSecret: true, description: "All of it." },
      advice: ["It is given by resources.db once that is there: towpath outputs shows what it is."],
    });
  });
});

describe("a mapping", () => {
  test("lists what is in it, each with who says it", () => {
    const { members } = explained("resources.db");
    expect(members?.map(({ address, value, layer }) => [address, value, layer])).toEqual([
      ["resources.db.class", "large", "service"],
      ["resources.db.settings.backup.days", 21, "service environment"],
      ["resources.db.settings.backup.hour", 4, "service"],
      ["resources.db.settings.label", undefined, "service environment"],
      ["resources.db.settings.replicas", 5, "service environment"],
      ["resources.db.settings.tls", "required", "type"],
      ["resources.db.size", "large", "service"],
      ["resources.db.type", "db", "service"],
      ["resources.db.version", "3", "service environment"],
    ]);
    expect(explained("workload.variables").members?.map(({ address, isSecret }) => [address, isSecret])).toEqual([
      ["workloads.main.variables.AT", false],
      ["workloads.main.variables.DB", true],
      ["workloads.main.variables.HOST", false],
      ["workloads.main.variables.KEY", true],
    ]);
  });
});

test.each([
  ["resorces.db.version", "Did you mean resources.db.version?"],
  ["resources.db.settings.replica", "Did you mean resources.db.settings.replicas?"],
  ["resources.db.settings.hour", "Did you mean resources.db.settings.backup.hour?"],
  ["backup.hour", "Did you mean resources.db.settings.backup.hour?"],
  ["setting/db/nothing", "There are setting/db/backup, "],
  ["setting/db/replica", "Did you mean setting/db/replicas?"],
  ["setting/bd/backup.hour", "Did you mean setting/db/backup?"],
  ["resources.db.settings.__proto__", "There are backup, label, replicas, tls in resources.db.settings."],
  ["constructor", "There are "],
])("%s is no path: %s", (path, near) => {
  const { near: said, address } = explained(path);
  expect(address).toBeUndefined();
  expect(said.join(" ")).toContain(near);
});

test("it says what a resolution comes to", () => {
  const { graph } = explained("metadata");
  for (const [name, setting] of Object.entries(graph?.resources[0]?.settings ?? {})) {
    const { value, layers } = explained(`resources.db.settings.${name}`);
    expect(value).toEqual(setting.known ? setting.value : undefined);
    expect(holdingLayer(layers ?? [])).toMatchObject({ layer: setting.origin.layer });
  }
});

test("what takes out all of the settings says so where it stands", () => {
  const files = memoryFiles({
    "towpath.yaml": MANIFEST.replace("dev: {}", "dev: { resources: { db: { settings: null } } }"),
    "platform/platform.yaml": PLATFORM,
    "platform/types/db.yaml": DB,
  });
  const service = loadService("towpath.yaml", files, "/repo").value;
  const platform = loadPlatform("platform", files, "/repo").value;
  if (!service || !platform) throw new Error("Both can be read.");
  const request = {
    service,
    platform,
    environment: "dev",
    now: new Date(0),
    path: "resources.db.settings.backup.hour",
  };
  const [one] = explain(request).explanations;
  const said = one?.layers.map(({ layer, value, place }) => [layer, value, place && formatPlace(place)]) ?? [];
  expect(one?.value).toBe(3);
  expect(said.slice(-2)).toEqual([
    ["service", 4, "towpath.yaml:12:61"],
    ["service environment", null, "towpath.yaml:15:39"],
  ]);
  expect(holdingLayer(one?.layers ?? [])).toMatchObject({ layer: "type", value: 3 });
});

test("what is built in for the most instances is the fewest, whatever the manifest says of it", () => {
  const files = memoryFiles({
    "towpath.yaml":
      "apiVersion: towpath.dev/v1\nkind: Service\nmetadata: { name: a }\nworkload: { run: x, port: 1, scale: { min: 2, max: 10 } }\n",
  });
  const service = loadService("towpath.yaml", files, "/repo").value;
  const platform = loadPlatform(undefined, files, "/repo").value;
  if (!service || !platform) throw new Error("Both can be read.");
  const request = { service, platform, environment: "dev", now: new Date(0), path: "workload.scale.max" };
  expect(explain(request).explanations[0]?.layers.map(({ value }) => value)).toEqual([2, 10]);
});

test("what is written in a Score file is changed there", () => {
  const text = `apiVersion: score.dev/v1b1
metadata: { name: hello }
containers: { web: { image: "nginx:1.29", variables: { A: "1" } } }
resources: { db: { type: postgres, params: { maxConnections: 30 } } }
`;
  const files = memoryFiles({ "score.yaml": text });
  const read = loadService("score.yaml", files, "/repo", scoreManifest).value;
  const platform = loadPlatform(undefined, files, "/repo").value;
  if (!read || !platform) throw new Error("Both can be read.");
  const advice = (path: string): readonly string[] | undefined =>
    explain({ service: read, platform, environment: "dev", now: new Date(0), path }).explanations[0]?.advice;
  expect(advice("workload.containers.web.image")).toEqual(["It is written at score.yaml:3:29: change it there."]);
  expect(advice("resources.db.settings.maxConnections")?.[0]).toBe(
    "It is written at score.yaml:4:62: change it there.",
  );
});

describe("what nobody says", () => {
  test.each([
    ["workload.scale.cpu", "environments.prod.workload.scale.cpu"],
    ["workload.deploy.migrate", "environments.prod.workload.deploy.migrate"],
    ["workloads.main.containers.web.before", "environments.prod.workload.containers.web.before"],
    ["resources.db.share", "environments.prod.resources.db.share"],
  ])("%s: where to write it", (path, written) => {
    const one = explained(path);
    expect(one).toMatchObject({ layers: [], members: [] });
    expect(one).not.toHaveProperty("value");
    expect(one.advice?.join()).toContain(`or for prod alone under ${written}.`);
  });

  test.each([
    "resources.nope.size",
    "workload.variables.NOPE",
    "workloads.nope.port",
    "workload.scal",
    "workload.scale.cpu.more",
    "environments.prod",
    "apiVersion",
    "constructor",
    "__proto__",
    "workload.__proto__.x",
    "",
  ])("%s: there is no such thing", (path) => {
    expect(explained(path).address).toBeUndefined();
  });
});
