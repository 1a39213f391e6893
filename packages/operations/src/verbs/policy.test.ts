import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { folderWith, manifestOf } from "../testing/folder-with.ts";
import { policyDiff } from "./policy-diff.ts";
import { policyExplain } from "./policy-explain.ts";
import { policyList } from "./policy-list.ts";
import { policyNew } from "./policy-new.ts";
import { policyTest } from "./policy-test.ts";

const rule = (facts: { id?: string; min?: number; more?: string; tests?: string; severity?: string } = {}): string => {
  const { id = "acme/instances", min = 2, more = "", severity = "medium" } = facts;
  const {
    tests = `  pass: [{ workload: { run: x, port: 80, scale: { min: ${min} } } }]\n  fail: [{ workload: { run: x, port: 80, scale: { min: ${min - 1} } } }]`,
  } = facts;
  return `apiVersion: towpath.dev/v1
kind: PolicyRule
metadata: { id: ${id}, severity: ${severity}, docs: { summary: Servers run twice., rationale: One is none. }${more} }
params: { least: { type: integer, default: ${min}, merge: raise-only } }
select: { workload: server }
assert: workload.scale.min >= params.least
at: scale.min
message: "{{workload.name}} runs as {{workload.scale.min}}."
tests:
${tests}
`;
};

const FILES = {
  "towpath.yaml": manifestOf(
    "orders",
    `platform: ./platform.yaml
workload: { run: node server.js, port: 80, scale: { min: 2, max: 4 } }
build: { output: [server.js] }
policies: { levels: { acme/instances: { dev: mandatory } }, params: { acme/instances: { least: 3 } } }
waivers: [./waivers.yaml]
`,
  ),
  "platform.yaml": `apiVersion: towpath.dev/v1
kind: Platform
metadata: { name: acme }
environments: { dev: { engine: local }, prod: { engine: local } }
policies:
  packs: ["./policies/*.yaml"]
  levels: { acme/instances: { prod: mandatory } }
`,
  "policies/instances.yaml": rule(),
  "waivers.yaml": `apiVersion: towpath.dev/v1
kind: Waivers
waivers:
  - { id: W-1, rule: acme/instances, subject: { service: orders, environment: dev }, reason: Later., owner: team-a, created: 2026-11-15, expires: 2026-12-20 }
  - { id: W-2, rule: acme/other, subject: { service: orders }, reason: Later., owner: team-a, created: 2026-11-15, expires: 2026-12-20 }
`,
};

describe("policy list", () => {
  test("shows each rule with its pack, and its level in each environment", async () => {
    const { data, sections, status } = await policyList({}, folderWith(FILES).effects);
    expect(status).toBe("ok");
    expect(data?.rules).toMatchObject([
      {
        rule: "acme/instances",
        packs: ["./policies/*.yaml"],
        from: "policies/instances.yaml",
        phase: "graph",
        severity: "medium",
        levels: { dev: "mandatory", prod: "mandatory" },
      },
    ]);
    expect(sections.at(-1)).toMatchObject({
      rows: [["acme/instances", "mandatory", "medium", "graph", "./policies/*.yaml"]],
    });
  });

  test.each([
    [{ groups: ["data"], severity: "high", phase: "graph" }, "data/backup-retention"],
    [{ level: "mandatory", groups: ["data/secrets-in-variables"] }, "data/secrets-in-variables"],
    [{ pack: "@towpath/policy/recommended", phase: "plan" }, "data/destructive-change"],
  ])("%j leaves some out", async (request, known) => {
    const { data, summary } = await policyList(request, folderWith({}).effects);
    const rules = data?.rules.map((one) => one.rule) ?? [];
    expect(rules).toContain(known);
    expect(rules).not.toContain("workload/limits");
    expect(summary).toContain(`${rules.length} rule`);
  });

  test("refuses what there is not", async () => {
    expect(await policyList({ level: "strict" }, folderWith({}).effects)).toMatchObject({
      status: "invalid",
      findings: [{ code: "operation/bad-answer", suggestions: ["It may be mandatory, advisory, off."] }],
    });
  });

  test.each([
    [{ groups: ["dta"] }, "operation/unknown-rule", 'Did you mean "data"?'],
    [{ groups: ["data", "data/tls-require"] }, "operation/unknown-rule", 'Did you mean "data/tls-required"?'],
    [{ groups: ["zzzzz"] }, "operation/unknown-rule", "towpath policy list shows those that there are."],
    [{ pack: "strict" }, "operation/pack-not-found", "There are @towpath/policy/recommended."],
  ])("%j is no empty list", async (request, code, hint) => {
    expect(await policyList(request, folderWith({}).effects)).toMatchObject({
      status: "invalid",
      findings: [{ code, suggestions: [hint] }],
    });
  });

  test("says what is wrong with a pack", async () => {
    const { effects } = folderWith({
      ...FILES,
      "policies/instances.yaml": rule().replace("scale.min >=", "scal.min >="),
    });
    const { status, findings } = await policyList({}, effects);
    expect(status).toBe("invalid");
    expect(findings[0]).toMatchObject({ code: "policy/invalid-rule", places: [{ file: "policies/instances.yaml" }] });
  });
});

