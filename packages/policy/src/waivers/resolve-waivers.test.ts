import type { Finding } from "@towpath/core";
import type { Waiver } from "@towpath/manifest/policy";
import { describe, expect, test } from "vitest";
import { resolveWaivers } from "./resolve-waivers.ts";
import type { WaiverSource } from "./sourced-waiver.ts";
import { failure, NOW, OPTIONS, waiver } from "./testing/waivers.ts";
import type { WaiverOptions } from "./waiver-options.ts";

interface Case {
  readonly found?: readonly Finding[];
  readonly waivers?: readonly Waiver[];
  readonly source?: WaiverSource;
  readonly now?: string;
  readonly options?: Partial<WaiverOptions>;
}

function resolve({ found = [failure()], waivers = [waiver()], source = "base", now, options }: Case = {}) {
  const held = waivers.map((one) => ({ waiver: one, source }));
  return resolveWaivers(found, held, now ? new Date(now) : NOW, { ...OPTIONS, ...options });
}

const said = (of: Case): readonly string[] =>
  resolve(of).findings.map(({ code, outcome, environments }) => `${code} ${outcome} ${environments.join("+")}`.trim());
const states = (of: Case): readonly string[] => resolve(of).waivers.map(({ id, state }) => `${id} ${state}`);
const ALL = "dev+int+prod";

test("what a waiver is for is waived, and says by which and until when", () => {
  const { findings, waivers } = resolve();
  expect(findings).toMatchObject([
    {
      outcome: "waived",
      level: "mandatory",
      places: [{}, { file: "waivers.yaml", note: "W-1 waives it until 2027-01-30" }],
    },
  ]);
  expect(findings[0]?.fingerprint).toBe(failure().fingerprint);
  expect(waivers).toMatchObject([{ id: "W-1", state: "active", daysLeft: 69, covered: 1, isEvaluated: true }]);
});

test("a finding of several environments is split where only some are covered", () => {
  const waivers = [
    waiver({ subject: { service: "orders", environment: "dev" } }),
    waiver({ id: "W-2", subject: { service: "orders", environment: "int" }, expires: "2026-11-20" }),
  ];
  expect(said({ waivers })).toEqual(["data/backup waived dev", "data/backup fail int", "data/backup fail prod"]);
});

test("a waiver for one environment does not cover what holds regardless of any", () => {
  const waivers = [waiver({ subject: { service: "orders", environment: "dev" } })];
  expect(said({ found: [failure({ environments: [] })], waivers })).toContain("data/backup fail");
});

describe("days", () => {
  test.each([
    ["2027-01-16T00:00:00Z", "W-1 expiring", ["data/backup waived", "waiver/expiring fail"], "14 days are left."],
    ["2027-01-15T23:59:59Z", "W-1 active", ["data/backup waived"], undefined],
    ["2027-01-29T12:00:00Z", "W-1 expiring", ["data/backup waived", "waiver/expiring fail"], "1 day is left."],
    ["2027-01-30T23:59:59.999Z", "W-1 expiring", ["data/backup waived", "waiver/expiring fail"], "today is its last"],
    ["2027-01-31T00:00:00Z", "W-1 expired", ["data/backup fail"], undefined],
    ["2026-10-31T23:59:59Z", "W-1 invalid", ["data/backup fail", "waiver/not-yet fail"], "is from 2026-11-01"],
    ["2026-11-01T00:00:00Z", "W-1 active", ["data/backup waived"], undefined],
  ])("at %s", (now, state, codes, message) => {
    expect(states({ now })).toEqual([state]);
    expect(said({ now }).map((one) => one.replace(` ${ALL}`, ""))).toEqual(codes);
    if (message) expect(resolve({ now }).findings.at(-1)?.message).toContain(message);
  });

  test("what is expired says since when, and keeps saying where it was waived", () => {
    const [one] = resolve({ now: "2027-02-09T00:00:00Z" }).findings;
    expect(one?.suggestions).toEqual(["The waiver W-1 expired on 2027-01-30, 10 days ago: mend this, or ask anew."]);
    expect(one?.places.at(-1)?.note).toBe("W-1 covered it until 2027-01-30");
  });

  test("what is expired and not needed may go", () => {
    expect(said({ found: [], now: "2027-02-09T00:00:00Z" })).toEqual(["waiver/expired fail"]);
  });

  test("a waiver may last as long as its rule allows, and not a day longer", () => {
    expect(said({ waivers: [waiver({ created: "2026-11-01", expires: "2027-01-30" })] })).toEqual([
      `data/backup waived ${ALL}`,
    ]);
    const { findings } = resolve({ waivers: [waiver({ expires: "2027-01-31" })] });
    expect(findings).toMatchObject([
      { outcome: "fail", suggestions: [expect.stringContaining("does not count: it lasts 91 days")] },
      { code: "waiver/too-long", suggestions: ["Write `expires: 2027-01-30` or a day before it."] },
    ]);
    const tls = { found: [failure({ code: "data/tls" })], waivers: [waiver({ rule: "data/tls" })] };
    expect(said(tls)).toContain("waiver/too-long fail");
  });
});

