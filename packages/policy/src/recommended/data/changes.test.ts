import type { Change } from "@towpath/provisioning";
import { expect, test } from "vitest";
import type { Rule } from "../../rule/define-rule.ts";
import { messagesOf } from "../../testing/found.ts";
import { graphWith, planWith, resourceWith } from "../../testing/subjects.ts";
import { downtime } from "./downtime.ts";
import { leftBehind } from "./left-behind.ts";
import { versionDowngrade } from "./version-downgrade.ts";
import { versionUpgrade } from "./version-upgrade.ts";

const critical = graphWith({
  service: { ...graphWith().service, criticality: "critical" },
  resources: [resourceWith()],
});
const found = (rule: Rule, change: Partial<Change>, graph = critical) =>
  messagesOf(rule, { graph, plan: planWith([change]) });
const versions = (before: string | undefined, after: string | undefined) => [
  { path: "version", before, after, unknown: after === undefined, secret: false },
];

test("an upgrade is one-way, whatever else changes with it", () => {
  const change = { action: "upgrade", diff: versions("16", "17") } as const;
  expect(found(versionUpgrade, change)).toEqual([
    "resources.db (postgres) would go from version 16 to 17, and there is no way back.",
  ]);
  expect(found(versionUpgrade, { ...change, diff: versions("16", undefined) })).toEqual([
    expect.stringContaining("to one that is not known yet"),
  ]);
  expect(found(versionUpgrade, { ...change, diff: versions(undefined, "17") })).toEqual([]);
  expect(found(versionUpgrade, change, graphWith({ resources: [resourceWith({ isStateful: false })] }))).toEqual([]);
});

test.each([
  ["17", "16", true],
  ["17.2", "17.1", true],
  ["10", "9.6", true],
  ["v2", "1.9-alpine", true],
  ["17", "17", false],
  ["9.6", "10", false],
  ["17", "17.1", false],
  ["17.1", "17", false],
  ["latest", "16", false],
  ["17", "bookworm", false],
])("from %s to %s is back: %s", (before, after, isBack) => {
  expect(found(versionDowngrade, { action: "update", diff: versions(before, after) })).toHaveLength(isBack ? 1 : 0);
});

test("an outage is said of critical services only, with its reason, and a loss of data elsewhere", () => {
  const change = { action: "update", risk: "downtime", reasons: ["cpu needs a restart"] } as const;
  expect(found(downtime, change)).toEqual([
    "resources.db (postgres) would be away while it is changed in prod, and orders is critical (cpu needs a restart).",
  ]);
  expect(found(downtime, { ...change, risk: "restart" })).toEqual([expect.stringContaining("would restart in prod")]);
  expect(found(downtime, { ...change, risk: "data-loss" })).toEqual([]);
  expect(found(downtime, change, graphWith({ resources: [resourceWith()] }))).toEqual([]);
  expect(found(downtime, { ...change, address: "workloads.main" })).toEqual([]);
});

test("what is retained is left behind, unless all of the service goes", () => {
  const retained = { action: "retain" } as const;
  expect(found(leftBehind, retained)).toHaveLength(1);
  const plan = { ...planWith([retained]), goal: "destroy" } as const;
  expect(messagesOf(leftBehind, { graph: critical, plan })).toEqual([]);
});
