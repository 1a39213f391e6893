import type { Files } from "@towpath/core";
import { loadPolicyRule, type PolicyRuleFile } from "@towpath/manifest/policy";
import { describe, expect, it } from "vitest";
import { checkPolicy } from "../engine/check-policy.ts";
import {
  containerWith,
  graphWith,
  now,
  originAt,
  planWith,
  resourceWith,
  settingWith,
  templateWith,
  workloadWith,
} from "../testing/subjects.ts";
import { loadYamlRules, type YamlRuleOptions } from "./load-yaml-rules.ts";

const PARTS = {
  params: "{ minDays: { type: integer, default: 7, minimum: 1, merge: raise-only } }",
  select: "{ resource: [postgres, mysql] }",
  when: undefined,
  assert: "resource.settings.backupRetentionDays >= params.minDays",
  at: "settings.backupRetentionDays",
  message:
    '"{{resource.name}} keeps backups for {{resource.settings.backupRetentionDays}} days; {{params.minDays}} are required."',
  suggestions: '["Write {{params.minDays}} or more."]',
  fix: '{ safety: safe, set: { settings.backupRetentionDays: "{{params.minDays}}" } }',
} as const;

function ruleText(changes: Readonly<Partial<Record<keyof typeof PARTS, string | undefined>>> = {}): string {
  const lines = Object.entries({ ...PARTS, ...changes }).flatMap(([key, value]) => (value ? [`${key}: ${value}`] : []));
  return [
    "apiVersion: towpath.dev/v1",
    "kind: PolicyRule",
    "metadata: { id: acme/backups, severity: high, docs: { summary: Backups are kept., rationale: Data goes wrong. } }",
    ...lines,
    "tests: { pass: [{ resources: {} }], fail: [{ resources: {} }] }",
    "",
  ].join("\n");
}

function read(text: string): PolicyRuleFile {
  const files: Files = {
    read: () => new TextEncoder().encode(text),
    list: () => undefined,
    realPath: (path) => path,
  };
  const { value, findings } = loadPolicyRule("/repo/rule.yaml", "rule.yaml", files);
  if (!value) throw new Error(findings.map(({ message }) => message).join("\n"));
  return value;
}

function load(changes: Parameters<typeof ruleText>[0] = {}, options: YamlRuleOptions = {}) {
  return loadYamlRules([read(ruleText(changes))], options);
}

function rulesOf(changes: Parameters<typeof ruleText>[0] = {}, options: YamlRuleOptions = {}) {
  const { rules, findings } = load(changes, options);
  if (findings.length > 0) throw new Error(findings.map(({ message }) => message).join("\n"));
  return rules;
}

/** What is said: where, what, what to do. */
function said(changes: Parameters<typeof ruleText>[0], options: YamlRuleOptions = {}): readonly string[] {
  return load(changes, options).findings.map(({ message, places: [place], suggestions }) => {
    const { line, column } = place?.range?.start ?? { line: 0, column: 0 };
    return [`${line}:${column}`, message, ...suggestions].join(" ");
  });
}

const POSTGRES = {
  name: "postgres",
  settings: {
    backupRetentionDays: { type: "integer" },
    tls: { type: "string", enum: ["require", "off"] },
    disk: { type: "object", properties: { size: { type: "integer" } } },
  },
};
const offered = { resourceTypes: [POSTGRES] };

