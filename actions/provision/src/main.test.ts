import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { nodeEffects, Secret } from "@towpath/core";
import { publishPlan } from "@towpath/operations/publish";
import {
  NOTES_ENGINE,
  notesPlatform,
  pemKeyPair,
  readmeTokenPermissions,
  readmeWorkflow,
  type ServiceWorkspace,
  serviceWorkspace,
} from "@towpath/testkit";
import { builtAction } from "@towpath/testkit/action-suite";
import {
  type LoopbackGitHub,
  type LoopbackRepository,
  loopbackGitHub,
  type TokenPermissions,
} from "@towpath/testkit/github";
import { pushEvent, runWorkflow } from "@towpath/testkit/workflows";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

const manifest = (text: string): string => `apiVersion: towpath.dev/v1
kind: Service
platform: ./platform.yaml
metadata: { name: orders, owner: team-a, description: Takes orders. }
resources: { memo: { type: note, settings: { text: ${text} } } }
`;
const PLATFORM = notesPlatform(`  dev: { ${NOTES_ENGINE} }`);
const FILES = { ...PLATFORM, "towpath.yaml": manifest("hello") };
/** A service that has nothing to be made. */
const NOTHING = { "towpath.yaml": FILES["towpath.yaml"].replace(/^(?:platform|resources).*\n/gm, "") };
const FRESH = `sha256:${"0".repeat(64)}`;

const action = builtAction(join(import.meta.dirname, ".."));

let service: ServiceWorkspace;
let github: LoopbackGitHub;
let repository: LoopbackRepository;
beforeEach(async () => {
  service = serviceWorkspace(FILES);
  github = await loopbackGitHub();
  repository = await github.addRepository();
  await repository.commit("main", { "a.txt": "a" });
});
afterEach(async () => {
  await service[Symbol.asyncDispose]();
  await github.close();
});

function provision(inputs: Readonly<Record<string, string>> = {}, env: Readonly<Record<string, string>> = {}) {
  return service.run(action, { token: github.token, ...inputs }, { env: { GITHUB_API_URL: github.url, ...env } });
}

/** The note that is made. */
const memo = (): string | undefined => {
  const file = join(service.home, "notes/orders/dev/memo");
  return existsSync(file) ? readFileSync(file, "utf8") : undefined;
};

/** The digest of what would be done now. */
async function digestNow(): Promise<string> {
  using ending = await provision({ approved: FRESH });
  expect(ending).toMatchObject({ exitCode: 1, outputs: { result: "failed", status: "refused", changed: "0" } });
  return ending.outputs["digest"] ?? "";
}

/** A pull request that showed a plan, merged. Gives the commit of its merge. */
async function merged(digest: string, over: { readonly service?: string } = {}): Promise<string> {
  const head = await repository.commit("topic", { "b.txt": digest }, { from: "main" });
  const { number } = await repository.openPull({ head: "topic" });
  const plan = { manifest: "towpath.yaml", environment: "dev", status: "ok", summary: "", hasChanges: true } as const;
  const plans = [
    {
      service: "orders",
      ...over,
      ...plan,
      digest: `sha256:${digest.slice(7)}`,
      risk: "none",
      offline: null,
      data: null,
    },
  ] as const;
  const effects = nodeEffects({
    signal: new AbortController().signal,
    events: () => undefined,
    variables: {},
    folder: service.workspace,
  });
  const counts = { mandatory: 0, advisory: 0, waived: 0, indeterminate: 0, pending: 0, upcoming: 0, errors: 0 };
  const result = {
    result: 1,
    verb: "plan",
    status: "ok",
    summary: "1 to create.",
    findings: [],
    counts,
    sections: [],
    data: { plans },
  } as const;
  const access = {
    apiUrl: github.url,
    serverUrl: "https://github.com",
    repository: "acme/orders",
    token: new Secret(github.token),
  };
  const about = { result, pullRequest: { number, head }, folder: "", key: "towpath/plan", runId: "1-1" };
  await publishPlan({ ...access, ...about, wanted: { comment: false, checkRun: true } }, effects);
  return repository.mergePull(number);
}