describe("policy explain", () => {
  test("says who set what, with places, which waivers there are, and how it fares", async () => {
    const { data, status, summary } = await policyExplain({ rule: "acme/instances" }, folderWith(FILES).effects);
    expect(status).toBe("ok");
    expect(summary).toBe("acme/instances: mandatory in dev, prod.");
    const said = (index: number) =>
      data?.levels[index]?.said.map(({ by, level, place, holds }) => [
        by,
        level,
        place?.file,
        place?.range?.start.line,
        holds,
      ]);
    expect(said(0)).toEqual([
      ["the pack ./policies/*.yaml", "advisory", "platform.yaml", 6, false],
      ["the service orders", "mandatory", "towpath.yaml", 7, true],
    ]);
    expect(said(1)).toEqual([
      ["the pack ./policies/*.yaml", "advisory", "platform.yaml", 6, false],
      ["the platform acme", "mandatory", "platform.yaml", 7, true],
    ]);
    expect(data?.parameters).toMatchObject([
      {
        name: "least",
        value: 3,
        default: 2,
        by: "the service orders",
        merge: "raise-only",
        place: { file: "towpath.yaml" },
      },
    ]);
    expect(data?.waivers).toMatchObject([{ id: "W-1", isExpired: false, expires: "2026-12-20" }]);
    expect(data?.outcomes).toMatchObject([
      { address: "workloads.main.scale.min", environments: ["dev"], outcome: "waived" },
      { address: "workloads.main.scale.min", environments: ["prod"], outcome: "fail" },
    ]);
  });

  test("names what passes, too, and only what was asked for", async () => {
    const { effects } = folderWith({ ...FILES, "towpath.yaml": FILES["towpath.yaml"].replace("least: 3", "least: 2") });
    const ask = (subject: string) =>
      policyExplain({ rule: "acme/instances", subject, environments: ["prod"] }, effects);
    expect((await ask("workloads.main")).data?.outcomes).toEqual([
      { address: "workloads.main", environments: ["prod"], outcome: "pass", message: null, place: null },
    ]);
    expect(await ask("workloads.mian")).toMatchObject({
      status: "invalid",
      findings: [{ code: "operation/unknown-path", suggestions: ["Did you mean workloads.main?"] }],
    });
  });

  test("never says that a service passes that could not be checked", async () => {
    const { effects } = folderWith({
      ...FILES,
      "towpath.yaml": FILES["towpath.yaml"].replace("port: 80", "port: many"),
    });
    const result = await policyExplain({ rule: "acme/instances" }, effects);
    expect(result).toMatchObject({ status: "invalid", data: null });
  });

  test.each([
    [{ rule: "acme/instance" }, "operation/unknown-rule", 'Did you mean "acme/instances"?'],
    [{ rule: "acme/instances", environments: ["int"] }, "operation/unknown-environment", "There are dev, prod."],
  ])("%j is refused", async (request, code, hint) => {
    const result = await policyExplain(request, folderWith(FILES).effects);
    expect(result).toMatchObject({ status: "invalid", findings: [{ code, suggestions: [hint] }] });
  });

  test.each([
    ["policies/instances.yaml", rule().replace("scale.min >=", "scal.min >="), "invalid", "policy/invalid-rule"],
    ["rules.js", "throw new Error('not today')", "fault", "operation/pack-broken"],
  ])("says of a rule that is missed that %s is broken", async (file, text, status, code) => {
    const platform = FILES["platform.yaml"].replace('["', `["./${file}", "`);
    const { effects } = folderWith({ ...FILES, "platform.yaml": platform, [file]: text });
    const result = await policyExplain({ rule: "acme/missing" }, effects);
    expect(result).toMatchObject({ status, findings: expect.arrayContaining([expect.objectContaining({ code })]) });
  });

  test("needs no service, and says of a rule about plans that only a plan shows how it fares", async () => {
    const { effects } = folderWith({});
    expect((await policyExplain({ rule: "data/downtime" }, effects)).data).toMatchObject({
      outcomes: null,
      phase: "plan",
    });
    expect(await policyExplain({ rule: "data/downtime", subject: "resources.db" }, effects)).toMatchObject({
      status: "invalid",
    });
  });
});