describe("what cannot be waived", () => {
  test.each([
    ["data/public", "waiver/not-waivable", "which cannot be waived"],
    ["manifest/unknown-key", "waiver/not-waivable", "which cannot be waived"],
    ["operation/unexpected", "waiver/not-waivable", "which cannot be waived"],
    ["data/bakcup", "waiver/unknown-rule", "there is no such rule"],
    ["setting/postgres/tsl", "waiver/unknown-rule", "there is no such rule"],
  ])("%s", (rule, code, message) => {
    const { findings, waivers } = resolve({ found: [failure({ code: rule })], waivers: [waiver({ rule })] });
    expect(findings.find((one) => one.code === rule)).toMatchObject({ outcome: "fail" });
    expect(findings.find((one) => one.code === code)?.message).toContain(message);
    expect(waivers).toMatchObject([{ state: "invalid" }]);
  });

  test("nothing is said of a waiver for a service that was not checked", () => {
    const subject = { service: "billing" };
    expect(said({ found: [], waivers: [waiver({ rule: "data/bakcup", subject }), waiver({ subject })] })).toEqual([]);
  });

  test("a rule that is nearly there is offered", () => {
    expect(resolve({ found: [], waivers: [waiver({ rule: "data/bakcup" })] }).findings[0]?.suggestions).toEqual([
      'Did you mean "data/backup"?',
    ]);
  });

  test("a platform's rule about a setting may be", () => {
    const rule = "setting/postgres/tls";
    expect(said({ found: [failure({ code: rule })], waivers: [waiver({ rule })] })).toEqual([`${rule} waived ${ALL}`]);
  });

  test("a rule that could not be evaluated is never waived, and its waiver is not unused", () => {
    expect(said({ found: [failure({ outcome: "error" })] })).toEqual([`data/backup error ${ALL}`]);
  });
});

describe("subjects", () => {
  test.each([
    [{ service: "orders", resource: "db" }, true],
    [{ service: "orders", resource: "db2" }, false],
    [{ service: "orders", resource: "d" }, false],
    [{ service: "orders", workload: "db" }, false],
    [{ service: "orders", address: "resources.db.settings" }, true],
    [{ service: "orders", address: "resources.db.settings.backup" }, false],
    [{ service: "orders", environment: "prod", resource: "db" }, true],
    [{ service: "payments" }, false],
    [{ file: "towpath.yaml" }, false],
  ])("%j", (subject, isCovered) => {
    const found = [failure({ environments: ["prod"] })];
    expect(said({ found, waivers: [waiver({ subject })] })[0]).toBe(
      `data/backup ${isCovered ? "waived" : "fail"} prod`,
    );
  });

  test("a name with a dot is one name", () => {
    const found = [failure({ address: "resources.a\\.b.settings.tls" })];
    expect(said({ found, waivers: [waiver({ subject: { service: "orders", resource: "a.b" } })] })).toEqual([
      `data/backup waived ${ALL}`,
    ]);
    expect(said({ found, waivers: [waiver({ subject: { service: "orders", resource: "a" } })] })[0]).toContain("fail");
  });

  test("what belongs to no service is waived by its file or its address", () => {
    const found = [
      failure({
        code: "workflows/pinned",
        service: undefined,
        environments: [],
        address: "workflows.ci\\.yml.jobs.build.steps.0",
        places: [{ file: ".github/workflows/ci.yml" }],
      }),
    ];
    const scope = { ...OPTIONS.scope, services: new Map(), hasRepository: true };
    for (const [subject, outcome] of [
      [{ file: ".github/workflows/ci.yml" }, "waived"],
      [{ address: "workflows.ci\\.yml.jobs.build" }, "waived"],
      [{ file: ".github/workflows/ci.yml", address: "workflows.ci\\.yml.jobs.test" }, "fail"],
      [{ file: ".github/workflows/other.yml" }, "fail"],
      [{ service: "orders" }, "fail"],
    ] as const)
      expect(said({ found, waivers: [waiver({ rule: "workflows/pinned", subject })], options: { scope } })[0]).toBe(
        `workflows/pinned ${outcome}`,
      );
  });
});

