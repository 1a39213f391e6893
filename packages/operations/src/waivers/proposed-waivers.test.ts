import type { Finding } from "@towpath/core";
import { expect, test } from "vitest";
import { proposal } from "../testing/proposal.ts";

const PLATFORM = `apiVersion: towpath.dev/v1
kind: Platform
metadata: { name: acme }
teams: { team-security: { members: ["@alice"] }, team-a: { members: ["@mallory"] } }
environments: { dev: { engine: local } }
policies: { levels: { workload/health-check: mandatory, delivery/tests-present: advisory } }
waivers: [./waivers/*.yaml]
`;
const EMPTY = "apiVersion: towpath.dev/v1\nkind: Waivers\nwaivers: []\n";
const MANIFEST = `apiVersion: towpath.dev/v1
kind: Service
metadata: { name: orders, owner: team-a }
platform: platform/platform.yaml
waivers: [waivers.yaml]
workload: { run: node x.js, port: 80 }
`;

function waivers(rule = "workload/health-check", more = "", expires = "2027-01-01"): string {
  return `apiVersion: towpath.dev/v1
kind: Waivers
waivers:
  - id: W-1
    rule: ${rule}
    subject: { service: orders }
    reason: r
    owner: o
    created: 2026-11-01
    expires: ${expires}
${more}`;
}

const BASE = {
  "towpath.yaml": MANIFEST,
  "waivers.yaml": EMPTY,
  "platform/platform.yaml": PLATFORM,
  "platform/waivers/w.yaml": EMPTY,
};
const APPROVED = "    approvedBy: team-security\n";

function outcomeOf(findings: readonly Finding[], rule = "workload/health-check"): readonly string[] {
  return findings.filter(({ code }) => code === rule).map(({ outcome }) => outcome);
}

test.each([
  ["that is new", {}, { "waivers.yaml": waivers() }, "pending"],
  ["that names a team", {}, { "waivers.yaml": waivers(undefined, APPROVED) }, "pending"],
  ["of the platform in the same repository", {}, { "platform/waivers/w.yaml": waivers() }, "pending"],
  ["that the base has", { "waivers.yaml": waivers() }, {}, "waived"],
  ["of the platform that the base has", { "platform/waivers/w.yaml": waivers() }, {}, "waived"],
  [
    "that lasts longer than the base's",
    { "waivers.yaml": waivers() },
    { "waivers.yaml": waivers(undefined, "", "2027-01-02") },
    "pending",
  ],
  [
    "that lasts shorter than the base's",
    { "waivers.yaml": waivers() },
    { "waivers.yaml": waivers(undefined, "", "2026-12-24") },
    "waived",
  ],
  ["that is taken out", { "waivers.yaml": waivers() }, { "waivers.yaml": EMPTY }, "fail"],
  [
    "of another file",
    { "other.yaml": waivers() },
    { "towpath.yaml": MANIFEST.replace("[waivers.yaml]", "[other.yaml]") },
    "pending",
  ],
] as const)("a waiver %s", async (_, base, proposed, outcome) => {
  const { findings, status } = await proposal({ ...BASE, ...base }, proposed).check();
  expect(outcomeOf(findings)).toEqual([outcome]);
  expect(status).toBe(outcome === "waived" ? "ok" : "failed");
});

test("a waiver for advice counts at once", async () => {
  const { findings } = await proposal(BASE, { "waivers.yaml": waivers("delivery/tests-present") }).check();
  expect(outcomeOf(findings, "delivery/tests-present")).toEqual(["waived"]);
});

test.each([
  ["a member of the team", ["@Alice"], {}, "waived"],
  ["somebody else", ["bob"], {}, "pending"],
  ["nobody", [], {}, "pending"],
  [
    "somebody whom the proposal makes a member",
    ["mallory"],
    { "platform/platform.yaml": PLATFORM.replace('"@alice"', '"@alice", "@mallory"') },
    "pending",
  ],
] as const)("a waiver that %s approves", async (_, approvers, proposed, outcome) => {
  const change = { "waivers.yaml": waivers(undefined, APPROVED), ...proposed };
  const { findings } = await proposal(BASE, change).check({ approvers: [...approvers] });
  expect(outcomeOf(findings)).toEqual([outcome]);
});