describe("policy new", () => {
  test.each(["yaml", "typescript"] as const)(
    "writes a rule in %s that passes its tests, and overwrites nothing",
    async (language) => {
      const { folder, effects } = folderWith({});
      const made = await policyNew({ id: "acme/new-delete", language }, effects);
      expect(made.data?.files.every((file) => existsSync(join(folder, file)))).toBe(true);
      const tested = await policyTest({ packs: [made.data?.files[0] ?? ""] }, effects);
      expect(tested).toMatchObject({ status: "ok", findings: [] });
      expect(tested.data?.rules[0]).toMatchObject({ rule: "acme/new-delete", tests: 2, failed: 0, survivors: 0 });
      const path = join(folder, made.data?.files.at(-1) ?? "");
      writeFileSync(path, "mine");
      expect(await policyNew({ id: "acme/new-delete", language }, effects)).toMatchObject({
        status: "invalid",
        findings: [{ code: "operation/rule-exists" }],
      });
      expect(readFileSync(path, "utf8")).toBe("mine");
    },
  );

  test.each(["acme", "Acme/x", "a/b/c", "../x", "a/b\n"])("%j is no name of a rule", async (id) => {
    expect(await policyNew({ id }, folderWith({}).effects)).toMatchObject({
      status: "invalid",
      findings: [{ code: "operation/bad-answer" }],
    });
  });
});