describe("a rule in YAML", () => {
  const graph = (days: Parameters<typeof settingWith>[0]) =>
    graphWith({ resources: [resourceWith({ settings: { backupRetentionDays: settingWith(days) } })] });
  const check = (changes: Parameters<typeof ruleText>[0], days: Parameters<typeof settingWith>[0]) =>
    checkPolicy({ services: [{ graphs: [graph(days)] }], rules: rulesOf(changes), levels: {}, now });

  it("finds what does not hold, with its place, what to do and how it is mended", () => {
    const { findings, rules } = check({}, 3);
    expect(findings).toMatchObject([
      {
        code: "acme/backups",
        outcome: "fail",
        level: "advisory",
        severity: "high",
        address: "resources.db.settings.backupRetentionDays",
        message: "db keeps backups for 3 days; 7 are required.",
        suggestions: ["Write 7 or more."],
        places: [{ file: "towpath.yaml", range: { start: { line: 20 } } }],
      },
    ]);
    expect(rules).toMatchObject([{ rule: "acme/backups", subjects: 1 }]);
  });

  it("passes what holds", () => {
    expect(check({}, 7).findings).toEqual([]);
  });

  it("changes what the service says itself, and its own entry where the platform said it", () => {
    const said = (layer: "service" | "platform") => {
      const place = { file: layer === "service" ? "towpath.yaml" : "platform.yaml", pointer: "/there" };
      const setting = { ...settingWith(3), origin: { layer, place } };
      const origin = { layer: "service", place: { file: "towpath.yaml", pointer: "/resources/db" } } as const;
      const resources = [resourceWith({ origin, settings: { backupRetentionDays: setting } })];
      const request = { services: [{ graphs: [graphWith({ resources })] }], rules: rulesOf(), levels: {}, now };
      return checkPolicy(request).findings.map(({ places, fix }) => [places[0]?.file, fix?.changes]);
    };
    expect(said("service")).toEqual([
      ["towpath.yaml", [{ type: "set", file: "towpath.yaml", pointer: "/there", value: 7 }]],
    ]);
    const pointer = "/resources/db/settings/backupRetentionDays";
    expect(said("platform")).toEqual([["platform.yaml", [{ type: "set", file: "towpath.yaml", pointer, value: 7 }]]]);
  });

  it("shows no more than the beginning of a long text", () => {
    const resources = [resourceWith({ name: "x".repeat(10_000) })];
    const rules = rulesOf({
      assert: "resource.name == ''",
      at: undefined,
      message: '"{{resource.name}}!"',
      fix: undefined,
    });
    const { findings } = checkPolicy({ services: [{ graphs: [graphWith({ resources })] }], rules, levels: {}, now });
    expect(findings.map(({ message }) => message)).toEqual([`${"x".repeat(300)}…!`]);
  });

  it("cannot be judged where a value is known only after apply", () => {
    const { findings } = check({}, { why: "it is an output of resources.other" });
    expect(findings).toMatchObject([
      { outcome: "indeterminate", message: expect.stringContaining("it is an output of resources.other.") },
    ]);
  });

  it("looks only where its condition holds", () => {
    expect(check({ when: "environment.name == 'dev'" }, 3).findings).toEqual([]);
    expect(check({ when: "environment.name == 'prod'" }, 3).findings).toHaveLength(1);
    expect(check({ when: "service.criticality == 'standard' && resources.size() == 1" }, 3).findings).toHaveLength(1);
  });

  it("is an error where it has no value: a setting that is missing is asked for first", () => {
    const { findings } = checkPolicy({
      services: [{ graphs: [graphWith({ resources: [resourceWith()] })] }],
      rules: rulesOf(),
      levels: {},
      now,
    });
    expect(findings).toMatchObject([
      {
        outcome: "error",
        message:
          "The rule acme/backups could not be evaluated: its `assert` has no value here: resource.settings.backupRetentionDays is not there; ask has(resource.settings.backupRetentionDays) first.",
      },
    ]);
  });

  it("uses the parameters of the check", () => {
    const params = [{ by: "platform", isPlatform: true, values: { "acme/backups": { minDays: 14 } } }];
    const { findings } = checkPolicy({ services: [{ graphs: [graph(7)] }], rules: rulesOf(), levels: {}, now, params });
    expect(findings[0]?.message).toBe("db keeps backups for 7 days; 14 are required.");
  });

  it("never shows a secret", () => {
    const secret = { ...settingWith("hunter2"), isSecret: true };
    const secretive = graphWith({ resources: [resourceWith({ settings: { password: secret } })] });
    const rules = rulesOf({
      assert: "1 == 2",
      at: undefined,
      message: '"{{resource.settings.password}} and {{resource.name}}"',
      fix: undefined,
    });
    const { findings } = checkPolicy({ services: [{ graphs: [secretive] }], rules, levels: {}, now });
    expect(findings.map(({ message }) => message)).toEqual(["(not known) and db"]);
    const asked = rulesOf({
      assert: "resource.settings.password != 'hunter2'",
      at: undefined,
      fix: undefined,
      message: "m",
    });
    const judged = checkPolicy({ services: [{ graphs: [secretive] }], rules: asked, levels: {}, now }).findings;
    expect(judged.map(({ outcome }) => outcome)).toEqual(["indeterminate"]);
  });

  it("looks at workloads and their containers", () => {
    const rules = rulesOf({
      select: '{ workload: "*" }',
      assert: "workload.containers.all(c, !has(c.image) || c.image == '.' || c.image.contains('@sha256:'))",
      at: "image",
      message: '"{{workload.containers.filter(c, has(c.image)).map(c, c.image)}} is not pinned."',
      fix: undefined,
    });
    const workloads = [
      workloadWith({ containers: [containerWith({ image: "nginx:1.27" })], origins: { image: originAt(9) } }),
    ];
    const { findings } = checkPolicy({ services: [{ graphs: [graphWith({ workloads })] }], rules, levels: {}, now });
    expect(findings).toMatchObject([
      {
        message: "nginx:1.27 is not pinned.",
        places: [{ range: { start: { line: 9 } } }],
        address: "workloads.main.image",
      },
    ]);
  });

  it("does not know a variable that is filled in later", () => {
    const rules = rulesOf({
      select: '{ workload: "*" }',
      assert: "workload.containers.all(c, c.variables.all(v, !c.variables[v].startsWith('secret')))",
      at: undefined,
      message: "m",
      fix: undefined,
    });
    const outcome = (text: string) => {
      const containers = [containerWith({ variables: { A: templateWith(text) } })];
      const graphs = [graphWith({ workloads: [workloadWith({ containers })] })];
      return checkPolicy({ services: [{ graphs }], rules, levels: {}, now }).findings.map((one) => one.outcome);
    };
    expect(outcome("plain")).toEqual([]);
    expect(outcome("secret")).toEqual(["fail"]);
    expect(outcome("‹url›")).toEqual(["indeterminate"]);
  });

  it("looks at changes of a plan", () => {
    const rules = rulesOf({
      select: "{ change: [delete, replace] }",
      assert: "change.risk != 'data-loss'",
      at: undefined,
      message: '"{{change.address}} would be lost"',
      fix: undefined,
    });
    const plans = [
      planWith([
        { action: "delete", risk: "data-loss" },
        { action: "update", risk: "data-loss" },
      ]),
    ];
    const { findings } = checkPolicy({ services: [], plans, rules, levels: {}, now });
    expect(findings.map(({ message }) => message)).toEqual(["resources.db would be lost"]);
  });

  it("looks at documents", () => {
    const rules = rulesOf({
      select: "{ document: Service }",
      assert: "has(document.metadata.owner)",
      at: "metadata.owner",
      message: '"{{document.metadata.name}} has no owner."',
      fix: '{ safety: unsafe, set: { metadata.owner: "team-{{document.metadata.name}}" } }',
    });
    const document = {
      file: "towpath.yaml",
      raw: { apiVersion: "towpath.dev/v1", kind: "Service", metadata: { name: "orders" } },
      placeOf: (pointer: string) => ({ file: "towpath.yaml", pointer }),
    };
    const { findings } = checkPolicy({ services: [{ document, graphs: [] }], rules, levels: {}, now });
    expect(findings).toMatchObject([
      {
        message: "orders has no owner.",
        fix: { safety: "unsafe", changes: [{ type: "set", pointer: "/metadata/owner", value: "team-orders" }] },
      },
    ]);
  });
});

