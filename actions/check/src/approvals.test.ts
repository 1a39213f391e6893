import { join } from "node:path";
import { builtAction } from "@towpath/testkit/action-suite";
import { pullRequest } from "@towpath/testkit/pull-request";
import { expect, test } from "vitest";

const PLATFORM = `apiVersion: towpath.dev/v1
kind: Platform
metadata: { name: acme }
teams: { team-a: {}, team-security: { members: ["@alice"] } }
environments: { dev: { engine: local, values: { domain: localhost } } }
policies: { levels: { workload/limits: mandatory } }
`;
const manifest = (more = ""): string => `apiVersion: towpath.dev/v1
kind: Service
platform: ./platform
metadata: { name: orders, owner: team-a, description: Takes orders. }
test: { run: npm test }
workload: { run: node server.js, port: 8080, health: { path: /healthz } }
${more}`;
/** Days around the present one: the action goes by the clock. */
const day = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
const WAIVERS = `apiVersion: towpath.dev/v1
kind: Waivers
waivers:
  - id: W-1
    rule: workload/limits
    subject: { service: orders }
    reason: Being measured.
    owner: team-a
    approvedBy: team-security
    created: ${day(-1)}
    expires: ${day(30)}
`;
const SKETCH = {
  base: { "towpath.yaml": manifest(), "platform/platform.yaml": PLATFORM },
  head: { "towpath.yaml": manifest("waivers: [waivers.yaml]\n"), "waivers.yaml": WAIVERS },
};

const action = builtAction(join(import.meta.dirname, ".."));

test.each([
  ["nobody approved", [], 1, "0"],
  ["a member of the team approved", [["alice", "APPROVED"]], 0, "1"],
  ["somebody else approved", [["bob", "APPROVED"]], 1, "0"],
  [
    "the member took it back",
    [
      ["alice", "APPROVED"],
      ["alice", "CHANGES_REQUESTED"],
    ],
    1,
    "0",
  ],
] as const)("a waiver that a pull request adds, where %s", async (_, reviews, exitCode, waived) => {
  await using pull = await pullRequest(action, SKETCH);
  for (const [login, state] of reviews)
    pull.repository.reviews.push({
      id: pull.repository.reviews.length + 1,
      pull: pull.number,
      account: { login, type: "User" },
      state,
      commit: pull.head,
      body: "",
      submitted: "2026-01-01T00:00:00Z",
    });
  using ending = await pull.run({ comment: "false" });
  expect(ending).toMatchObject({ exitCode, outputs: { waived } });
});

test.each([
  ["that was approved", ["alice"], 0],
  ["that was not", [], 1],
] as const)("a waiver in a merge group of a pull request %s", async (_, approving, exitCode) => {
  await using pull = await pullRequest(action, SKETCH);
  for (const login of approving)
    pull.repository.reviews.push({
      id: 1,
      pull: pull.number,
      account: { login, type: "User" },
      state: "APPROVED",
      commit: pull.head,
      body: "",
      submitted: "2026-01-01T00:00:00Z",
    });
  const payload = { merge_group: { base_sha: pull.base, head_sha: pull.head } };
  const variables = { ...pull.event.variables, GITHUB_REF: `refs/heads/gh-readonly-queue/main/pr-1-${pull.base}` };
  using ending = await pull.run({ comment: "false" }, { event: { name: "merge_group", payload, variables } });
  expect(ending.exitCode).toBe(exitCode);
});

test("where GitHub does not say who approved, the waiver waits, and that is said", async () => {
  await using pull = await pullRequest(action, SKETCH);
  pull.github.order({
    method: "GET",
    path: /reviews/,
    times: 99,
    fault: { kind: "answer", status: 403, body: { message: "No." } },
  });
  using ending = await pull.run({ comment: "false" });
  expect(ending.exitCode).toBe(1);
  expect(JSON.stringify(ending.annotations)).toContain(
    "Whether a waiver is approved could not be learnt, so it waits:",
  );
});

test("nobody is asked where nothing waits", async () => {
  await using pull = await pullRequest(action, { ...SKETCH, head: { "README.md": "x\n" } });
  using ending = await pull.run({ comment: "false" });
  expect(ending.exitCode).toBe(1);
  expect(pull.github.requests.filter(({ path }) => path.includes("reviews"))).toEqual([]);
});