describe("what is unused", () => {
  const whole = (change: Partial<WaiverOptions["scope"]>): Case => ({
    found: [],
    options: { scope: { ...OPTIONS.scope, ...change } },
  });

  test("is said where everything was evaluated", () => {
    expect(said({ found: [] })).toEqual(["waiver/unused fail"]);
    expect(states({ found: [] })).toEqual(["W-1 unused"]);
  });

  test.each([
    ["another service was checked", whole({ services: new Map([["payments", { environments: [], isWhole: true }]]) })],
    [
      "only one environment was, and the waiver is for all",
      whole({ services: new Map([["orders", { environments: ["dev"], isWhole: false }]]) }),
    ],
    ["the rule needs a plan", { found: [], waivers: [waiver({ rule: "data/destructive" })] }],
    ["the rule looks at the repository", { found: [], waivers: [waiver({ rule: "workflows/pinned" })] }],
  ])("is not said where %s", (_, of) => {
    expect(said(of)).toEqual([]);
    expect(resolve(of).waivers).toMatchObject([{ state: "active", isEvaluated: false }]);
  });

  test("is said of one environment where that was checked", () => {
    const services = new Map([["orders", { environments: ["dev"], isWhole: false }]]);
    const waivers = [
      waiver({ subject: { service: "orders", environment: "dev" } }),
      waiver({ id: "W-2", subject: { service: "orders", environment: "prod" } }),
    ];
    expect(states({ ...whole({ services }), waivers })).toEqual(["W-1 unused", "W-2 active"]);
  });

  test("is not said of a bound that is exceeded", () => {
    expect(states({ waivers: [waiver({ allow: "x" })], options: { holds: () => false } })).toEqual(["W-1 exceeded"]);
  });
});

describe("bounds", () => {
  const waivers = [waiver({ allow: "resource.settings.backupRetentionDays >= 3" })];

  test("are asked for each environment", () => {
    const holds = (_: Waiver, __: Finding, environment?: string) => environment !== "prod";
    expect(said({ waivers, options: { holds } })).toEqual(["data/backup waived dev+int", "data/backup fail prod"]);
  });

  test("that cannot be evaluated do not cover, and that is said", () => {
    const { findings } = resolve({ waivers, options: { holds: () => 'there is no field "x".' } });
    expect(findings).toMatchObject([{ outcome: "fail" }, { code: "waiver/bound" }]);
    expect(findings[1]?.message).toContain('so it does not count: there is no field "x".');
  });

  test("do not cover where nobody evaluates them", () => {
    expect(said({ waivers })[0]).toBe(`data/backup fail ${ALL}`);
  });
});

describe("a proposal", () => {
  const of = (change: Partial<Waiver> = {}): Case => ({ source: "proposed", waivers: [waiver(change)] });

  test("waits for approval where the rule is mandatory", () => {
    const { findings } = resolve(of({ approvedBy: "team-security" }));
    expect(findings).toMatchObject([
      {
        outcome: "pending",
        suggestions: ["The waiver W-1 waits for an approving review by a member of team-security."],
      },
    ]);
    expect(states(of())).toEqual(["W-1 pending"]);
  });

  test("says why it would wait for ever", () => {
    const approvals = (): string => "There is no such team.";
    const { findings } = resolve({ ...of({ approvedBy: "team-securty" }), options: { approvals } });
    expect(findings).toMatchObject([
      {
        outcome: "pending",
        suggestions: [
          "The waiver W-1 waits for an approving review by a member of team-securty. There is no such team.",
        ],
      },
    ]);
  });

  test("needs a team that agrees", () => {
    expect(resolve(of()).findings[0]?.suggestions[0]).toContain("add `approvedBy:`");
  });

  test("counts once it is approved", () => {
    expect(said({ ...of({ approvedBy: "team-security" }), options: { approvals: () => true } })).toEqual([
      `data/backup waived ${ALL}`,
    ]);
  });

  test("counts for advice", () => {
    expect(said({ ...of(), found: [failure({ level: "advisory" })] })).toEqual([`data/backup waived ${ALL}`]);
  });

  test("is not asked about where an agreed waiver covers", () => {
    const held = [
      { waiver: waiver({ id: "W-2", approvedBy: "team-security" }), source: "proposed" as const },
      { waiver: waiver(), source: "platform" as const },
    ];
    expect(resolveWaivers([failure()], held, NOW, OPTIONS).findings).toMatchObject([{ outcome: "waived" }]);
  });
});
