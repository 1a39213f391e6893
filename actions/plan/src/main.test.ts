import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { hostileStrings, readmeTokenPermissions, readmeWorkflow } from "@towpath/testkit";
import { builtAction } from "@towpath/testkit/action-suite";
import { FORK_PERMISSIONS, faults, loopbackGitHub } from "@towpath/testkit/github";
import { type PullRequestSketch, pullRequest, type TestPullRequest } from "@towpath/testkit/pull-request";
import { pullRequestEvent, runWorkflow } from "@towpath/testkit/workflows";
import { describe, expect, test } from "vitest";

const PLATFORM = `apiVersion: towpath.dev/v1
kind: Platform
metadata: { name: acme }
teams: { team-a: {} }
environments:
  prod: { engine: local, promoteFrom: { environment: dev } }
  dev: { engine: local }
resourceTypes: [./bucket.yaml, ./postgres.yaml]
`;
const type = (name: string): string => `apiVersion: towpath.dev/v1
kind: ResourceType
metadata: { name: ${name} }
stateful: true
recipes: { local: { driver: ${name} }, drivers: { driver: ${name} } }
`;
const manifest = (name: string, resources: string): string => `apiVersion: towpath.dev/v1
kind: Service
platform: ../platform
metadata: { name: ${name}, owner: team-a, description: Takes orders. }
test: { run: npm test }
workload: { run: node server.js, port: 8080, health: { path: /healthz }, limits: { memory: 64Mi } }
resources: { ${resources} }
`;
const BASE = {
  "platform/platform.yaml": PLATFORM,
  "platform/bucket.yaml": type("bucket"),
  "platform/postgres.yaml": type("postgres"),
  "orders/towpath.yaml": manifest("orders", "db: { type: postgres }"),
  "billing/towpath.yaml": manifest("billing", "db: { type: postgres }"),
};
const HEAD = { "orders/towpath.yaml": manifest("orders", "db: { type: postgres }, files: { type: bucket }") };

const action = builtAction(join(import.meta.dirname, ".."));

const opened = (sketch: Partial<PullRequestSketch> = {}) => pullRequest(action, { base: BASE, head: HEAD, ...sketch });

interface ListedPlan {
  readonly service: string;
  readonly environment: string;
  readonly digest: string | null;
  readonly changes: boolean;
  readonly offline: boolean;
}

const plansOf = (outputs: Readonly<Record<string, string>>): readonly ListedPlan[] =>
  JSON.parse(outputs["plans"] ?? "[]");

/** The check by which plans are found again. */
const checkOf = (pull: TestPullRequest) =>
  pull.repository.checkRuns.filter(({ said }) => said["name"] === "Towpath plan");

describe("a pull request", () => {
  test("shows the plans of all environments of what it touches in one comment, and keeps their digests in a check", async () => {
    await using pull = await opened();
    using ending = await pull.run();
    expect(ending).toMatchObject({
      exitCode: 0,
      stderr: "",
      annotations: [],
      outputs: { result: "ok", changes: "true", offline: "false" },
    });
    const plans = plansOf(ending.outputs);
    expect(plans.map(({ service, environment }) => `${service} ${environment}`)).toEqual(["orders dev", "orders prod"]);
    const [comment, ...others] = pull.repository.comments;
    expect(others).toEqual([]);
    for (const { digest } of plans) {
      expect(comment?.body).toContain(digest);
      expect(checkOf(pull)[0]?.text).toContain(digest);
    }
    expect(checkOf(pull)).toMatchObject([{ commit: pull.head, said: { conclusion: "success" } }]);
    expect(ending.summary).toContain("Plan for orders in prod");
    expect(JSON.parse(readFileSync(ending.outputs["report"] ?? "", "utf8"))).toMatchObject({ verb: "plan" });
  });

  test("has one comment after many runs, beside that of the check", async () => {
    await using pull = await opened();
    using _first = await pull.run();
    writeFileSync(join(pull.workspace, "orders/towpath.yaml"), manifest("orders", "files: { type: bucket }"));
    using _second = await pull.run();
    expect(pull.repository.comments).toHaveLength(1);
    expect(pull.repository.comments[0]?.body).toContain("towpath:plan:");
    expect(pull.repository.comments[0]?.body).toContain("1 to create");
  });

  test.each([
    ["a fork's", { fork: "eve/orders" }, {}],
    ["one that is asked to be", {}, { offline: "true" }],
  ])("%s is compared by its documents, and nobody looks at what is there", async (_, sketch, inputs) => {
    await using pull = await opened(sketch);
    using ending = await pull.run(inputs);
    expect(ending).toMatchObject({ exitCode: 0, outputs: { changes: "true", offline: "true" } });
    for (const { digest, offline } of plansOf(ending.outputs))
      expect({ digest, offline }).toEqual({ digest: null, offline: true });
    expect(ending.summary).toContain("nobody looked at what is there");
    expect(checkOf(pull)[0]?.text).not.toContain("changesDigest");
  });

  test("a fork's is compared, whatever the workflow asks for", async () => {
    await using pull = await opened({ fork: "eve/orders" });
    using ending = await pull.run({ offline: "false" });
    expect(ending.outputs).toMatchObject({ offline: "true" });
  });

  test("runs no driver that it brings or names", async () => {
    const evil = `import { writeFileSync } from "node:fs";\nwriteFileSync(import.meta.dirname + "/was-run", "");\n`;
    const platform = PLATFORM.replaceAll("engine: local", "engines: { own: { kind: drivers, drivers: [./evil.ts] } }");
    await using pull = await opened({
      base: { ...BASE, "platform/platform.yaml": platform, "platform/evil.ts": evil },
    });
    using ending = await pull.run({}, { env: { RUNNER_ENVIRONMENT: "self-hosted" } });
    expect(ending.outputs).toMatchObject({ offline: "true" });
    expect(ending.summary).toContain("nothing of a proposal is run");
    expect(() => readFileSync(join(pull.workspace, "platform/was-run"))).toThrow(/ENOENT/);
  });

  test("that changes nothing gets no comment", async () => {
    await using pull = await opened({ head: { "orders/README.md": "#\n" } });
    using ending = await pull.run({ only: "all", offline: "true" });
    expect(ending.outputs).toMatchObject({ result: "ok", changes: "false" });
    expect(pull.repository.comments).toEqual([]);
  });

  test("with a document that cannot be used fails, and says where", async () => {
    await using pull = await opened({ head: { "orders/towpath.yaml": manifest("orders", "db: { tpye: postgres }") } });
    using ending = await pull.run();
    expect(ending).toMatchObject({ exitCode: 2, outputs: { result: "invalid" } });
    expect(ending.annotations[0]).toMatchObject({ level: "error", file: "orders/towpath.yaml" });
  });
});