describe("what is wrong with a rule is said where it stands", () => {
  it.each([
    [{ assert: "resource.nam == 'x'" }, "6:18 resource has no property nam; it has"],
    [{ assert: "\"resource.nam == 'x'\"" }, "6:19 resource has no property nam"],
    [{ assert: "|-\n  resource.isStateful\n  && resource.nam == 'x'" }, "8:15 resource has no property nam"],
    [{ assert: ">\n  resource.isStateful\n\n  && resource.nam == 'x'\n" }, "9:15 resource has no property nam"],
    [{ assert: "resource.name" }, "6:9 This has to come to bool; it is string."],
    [{ assert: "workload.kind == 'server'" }, "6:9 There is no variable workload here"],
    [{ assert: "resource.name.matches('^a+$')" }, "6:23 matches() is left out"],
    [{ assert: "re2(resource.name, '(')" }, "6:28 The pattern cannot be used"],
    [{ when: "params.minDay > 3" }, "6:14 params has no property minDay; it has minDays. Did you mean minDays?"],
    [{ message: '"{{resource.nam}}"' }, "8:22 resource has no property nam"],
    [{ message: '"{{resource}}"' }, "8:13 resource cannot be shown in a text. Name one of its properties."],
    [{ message: '"{{resource.name"' }, "8:11 The {{ that opens here is not closed."],
    [{ suggestions: '["a", "{{now.foo}}"]' }, "9:27 timestamp has no property foo."],
    [
      { select: "{ workload: servr }" },
      '5:21 There is no workload of kind "servr"; there are server, worker, job. Did you mean "server"?',
    ],
    [{ select: "{ service: orders }", assert: "1 == 1" }, '5:20 A service is not selected by a name such as "orders".'],
    [{ at: "settings..tls" }, '7:5 "settings..tls" is no path below the resource'],
    [{ at: "setings.tls" }, "7:5 There is no setings in it"],
    [{ fix: '{ safety: safe, set: { settings.tls: "{{parms.minDays}}" } }' }, "10:46 There is no variable parms here"],
    [{ fix: "{ safety: safe, remove: sttings.tls }" }, "10:30 There is no sttings in it"],
  ])("%o", (changes, message) => {
    expect(said(changes).join("\n")).toContain(message);
  });

  it("also in what documents of Towpath's own hold", () => {
    const parts = { at: undefined, message: "m", fix: undefined };
    const of = (select: string, assert: string) => said({ ...parts, select, assert });
    expect(of("{ document: Service }", "document.metdata.name != ''")[0]).toContain("Did you mean metadata?");
    expect(of("{ document: Service }", "document.workloads.all(w, document.workloads[w].scle.min > 0)")[0]).toContain(
      "Did you mean scale?",
    );
    expect(
      of("{ document: Platform }", "document.environments.all(e, has(document.environments[e].engin))")[0],
    ).toContain("Did you mean engine?");
    expect(of("{ document: [Service, Platform] }", "document.anything != ''")).toEqual([]);
  });

  it("all at once", () => {
    const findings = said({
      when: "a",
      assert: "resource.nam == 1",
      message: '"{{b}} {{c}}"',
      at: "x y",
      fix: '{ safety: safe, set: { a: "{{d}}" } }',
    });
    expect(findings).toHaveLength(7);
  });

  it("knows the settings of the types that a platform offers", () => {
    const select = "{ resource: postgres }";
    expect(said({ select, assert: "resource.settings.backupRetentionDay > 1" }, offered)[0]).toBe(
      "6:27 settings of postgres has no property backupRetentionDay; it has backupRetentionDays, disk, tls. Did you mean backupRetentionDays?",
    );
    expect(said({ select, assert: "resource.settings.tls == 'of'" }, offered)[0]).toContain(
      'it is one of require, off. Did you mean "off"?',
    );
    expect(said({ select, assert: "resource.settings.disk.sise > 10" }, offered)[0]).toContain("Did you mean size?");
    expect(said({ select, assert: "resource.settings.anything > 10" })).toEqual([]);
    expect(said({ select: '{ resource: "*" }', assert: "resource.settings.anything > 10" }, offered)).toEqual([]);
  });
});