describe("policy test", () => {
  test("runs the tests of the platform's own packs, and lists what they do not notice", async () => {
    const tests =
      "  pass: [{ workload: { run: x, port: 80, scale: { min: 4 } } }]\n  fail: [{ workload: { run: x, port: 80 } }]";
    const { effects } = folderWith({ ...FILES, "policies/instances.yaml": rule({ tests }) });
    const result = await policyTest({ packs: [] }, effects);
    expect(result).toMatchObject({
      status: "failed",
      data: { rules: [{ tests: 2, failed: 0, mutants: 3, survivors: 2 }] },
    });
    expect(result.findings.map(({ message }) => message)).toEqual([
      "No test of acme/instances fails when `>` stands in the place of `>=` in `assert`.",
      "No test of acme/instances fails when least is 3 by default, not 2.",
    ]);
    expect(await policyTest({ packs: [], mutants: "advisory" }, effects)).toMatchObject({
      status: "ok",
      counts: { advisory: 2 },
    });
    expect(await policyTest({ packs: [], mutants: "off" }, effects)).toMatchObject({ status: "ok", findings: [] });
  });

  test("says which test of which rule does not end as it says, and where", async () => {
    const tests =
      "  pass:\n    - { workload: { run: x, port: 80 } }\n  fail:\n    - { workload: { run: x, port: 80, scale: { min: 2 } } }";
    const { effects } = folderWith({ "a.yaml": rule({ tests }) });
    const { status, findings } = await policyTest({ packs: ["a.yaml"] }, effects);
    expect(status).toBe("failed");
    expect(findings.map(({ code, places: [place] }) => [code, place?.range?.start.line])).toEqual([
      ["policy/rule-test", 11],
      ["policy/rule-test", 13],
    ]);
  });

  test("changes the code of a module, and says where a change goes unnoticed", async () => {
    const { folder, effects } = folderWith({});
    await policyNew({ id: "acme/twice", language: "typescript", folder: "." }, effects);
    const file = join(folder, "twice.ts");
    const before = readFileSync(file, "utf8");
    writeFileSync(
      file,
      before
        .replace(
          "if (workload.scale.min >= minInstances) return;",
          "const n: number = workload.scale.min;\n    if (n >= minInstances || isSpare(n)) return;",
        )
        .replace("export default", 'import { isSpare } from "./spare.ts";\nexport default'),
    );
    writeFileSync(join(folder, "spare.ts"), "export function isSpare(n: number): boolean {\n  return n === 77;\n}\n");
    const { findings, status } = await policyTest({ packs: ["./twice.ts"] }, effects);
    expect(status).toBe("failed");
    expect(
      findings.map(({ message, places: [place] }) => [
        place?.file,
        place?.range?.start.line,
        /`.*` stands in the place of `.*`/.exec(message)?.[0],
      ]),
    ).toEqual([
      ["spare.ts", 2, "`76` stands in the place of `77`"],
      ["spare.ts", 2, "`78` stands in the place of `77`"],
      ["twice.ts", 26, "`(n >= minInstances)` stands in the place of `n >= minInstances || isSpare(n)`"],
    ]);
    expect(readFileSync(file, "utf8")).toContain("isSpare(n)");
  });

  test("of a rule that never ends does", async () => {
    const { folder, effects } = folderWith({});
    await policyNew({ id: "acme/twice", language: "typescript", folder: "." }, effects);
    const file = join(folder, "twice.ts");
    writeFileSync(
      file,
      readFileSync(file, "utf8").replace(
        "const { minInstances } = context.params;",
        "const { minInstances } = context.params;\n    for (;;);",
      ),
    );
    const { findings, status } = await policyTest({ packs: ["./twice.ts"] }, effects);
    expect(status).toBe("failed");
    expect(findings).toMatchObject([{ code: "policy/rule-test", message: expect.stringContaining("had not ended") }]);
  }, 20_000);

  test("uses the resource types of the platform, which may be called anything", async () => {
    const queue = rule()
      .replace("workload: server", "resource: queue")
      .replace("workload.scale.min", "resource.settings.depth")
      .replace("at: scale.min", "at: settings.depth")
      .replace(/message: .*/, "message: too shallow")
      .replace(
        /tests:.*/s,
        "tests:\n  pass: [{ resources: { q: { type: queue, settings: { depth: 2 } } } }]\n  fail: [{ resources: { q: { type: queue } } }]\n",
      );
    const type =
      "apiVersion: towpath.dev/v1\nkind: ResourceType\nmetadata: { name: queue }\nsettings: { depth: { type: integer, default: 1 } }\nrecipes: { local: { driver: postgres } }\n";
    const files = {
      "platform.yaml": `${FILES["platform.yaml"].replace(/ {2}levels.*\n/, "")}resourceTypes: [./queue.yaml]\n`,
      "queue.yaml": type,
      "policies/a.yaml": queue,
    };
    expect(await policyTest({ packs: [] }, folderWith(files).effects)).toMatchObject({ status: "ok", findings: [] });
  });

  test("has nothing to say of a platform without packs of its own", async () => {
    expect(await policyTest({ packs: [] }, folderWith({}).effects)).toMatchObject({
      status: "invalid",
      findings: [{ code: "operation/pack-not-found" }],
    });
  });

  test.each([["nowhere.yaml"], ["@towpath/policy/recomended"]])("of %s is no success", async (pack) => {
    const { status, summary } = await policyTest({ packs: [pack] }, folderWith({}).effects);
    expect(status).not.toBe("ok");
    expect(summary).toBe("Not everything could be tested: 0 tests passed.");
  });
});

