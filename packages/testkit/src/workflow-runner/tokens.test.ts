import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type LoopbackGitHub, type LoopbackRepository, loopbackGitHub } from "../github/index.ts";
import { pullRequestEvent, pushEvent } from "./events.ts";
import type { RunRequest } from "./run.ts";
import { runWorkflow } from "./run-workflow.ts";
import { jobOf, runIn, stepOf, WORKFLOW, withJobs, withSteps } from "./testing/run-files.ts";

let github: LoopbackGitHub;
let repository: LoopbackRepository;
beforeEach(async () => {
  github = await loopbackGitHub();
  repository = await github.addRepository();
});
afterEach(() => github.close());

const ASK = `
- id: ask
  env: { TOKEN: "\${{ github.token }}", KEY: "\${{ secrets.KEY }}" }
  run: |
    ask() { curl -s -o /dev/null -w '%{http_code} ' -A test -H "Authorization: Bearer $TOKEN" "$@"; }
    ask "$GITHUB_API_URL/repos/acme/orders/pulls/1"
    ask -d '{"body":"hello"}' "$GITHUB_API_URL/repos/acme/orders/issues/1/comments"
    echo "[$KEY] [\${ACTIONS_ID_TOKEN_REQUEST_TOKEN:+identity}] \${{ secrets.GITHUB_TOKEN == github.token }}"
`;

async function ask(permissions: string, more: Partial<RunRequest> & { fork?: string } = {}) {
  const workflow = withSteps(ASK, `  permissions: ${permissions}`);
  await repository.commit("main", { [WORKFLOW]: workflow, "a.txt": "1" });
  await repository.commit("topic", { "a.txt": "2" }, { from: "main" });
  const { fork, ...rest } = more;
  const pull = await repository.openPull({ number: 1, head: "topic", ...(fork === undefined ? {} : { fork }) });
  const event = await pullRequestEvent(repository, pull);
  return await runWorkflow({
    github,
    repository,
    event,
    workflow: WORKFLOW,
    secrets: { KEY: "v-of-key" },
    ...rest,
  });
}

test("a job's token may do what its permissions say", async () => {
  const writes = await ask("{ pull-requests: write, id-token: write }");
  expect(stepOf(writes, "ask").log).toBe("200 201 [***] [identity] true");
  const reads = await ask("{ pull-requests: read }");
  expect(stepOf(reads, "ask").log).toBe("200 403 [***] [] true");
  const none = await ask("{}");
  expect(stepOf(none, "ask").log).toBe("403 403 [***] [] true");
});

test("a private repository is checked out with contents: read, a public one without", async () => {
  const open = await github.addRepository({ name: "open", isPrivate: false });
  const workflow = (permissions: string) => withSteps("- uses: actions/checkout@v5", `  permissions: ${permissions}`);
  expect((await runIn(github, repository, workflow("{ contents: read }"))).conclusion).toBe("success");
  const refused = await runIn(github, repository, workflow("{ pull-requests: write }"));
  expect(stepOf(refused, 0).annotations[0]?.message).toMatch(/^fatal: repository '.*\/acme\/orders' not found$/);
  expect((await runIn(github, open, workflow("{ pull-requests: write }"))).conclusion).toBe("success");
});

