import type { Finding } from "@towpath/core";
import type { Graph } from "@towpath/manifest";
import type { Plan } from "@towpath/provisioning";
import { describe, expect, test } from "vitest";
import { builtInPack } from "../built-in-pack.ts";
import { checkPolicy } from "../engine/check-policy.ts";
import type { ParameterLayer } from "../rule/parameters.ts";
import {
  containerWith,
  graphWith,
  now,
  originAt,
  placeAt,
  planWith,
  resourceWith,
  settingWith,
  templateWith,
  workloadWith,
} from "../testing/subjects.ts";
import { recommended } from "./pack.ts";

/** What one rule of the pack finds, as `[message, address, line]`. */
function found(rule: string, graph: Graph, more: { plans?: readonly Plan[]; params?: readonly ParameterLayer[] } = {}) {
  const findings = all(graph, more).filter(({ code }) => code === rule);
  return findings.map(({ message, address, places: [place] }) => [message, address, place?.range?.start.line]);
}

function all(
  graph: Graph,
  more: { plans?: readonly Plan[]; params?: readonly ParameterLayer[] } = {},
): readonly Finding[] {
  return checkPolicy({ services: [{ graphs: [graph] }], rules: recommended.rules, levels: {}, now, ...more }).findings;
}

const serviceWith = (facts: Partial<Graph["service"]>, more: Partial<Graph> = {}, kind?: string) =>
  graphWith({ service: { ...graphWith().service, ...facts }, ...more }, "prod", kind);
const criticalWith = (workload: Parameters<typeof workloadWith>[0], kind?: string) =>
  serviceWith({ criticality: "critical" }, { workloads: [workloadWith(workload)] }, kind);

