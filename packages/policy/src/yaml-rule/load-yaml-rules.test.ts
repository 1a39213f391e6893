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
import { type RuleChanges, rulesOf } from "./testing/changed-rule.ts";

describe("a rule in YAML", () => {
  const graph = (days: Parameters<typeof settingWith>[0]) =>
    graphWith({ resources: [resourceWith({ settings: { backupRetentionDays: settingWith(days) } })] });
  const check = (changes: RuleChanges, days: Parameters<typeof settingWith>[0]) =>
    checkPolicy({ services: [{ graphs: [graph(days)] }], rules: rulesOf(changes), levels: {}, now });

  it("finds what does not hold, with its place, what to do and how it is mended", () => {
    const { findings, rules } = check({}, 3);
    expect(findings).toMatchObject([
      {
        code: "acme/backups",
        docs: "rule.yaml",
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
      return checkPolicy(request).findings.map(({ places, fix }) => [places.map(({ file }) => file), fix?.changes]);
    };
    expect(said("service")).toEqual([
      [["towpath.yaml"], [{ type: "set", file: "towpath.yaml", pointer: "/there", value: 7 }]],
    ]);
    const pointer = "/resources/db/settings/backupRetentionDays";
    expect(said("platform")).toEqual([
      [["towpath.yaml", "platform.yaml"], [{ type: "set", file: "towpath.yaml", pointer, value: 7 }]],
    ]);
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