describe("what the merged pull request showed", () => {
  test("is carried out, and nothing else", async () => {
    const digest = await digestNow();
    const commit = await merged(digest);
    using ending = await provision({}, { GITHUB_SHA: commit });
    expect(ending).toMatchObject({
      exitCode: 0,
      stderr: "",
      outputs: { result: "ok", status: "done", changed: "1", digest },
    });
    expect(memo()).toBe("hello");
    service.commit({ "towpath.yaml": manifest("bye") });
    using other = await provision({}, { GITHUB_SHA: commit });
    expect(other).toMatchObject({ exitCode: 1, outputs: { result: "failed", status: "refused" } });
    expect(other.annotations).toMatchObject([{ level: "error", title: "provisioning/stale-plan" }]);
    expect(other.summary).toContain("pull request");
    expect(memo()).toBe("hello");
  });

  test("approves nothing where a tag is at its commit: it may have been merged into any branch", async () => {
    const commit = await merged(await digestNow());
    using ending = await provision({}, { GITHUB_SHA: commit, GITHUB_REF: "refs/tags/main" });
    expect(ending).toMatchObject({ exitCode: 1, annotations: [{ title: "operation/not-approved" }] });
    expect(memo()).toBeUndefined();
  });

  test("for another service approves nothing here", async () => {
    const commit = await merged(await digestNow(), { service: "billing" });
    using ending = await provision({}, { GITHUB_SHA: commit });
    expect(ending).toMatchObject({ exitCode: 1, annotations: [{ title: "operation/not-approved" }] });
    expect(memo()).toBeUndefined();
  });

  test.each([
    ["a commit that came by no pull request", undefined],
    ["a token that may not look", { contents: "read" }],
  ] as const)("cannot be learnt of %s, so nothing is carried out, and it is said why", async (_, permissions) => {
    const digest = await digestNow();
    const commit = permissions ? await merged(digest) : await repository.commit("main", { "c.txt": "c" });
    const token = permissions ? github.addToken({ permissions: permissions satisfies TokenPermissions }) : github.token;
    using ending = await provision({ token }, { GITHUB_SHA: commit });
    expect(ending).toMatchObject({ exitCode: 1, annotations: [{ title: "operation/not-approved" }] });
    expect(ending.annotations[0]?.message).toMatch(
      permissions ? /GitHub does not say|token/ : /no merge of a pull request/,
    );
    expect(memo()).toBeUndefined();
  });

  test("is read with no more than the permissions that the README names", async () => {
    const commit = await merged(await digestNow());
    const permissions = readmeTokenPermissions(join(import.meta.dirname, ".."));
    using ending = await provision({ token: github.addToken({ permissions }) }, { GITHUB_SHA: commit });
    expect(ending).toMatchObject({ exitCode: 0, outputs: { status: "done" } });
    expect(github.requests.filter(({ status }) => status === 403)).toEqual([]);
    for (const without of ["pull_requests", "checks"]) {
      service.commit({ "towpath.yaml": manifest(`without-${without}`) });
      const again = await merged(await digestNow());
      const { [without]: _, ...others } = permissions;
      const less = github.addToken({ permissions: others });
      using other = await provision({ token: less }, { GITHUB_SHA: again });
      expect(other, without).toMatchObject({ exitCode: 1, annotations: [{ title: "operation/not-approved" }] });
    }
  });
});

test("what was changed is signed, and the record's head kept at GitHub, with no more than the README names", async () => {
  const { privateKey, publicKey } = pemKeyPair();
  const evidence = `evidence: { key: { variable: TOWPATH_EVIDENCE_KEY }, publicKeys: [./key.pub], anchor: { github: deployments } }\n`;
  service.commit({ "platform.yaml": `${PLATFORM["platform.yaml"]}${evidence}`, "key.pub": publicKey });
  const token = github.addToken({ permissions: readmeTokenPermissions(join(import.meta.dirname, "..")) });
  const GITHUB_SHA = await repository.commit("main", { "d.txt": "d" });
  using ending = await provision({ approved: "none", token }, { GITHUB_SHA, TOWPATH_EVIDENCE_KEY: privateKey });
  expect(ending).toMatchObject({ exitCode: 0, outputs: { status: "done" } });
  expect(ending.shown.filter((line) => line.startsWith("Evidence is missing"))).toEqual([]);
  expect(github.requests.filter(({ status }) => status === 403)).toEqual([]);
  expect(JSON.stringify(repository.deployments)).toContain("evidence/orders");
});

test("a digest that the workflow names is carried out; a plan without changes needs none; `none` asks for nothing", async () => {
  using first = await provision({ approved: await digestNow() });
  expect(first).toMatchObject({ exitCode: 0, outputs: { status: "done", changed: "1" } });
  using second = await provision({ token: " " });
  expect(second).toMatchObject({ exitCode: 0, outputs: { result: "ok", changed: "0" } });
  service.commit({ "towpath.yaml": manifest("bye") });
  using third = await provision({ approved: "none" });
  expect(third).toMatchObject({ exitCode: 0, outputs: { status: "done", changed: "1" } });
  expect(memo()).toBe("bye");
});

test.each(["sha256:abc", "pull-requests", "all"])(
  "%j approves nothing, and is refused as what it is",
  async (approved) => {
    using ending = await provision({ approved });
    expect(ending).toMatchObject({ exitCode: 2, annotations: [{ title: "operation/approved-digest" }] });
    expect(memo()).toBeUndefined();
  },
);

test.each(["pull_request_target", "issue_comment", "workflow_run", "merge_group"])(
  "on %s nothing is changed: it may be about a proposal",
  async (name) => {
    const side = { sha: "a".repeat(40), ref: "main", repo: { full_name: "acme/orders" } };
    const payload = {
      pull_request: { number: 1, base: side, head: side },
      merge_group: { base_sha: side.sha, head_sha: side.sha },
    };
    using ending = await service.run(action, { approved: "none" }, { event: { name, payload } });
    expect(ending).toMatchObject({ exitCode: 1, annotations: [{ title: "action-kit/proposed" }] });
    expect(memo()).toBeUndefined();
  },
);

test("what a driver prints is text", async () => {
  const driver = readFileSync(join(service.workspace, "notes.ts"), "utf8");
  writeFileSync(join(service.workspace, "notes.ts"), `console.log("::set-env name=owned::1");\n${driver}`);
  using ending = await provision({ approved: "none" });
  expect(ending).toMatchObject({ exitCode: 0, environment: {} });
});

test("the README's workflow carries out nothing where nothing changes, and asks nobody", async () => {
  using example = readmeWorkflow(join(import.meta.dirname, ".."), { provision: action });
  const github = await loopbackGitHub();
  const repository = await github.addRepository();
  await repository.commit("main", { ...NOTHING, ...example.files });
  const ending = await runWorkflow({ github, repository, event: await pushEvent(repository), ...example.run });
  expect(ending).toMatchObject({ conclusion: "success" });
  const step = ending.jobs[0]?.steps.find(({ uses }) => uses?.includes("actions/provision"));
  expect(step?.outputs).toMatchObject({ result: "ok", changed: "0" });
  await github.close();
});