describe("the recommended pack", () => {
  test("is found by its name, sorted, and blocks nothing but secrets by itself", () => {
    expect(builtInPack("@towpath/policy/recommended")).toBe(recommended);
    const ids = recommended.rules.map(({ rule }) => rule.id);
    expect(ids).toEqual([...ids].sort());
    const mandatory = recommended.rules.filter(({ level }) => level === "mandatory").map(({ rule }) => rule.id);
    expect(mandatory.filter((id) => !/^(?:data\/secrets-in-|workflows\/)/.test(id))).toEqual([]);
  });

  test("asks for an owner", () => {
    const rule = "ownership/owner-present";
    expect(found(rule, graphWith())).toEqual([
      ["orders has no owner, so nobody is asked when it fails.", "metadata.owner", 3],
    ]);
    expect(found(rule, serviceWith({ owner: "shop" }))).toEqual([]);
  });

  test("asks critical services for a runbook, whatever it is called there", () => {
    const rule = "ownership/runbook";
    const links = [{ title: "The RUNBOOK of orders", url: "https://wiki.example.com" }];
    const handbook = [{ by: "platform", isPlatform: true, values: { [rule]: { title: "handbook" } } }];
    expect(found(rule, serviceWith({ criticality: "critical" }))).toEqual([
      ['orders is critical and links no runbook: no link of it has "runbook" in its title.', "metadata.links", 3],
    ]);
    expect(found(rule, serviceWith({ criticality: "critical", links }))).toEqual([]);
    expect(found(rule, serviceWith({ criticality: "critical", links }), { params: handbook })).toHaveLength(1);
    expect(found(rule, serviceWith({ criticality: "standard" }))).toEqual([]);
  });

  test.each([
    [1, ["db keeps backups for 1 day; 7 days are required.", "resources.db.settings.backupRetentionDays", 20]],
    [6, ["db keeps backups for 6 days; 7 days are required.", "resources.db.settings.backupRetentionDays", 20]],
    [7, undefined],
  ])("judges backups of %i days", (days, finding) => {
    const graph = graphWith({ resources: [resourceWith({ settings: { backupRetentionDays: settingWith(days) } })] });
    expect(found("data/backup-retention", graph)).toEqual(finding ? [finding] : []);
  });

  test("does not pass what it cannot read, nor see what has no backups", () => {
    const rule = "data/backup-retention";
    const outcome = (settings: Parameters<typeof settingWith>[0]) =>
      all(graphWith({ resources: [resourceWith({ settings: { backupRetentionDays: settingWith(settings) } })] }))
        .filter(({ code }) => code === rule)
        .map((finding) => finding.outcome);
    expect(outcome({ why: "it holds an output" })).toEqual(["indeterminate"]);
    expect(outcome("seven")).toEqual(["error"]);
    expect(found(rule, graphWith({ resources: [resourceWith()] }))).toEqual([]);
  });

  test.each([
    [{ status: "current" }, undefined],
    [{ status: "preview" }, undefined],
    [{ status: "deprecated" }, "db runs PostgreSQL 14, which is deprecated."],
    [
      { status: "deprecated", until: "2026-11-23" },
      "db runs PostgreSQL 14, which is offered until 2026-11-23 only: 1 day is left.",
    ],
    [
      { status: "deprecated", until: "2027-11-22" },
      "db runs PostgreSQL 14, which is offered until 2027-11-22 only: 365 days are left.",
    ],
    [
      { status: "deprecated", until: "2026-11-22" },
      "db runs PostgreSQL 14, which is offered until 2026-11-22 only: less than a day is left.",
    ],
    [{ status: "deprecated", until: "2026-11-21" }, "db runs PostgreSQL 14, which was offered until 2026-11-21."],
    [{ status: "withdrawn" }, "db runs PostgreSQL 14, which is withdrawn."],
  ] as const)("judges a version that is %j", (lifecycle, message) => {
    const version = { known: true, value: "14", origin: originAt(11) } as const;
    const graph = graphWith({ resources: [resourceWith({ version, lifecycle })] });
    expect(found("data/version-lifecycle", graph)).toEqual(message ? [[message, "resources.db.version", 11]] : []);
  });

  test("shows where data would be lost, and why", () => {
    const diff = [{ path: "settings.collation", unknown: false, secret: false, origin: originAt(21) }];
    const reasons = ["collation cannot be changed in place."];
    const plans = [
      planWith([
        { action: "replace", risk: "data-loss", diff, reasons },
        { action: "update", risk: "downtime" },
      ]),
    ];
    expect(found("data/destructive-change", graphWith(), { plans })).toEqual([
      [
        "resources.db (postgres) would be replaced by a new one, and its data would be lost (collation cannot be changed in place).",
        "resources.db",
        21,
      ],
    ]);
  });

  test("names a variable that holds a secret, and never its value", () => {
    const variables = {
      A: templateWith("plain"),
      DATABASE_URL: templateWith("postgres://shop:hunter2hunter2@db/shop", 31),
      GOOD_PASSWORD: templateWith("‹password›"),
    };
    const findings = all(
      graphWith({ workloads: [workloadWith({ containers: [containerWith({ variables })] })] }),
    ).filter(({ code }) => code === "data/secrets-in-variables");
    expect(findings).toMatchObject([
      {
        message: "The value of the variable DATABASE_URL looks like an address with a password.",
        address: "workloads.main.variables.DATABASE_URL",
        places: [{ ...placeAt(31), isSecret: true }],
      },
    ]);
    expect(JSON.stringify(findings)).not.toContain("hunter2");
  });

  test("asks servers for a health check", () => {
    const rule = "workload/health-check";
    const health = { path: "/", intervalMs: 1_000, timeoutMs: 1_000, graceMs: 1_000 };
    expect(found(rule, graphWith({ workloads: [workloadWith()] }))).toEqual([
      [expect.stringContaining("main is a server without a health check"), "workloads.main.health", 5],
    ]);
    expect(found(rule, graphWith({ workloads: [workloadWith({ health })] }))).toEqual([]);
    expect(found(rule, graphWith({ workloads: [workloadWith({ kind: "worker" })] }))).toEqual([]);
    const readiness = { exec: { command: ["ready"] }, origin: originAt(6) };
    const containers = [containerWith({ readiness })];
    expect(found(rule, graphWith({ workloads: [workloadWith({ containers })] }))).toEqual([]);
  });

  test("asks critical services for replicas, at the line that says how many, but not on the local engine", () => {
    const rule = "workload/replicas";
    const origins = { "scale.min": originAt(8), scale: originAt(7) };
    expect(found(rule, criticalWith({ scale: { min: 1, max: 9 }, origins }))).toEqual([
      ["main may run as 1 instance; a critical service needs at least 2 at any time.", "workloads.main.scale.min", 8],
    ]);
    expect(found(rule, criticalWith({ origins: { scale: originAt(7) } }))[0]?.[2]).toBe(7);
    expect(found(rule, criticalWith({ scale: { min: 2, max: 2 } }))).toEqual([]);
    expect(found(rule, criticalWith({}, "local"))).toEqual([]);
    expect(found(rule, graphWith({ workloads: [workloadWith()] }))).toEqual([]);
  });

  test("asks for a limit for memory, and for the processor where the platform does", () => {
    const rule = "workload/limits";
    const workloads = [workloadWith({ containers: [containerWith({ limits: { memory: "512Mi" } })] })];
    const params = [{ by: "platform", isPlatform: true, values: { [rule]: { required: ["memory", "cpu"] } } }];
    expect(found(rule, graphWith({ workloads: [workloadWith()] }))).toEqual([
      ["main has no limit for memory.", "workloads.main.limits.memory", 5],
    ]);
    expect(found(rule, graphWith({ workloads }))).toEqual([]);
    expect(found(rule, graphWith({ workloads }), { params })).toEqual([
      ["main has no limit for the processor.", "workloads.main.limits.cpu", 5],
    ]);
  });

  test.each([
    ["ghcr.io/acme/orders", true],
    ["ghcr.io/acme/orders:1.2.3", true],
    ["ghcr.io/acme/orders@sha256:abc", true],
    [`ghcr.io/acme/orders@sha256:${"0".repeat(64)}`, false],
    [`ghcr.io/acme/orders:1.2.3@sha256:${"0".repeat(64)}`, false],
  ])("of the image %s asks for a digest: %s", (image, asks) => {
    const workload = workloadWith({ containers: [containerWith({ image })], origins: { image: originAt(6) } });
    const graph = graphWith({ workloads: [workload] });
    expect(found("workload/image-by-digest", graph).map(([, , line]) => line)).toEqual(asks ? [6] : []);
  });

  test("asks what has a workload for tests", () => {
    const rule = "delivery/tests-present";
    const test = { run: "npm test", with: [], reports: {}, minimum: {}, origin: originAt(4) };
    expect(found(rule, graphWith({ workloads: [workloadWith()] }))).toEqual([[expect.any(String), "metadata", 5]]);
    expect(found(rule, graphWith({ workloads: [workloadWith()], test }))).toEqual([]);
    expect(found(rule, graphWith({ resources: [resourceWith()] }))).toEqual([]);
  });
});