test("a job's token is good until the job ends", async () => {
  const home = mkdtempSync(join(tmpdir(), "towpath-home-"));
  const asked = `curl -s -o /dev/null -w '%{http_code}' -A test -H "Authorization: Bearer $(cat "$HOME/token")" "$GITHUB_API_URL/repos/acme/orders"`;
  const jobs = [
    `first:\n  runs-on: self-hosted\n  steps: [{ run: 'echo "\${{ github.token }}" > "$HOME/token"; ${asked.replaceAll("'", "''")}' }]\n`,
    `second:\n  needs: first\n  runs-on: self-hosted\n  steps: [{ run: '${asked.replaceAll("'", "''")}' }]\n`,
  ];
  try {
    const ending = await runIn(github, repository, withJobs(jobs.join("")), { runner: { home } });
    expect([stepOf(ending, 0, "first").log, stepOf(ending, 0, "second").log]).toEqual(["200", "401"]);
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
});

test("a pull request from a fork reads, and has neither secrets nor an identity", async () => {
  const ending = await ask("write-all", { fork: "mallory/orders" });
  expect(stepOf(ending, "ask").log).toBe("200 403 [] [] true");
  expect(jobOf(ending, "one").permissions).toMatchObject({ contents: "read", "pull-requests": "read" });
  expect(jobOf(ending, "one").permissions).not.toHaveProperty("id-token");
});

const SHOW = withSteps(
  `- run: echo "[\${{ secrets.KEY == 'of-prod' }}] [\${{ secrets.ALL == 'of-all' }}] [\${{ vars.REGION }}] [\${{ vars.ZONE }}]"`,
  "  environment: { name: prod, deployment: false }",
);
const SETTINGS = {
  secrets: { ALL: "of-all" },
  variables: { REGION: "north" },
  environments: { prod: { secrets: { KEY: "of-prod" }, variables: { ZONE: "one" } } },
};

test("a fork gets neither a secret nor a variable, of the repository or of an environment", async () => {
  await repository.commit("main", { [WORKFLOW]: SHOW });
  await repository.commit("topic", { "a.txt": "2" }, { from: "main" });
  const shown = async (fork?: string) => {
    const pull = await repository.openPull({ number: 1, head: "topic", ...(fork === undefined ? {} : { fork }) });
    const event = await pullRequestEvent(repository, pull);
    const ending = await runWorkflow({ github, repository, event, workflow: WORKFLOW, ...SETTINGS });
    return stepOf(ending, 0).log;
  };
  expect(await shown()).toBe("[true] [true] [north] [one]");
  expect(await shown("mallory/orders")).toBe("[false] [false] [] []");
});

test("what Dependabot starts gets no secret of Actions, on a branch or on a pull request", async () => {
  await repository.commit("main", { [WORKFLOW]: SHOW });
  await repository.commit("dependabot", { "a.txt": "2" }, { from: "main" });
  const pull = await repository.openPull({ number: 1, head: "dependabot", login: "dependabot[bot]" });
  const events = [
    await pullRequestEvent(repository, pull),
    await pushEvent(repository, { branch: "dependabot", actor: "dependabot[bot]" }),
  ];
  for (const event of events) {
    const ending = await runWorkflow({ github, repository, event, workflow: WORKFLOW, ...SETTINGS });
    expect([event.name, stepOf(ending, 0).log]).toEqual([event.name, "[false] [false] [north] [one]"]);
  }
});

/** Writes down what a job's identity says. */
const WHO = `- id: who
  run: |
    curl -s -H "Authorization: bearer $ACTIONS_ID_TOKEN_REQUEST_TOKEN" -A test "$ACTIONS_ID_TOKEN_REQUEST_URL&audience=sigstore" > answer.json
    node -p 'const [, claims] = require("./answer.json").value.split("."); Buffer.from(claims, "base64url").toString()'
`;

test("a job's identity says where it comes from", async () => {
  const workflow = withSteps(
    WHO,
    "  permissions: { id-token: write }\n  environment: { name: prod, deployment: false }",
  );
  await repository.commit("main", { [WORKFLOW]: workflow });
  const event = await pushEvent(repository);
  const ending = await runWorkflow({ github, repository, event, workflow: WORKFLOW, attempt: 2 });
  const claims = JSON.parse(stepOf(ending, 0).log);
  expect(claims).toMatchObject({
    iss: "https://token.actions.githubusercontent.com",
    aud: "sigstore",
    sub: "repo:acme/orders:environment:prod",
    environment: "prod",
    event_name: "push",
    job_workflow_ref: "acme/orders/.github/workflows/ci.yml@refs/heads/main",
    job_workflow_sha: event.sha,
    workflow_ref: "acme/orders/.github/workflows/ci.yml@refs/heads/main",
    repository: "acme/orders",
    repository_owner: "acme",
    ref: "refs/heads/main",
    ref_type: "branch",
    sha: event.sha,
    run_id: String(ending.runId),
    run_attempt: "2",
    runner_environment: "github-hosted",
  });
  for (const name of ["jti", "iat", "nbf", "exp", "actor", "repository_id", "repository_visibility", "run_number"])
    expect(claims).toHaveProperty(name);
});

test("the identity of a job in a called workflow is that workflow's, for the repository that runs", async () => {
  const called = (permissions: string, inner: string): string =>
    `on: workflow_call\njobs:\n  in:\n    permissions: ${permissions}\n${inner}`;
  const indented = WHO.replace(/^/gm, "      ");
  await repository.commit("main", {
    [WORKFLOW]: `on: push
permissions: {}
jobs:
  given: { uses: ./.github/workflows/outer.yml, permissions: { id-token: write } }
  bare: { uses: ./.github/workflows/quiet.yml }
`,
    ".github/workflows/outer.yml": called("{ id-token: write }", "    uses: ./.github/workflows/inner.yml\n"),
    ".github/workflows/inner.yml": called("{ id-token: write }", `    runs-on: ubuntu-24.04\n    steps:\n${indented}`),
    ".github/workflows/quiet.yml": `on: workflow_call
jobs:
  in:
    runs-on: ubuntu-24.04
    steps: [{ run: 'echo "[$ACTIONS_ID_TOKEN_REQUEST_TOKEN$ACTIONS_ID_TOKEN_REQUEST_URL]"' }]
`,
  });
  const event = await pushEvent(repository);
  const ending = await runWorkflow({ github, repository, event, workflow: WORKFLOW });
  expect(JSON.parse(jobOf(ending, "given / in / in").steps[0]?.log ?? "")).toMatchObject({
    sub: "repo:acme/orders:ref:refs/heads/main",
    job_workflow_ref: "acme/orders/.github/workflows/inner.yml@refs/heads/main",
    workflow_ref: "acme/orders/.github/workflows/ci.yml@refs/heads/main",
    repository: "acme/orders",
  });
  expect(jobOf(ending, "bare / in").steps[0]?.log).toBe("[]");
});

test("a called workflow gets no identity that its caller does not have: nothing starts", async () => {
  await repository.commit("main", {
    [WORKFLOW]: `on: push
permissions: { contents: read }
jobs:
  call: { uses: ./.github/workflows/inner.yml }
`,
    ".github/workflows/inner.yml": `on: workflow_call
jobs:
  in:
    permissions: { id-token: write }
    runs-on: ubuntu-24.04
    steps: [{ run: "true" }]
`,
  });
  const event = await pushEvent(repository);
  await expect(runWorkflow({ github, repository, event, workflow: WORKFLOW })).rejects.toThrow(
    "requesting 'id-token: write', but is only allowed 'id-token: none'",
  );
});

test("a fork that is gone is a fork", async () => {
  await repository.commit("main", { [WORKFLOW]: withSteps(ASK, "  permissions: write-all") });
  await repository.commit("topic", { "a.txt": "2" }, { from: "main" });
  const pull = await repository.openPull({ number: 1, head: "topic", fork: null });
  const event = await pullRequestEvent(repository, pull);
  const ending = await runWorkflow({ github, repository, event, workflow: WORKFLOW, secrets: { KEY: "v-of-key" } });
  expect(stepOf(ending, "ask").log).toBe("200 403 [] [] true");
});

test("an environment has its own secrets and variables, and somebody lets a job in", async () => {
  const workflow = withSteps(
    `- run: echo "\${{ secrets.KEY == 'of-prod' }} \${{ vars.REGION }}"`,
    "  environment: { name: prod, deployment: false }",
  );
  await repository.commit("main", { [WORKFLOW]: workflow });
  const event = await pushEvent(repository);
  const run = async (isLetIn: boolean) =>
    runWorkflow({
      github,
      repository,
      event,
      workflow: WORKFLOW,
      secrets: { KEY: "of-all" },
      environments: {
        prod: { secrets: { KEY: "of-prod" }, variables: { REGION: "there" }, review: async () => isLetIn },
      },
    });
  const ending = await run(true);
  expect(stepOf(ending, 0).log).toBe("true there");
  expect(jobOf(ending, "one").environment).toBe("prod");
  expect((await run(false)).conclusion).toBe("failure");
});

test("an event that the workflow is not for starts nothing", async () => {
  const on = (filter: string) =>
    `on:\n  push: ${filter}\njobs: { a: { runs-on: ubuntu-24.04, steps: [{ run: 'true' }] } }\n`;
  const conclusion = async (filter: string) => {
    await repository.commit("main", { [WORKFLOW]: on(filter), "src/a.js": filter });
    return (await runWorkflow({ github, repository, event: await pushEvent(repository), workflow: WORKFLOW }))
      .conclusion;
  };
  expect(await conclusion("{ branches: [main] }")).toBe("success");
  expect(await conclusion('{ branches: ["rel/**", "!main"] }')).toBe("not-triggered");
  expect(await conclusion("{ tags: [v1] }")).toBe("not-triggered");
  expect(await conclusion('{ paths: ["src/**"] }')).toBe("success");
  expect(await conclusion('{ paths-ignore: ["src/**", ".github/**"] }')).toBe("not-triggered");
});