describe("policy diff", () => {
  test.each([
    ["the same", {}, []],
    ["a higher default", { min: 3 }, [["tightened", "params.least", "tightened"]]],
    ["a lower default", { min: 1 }, [["loosened", "params.least", "loosened"]]],
    ["a higher severity", { severity: "high" }, [["tightened", "severity", "tightened"]]],
    ["a shorter waiver", { more: ", waivable: { maxDays: 10 }" }, []],
    ["a later day", { more: ", effectiveFrom: 2030-01-01" }, [["loosened", "effectiveFrom", "loosened"]]],
    [
      "both ways",
      { severity: "low", min: 3 },
      [
        ["changed", "severity", "loosened"],
        ["changed", "params.least", "tightened"],
      ],
    ],
  ])("%s", async (_, facts, changes) => {
    const after = rule(facts).replace(/, waivable: (\{[^}]*\}) \}/, ", waivable: $1 }");
    const { effects } = folderWith({ "a.yaml": rule(), "b.yaml": after });
    const { data, status } = await policyDiff({ packs: ["a.yaml", "b.yaml"] }, effects);
    expect(status).toBe("ok");
    const found = data?.changes.flatMap(({ kind, differences }) =>
      differences.map((one) => [kind, one.what, one.kind]),
    );
    expect(found).toEqual(changes.length === 0 && "more" in facts ? [["tightened", "waivable", "tightened"]] : changes);
  });

  test("new and gone rules, other conditions and levels", async () => {
    const pack = (level: string): string =>
      `apiVersion: towpath.dev/v1\nkind: PolicyPack\nmetadata: { name: acme }\nrules: [./rules/*.yaml]\nlevels: { acme/instances: ${level} }\n`;
    const { effects } = folderWith({
      "a/pack.yaml": pack("advisory"),
      "a/rules/x.yaml": rule(),
      "a/rules/y.yaml": rule({ id: "acme/gone" }),
      "b/pack.yaml": pack("mandatory"),
      "b/rules/x.yaml": rule().replace("scale.min >=", "scale.max >="),
      "b/rules/y.yaml": rule({ id: "acme/fresh" }),
    });
    const { data } = await policyDiff({ packs: ["a", "./b/pack.yaml"] }, effects);
    expect(data?.changes).toMatchObject([
      { rule: "acme/fresh", kind: "new" },
      { rule: "acme/gone", kind: "gone" },
      {
        rule: "acme/instances",
        kind: "changed",
        differences: [
          { what: "level", kind: "tightened" },
          { what: "assert", kind: "changed" },
        ],
      },
    ]);
  });

  test("which services would newly be found, and which no more", async () => {
    const service = (name: string, min: number): string =>
      manifestOf(
        name,
        `workload: { run: node server.js, port: 80, scale: { min: ${min}, max: 9 } }\nbuild: { output: [server.js] }\n`,
      );
    const { effects } = folderWith({
      "a.yaml": rule({ min: 2 }),
      "b.yaml": rule({ min: 3 }),
      "s/one/towpath.yaml": service("one", 1),
      "s/two/towpath.yaml": service("two", 2),
      "s/three/towpath.yaml": service("three", 3),
      "s/bad/towpath.yaml": "a: [",
    });
    const fleet = ["s/*/towpath.yaml"];
    const { data, summary } = await policyDiff({ packs: ["a.yaml", "b.yaml"], fleet }, effects);
    expect(data?.services).toMatchObject({
      services: 3,
      failing: [{ service: "two", environments: ["dev"] }],
      passing: [],
      unusable: ["s/bad/towpath.yaml"],
    });
    expect(summary).toBe(
      "Rules: 1 tightened. Of 3 services, 1 would be told something new, and 0 would be told something no more.",
    );
    const back = await policyDiff({ packs: ["b.yaml", "a.yaml"], fleet }, effects);
    expect(back.data?.services).toMatchObject({ failing: [], passing: [{ service: "two" }] });
  });

  test.each([
    [["a.yaml"], ""],
    [["a.yaml", "b.yaml", "c.yaml"], ""],
    [["a.yaml", "nowhere.yaml"], "nowhere.yaml"],
  ])("%j cannot be compared", async (packs, address) => {
    const { status, findings } = await policyDiff({ packs }, folderWith({ "a.yaml": rule() }).effects);
    expect([status, findings[0]?.address]).toEqual(["invalid", address]);
  });
});