describe("a token", () => {
  test("needs no more than what the README says, and all of that", async () => {
    await using pull = await opened();
    const permissions = readmeTokenPermissions(join(import.meta.dirname, ".."));
    using ending = await pull.run({ token: pull.github.addToken({ permissions }) });
    expect(ending.shown.filter((line) => line.startsWith("There is no"))).toEqual([]);
    expect(pull.repository.comments).toHaveLength(1);
    expect(checkOf(pull)).toHaveLength(1);
    expect(pull.github.requests.filter(({ status }) => status === 403)).toEqual([]);
  });

  test.each(["pull_requests", "checks"] as const)(
    "without %s says what is missing, and for want of what",
    async (without) => {
      await using pull = await opened();
      const permissions = { ...readmeTokenPermissions(join(import.meta.dirname, "..")), [without]: "read" as const };
      using ending = await pull.run({ token: pull.github.addToken({ permissions }) });
      expect(ending.exitCode).toBe(0);
      expect(ending.shown.filter((line) => line.startsWith("There is no"))).toMatchObject([
        expect.stringContaining(`${without.replace("_", "-")}: write`),
      ]);
    },
  );

  test("that may only read: the summary has everything", async () => {
    await using pull = await opened({ fork: "eve/orders" });
    using ending = await pull.run({ token: pull.github.addToken({ permissions: FORK_PERMISSIONS }) });
    expect(ending.exitCode).toBe(0);
    expect(ending.summary).toContain("Difference for orders in dev");
    expect(ending.shown.filter((line) => line.startsWith("There is no"))).toEqual([
      expect.stringMatching(/^There is no comment, no check run .* from a fork can only read\./),
    ]);
    expect(pull.repository.comments).toEqual([]);
  });

  test("a GitHub that is down changes nothing of the result", async () => {
    await using pull = await opened();
    pull.github.order({ fault: { kind: "answer", status: 403, body: { message: "Forbidden" } }, times: 100 });
    using ending = await pull.run();
    expect(ending).toMatchObject({ exitCode: 0, outputs: { result: "ok" }, stderr: "" });
    using half = await pull.run({ comment: "false", "check-run": "false" });
    expect(half.exitCode).toBe(0);
    pull.github.order({ fault: faults.reset, times: 100 });
    expect(pull.repository.comments).toEqual([]);
  });
});

test("hostile names of a branch, a pull request and a workflow become nothing", async () => {
  const [first, ...rest] = hostileStrings.filter(({ text }) => !text.includes("\u0000"));
  for (const { text } of [first, rest[3], rest[7]].filter((one) => one !== undefined)) {
    await using pull = await opened({ names: text.slice(0, 300) });
    using ending = await pull.run({}, { env: { GITHUB_WORKFLOW: text.slice(0, 300) } });
    expect(ending).toMatchObject({ exitCode: 0, stderr: "", environment: {}, masks: [pull.github.token] });
    const written = JSON.stringify([pull.repository.comments, ending.summary]);
    expect(written).not.toMatch(/<script|^#+ owned/m);
    expect(pull.repository.comments).toHaveLength(1);
    expect(pull.repository.comments[0]?.body.match(/<!--/g)).toHaveLength(1);
  }
});

test("a push is planned for the services that it touched, with nothing written on GitHub", async () => {
  await using pull = await opened();
  using ending = await pull.run({}, { event: { name: "push", payload: { before: pull.base } } });
  expect(plansOf(ending.outputs).map(({ service }) => service)).toEqual(["orders", "orders"]);
  expect(pull.repository.comments).toEqual([]);
  expect(pull.repository.checkRuns).toEqual([]);
});

test("the README's workflow shows what a pull request would change", async () => {
  using example = readmeWorkflow(join(import.meta.dirname, ".."), { plan: action });
  const github = await loopbackGitHub();
  const repository = await github.addRepository();
  await repository.commit("main", { ...BASE, ...example.files });
  await repository.commit("topic", HEAD, { from: "main" });
  const pull = await repository.openPull({ head: "topic" });
  const event = await pullRequestEvent(repository, pull);
  const ending = await runWorkflow({ github, repository, event, ...example.run });
  expect(ending).toMatchObject({ conclusion: "success" });
  expect(repository.comments).toMatchObject([{ body: expect.stringContaining("Plan for orders in prod") }]);
  expect(repository.checkRuns).toMatchObject([{ commit: pull.head.sha, said: { name: "Towpath plan" } }]);
  await github.close();
});
