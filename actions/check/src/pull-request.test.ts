import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { builtAction } from "@towpath/testkit/action-suite";
import { FORK_PERMISSIONS, faults } from "@towpath/testkit/github";
import { git, type PullRequestSketch, pullRequest } from "@towpath/testkit/pull-request";
import { describe, expect, test } from "vitest";

const manifest = (more = "") => `apiVersion: towpath.dev/v1
kind: Service
platform: ./platform
metadata: { name: orders, owner: team-a, description: Takes orders. }
test: { run: npm test }
workload: { run: node server.js, port: 8080, health: { path: /healthz } }
${more}`;
const platform = (level: string) => `apiVersion: towpath.dev/v1
kind: Platform
metadata: { name: acme }
teams: { team-a: {} }
environments: { dev: { engine: local, values: { domain: localhost } } }
policies: { levels: { workload/limits: ${level} } }
`;
const BASE = { "towpath.yaml": manifest(), "platform/platform.yaml": platform("mandatory") };
const LIMITED = { ...BASE, "towpath.yaml": manifest().replace("8080,", "8080, limits: { memory: 64Mi },") };

const action = builtAction(join(import.meta.dirname, ".."));

const opened = (sketch: Partial<PullRequestSketch> = {}) =>
  pullRequest(action, { base: LIMITED, head: { "towpath.yaml": manifest("# changed\n") }, ...sketch });

describe("the base of a pull request", () => {
  test("is fetched where the checkout has the merge alone, and counts", async () => {
    await using pull = await opened({ base: BASE, head: { "platform/platform.yaml": platform("advisory") } });
    using ending = await pull.run({ comment: "false" });
    expect(ending).toMatchObject({ exitCode: 1, outputs: { result: "failed" } });
    expect(ending.annotations[0]).toMatchObject({ level: "error", title: "workload/limits" });
    expect(ending.shown.join("\n")).toContain(`Fetching the base commit ${pull.base.slice(0, 12)} with git.`);
    expect(ending.shown.join("\n")).toContain("By what it was checked");
    expect(pull.github.requests).toEqual([]);
  });

  test("needs no fetching where the checkout has it", async () => {
    await using pull = await opened();
    git(pull.workspace, "fetch", "--quiet", "--depth=1", `file://${pull.repository.folder}`, pull.base);
    using ending = await pull.run({ comment: "false" });
    expect(ending.exitCode).toBe(1);
    expect(ending.shown.join("\n")).not.toContain("Fetching");
  });

  test("comes over the API where there is no git", async () => {
    await using pull = await opened({ base: BASE, head: { "platform/platform.yaml": platform("advisory") } });
    using ending = await pull.run({ comment: "false" }, { env: { PATH: "/nowhere" } });
    expect(ending.exitCode).toBe(1);
    expect(ending.annotations[0]).toMatchObject({ level: "error", title: "workload/limits" });
    const asked = pull.github.requests.map(({ path }) => path.replace(/[0-9a-f]{40}/, "SHA"));
    expect(asked).toEqual(["/repos/acme/orders/git/trees/SHA?recursive=1", "/repos/acme/orders/git/blobs/SHA"]);
  });

  test.each([
    ["the repository is not to be reached and the API fails", { GITHUB_SERVER_URL: "file:///nowhere" }],
    ["there is neither git nor an API", { PATH: "/nowhere" }],
  ])("is never replaced by what is proposed: %s", async (_, env) => {
    await using pull = await opened({ base: BASE, head: { "platform/platform.yaml": platform("advisory") } });
    pull.github.order({ fault: faults.notFound, times: 100 });
    using ending = await pull.run({}, { env });
    expect(ending).toMatchObject({ exitCode: 3, outputs: { result: "fault" } });
    expect(ending.annotations[0]).toMatchObject({ title: "operation/base-not-found" });
    expect(ending.annotations[0]?.message).toContain("fetch-depth");
  });

  test("an event that does not say which it is checks nothing", async () => {
    await using pull = await opened();
    using ending = await pull.run({}, { event: { name: "pull_request", payload: {} } });
    expect(ending).toMatchObject({ exitCode: 2, annotations: [{ title: "action-kit/event" }] });
  });

  test("is that of a merge group, too", async () => {
    await using pull = await opened({ base: BASE, head: { "platform/platform.yaml": platform("advisory") } });
    const payload = { merge_group: { base_sha: pull.base, head_sha: pull.head } };
    using ending = await pull.run({}, { event: { name: "merge_group", payload } });
    expect(ending.exitCode).toBe(1);
    expect(pull.repository.comments).toEqual([]);
  });

  test("code of a checkout is not run", async () => {
    await using pull = await opened({ head: { ".gitattributes": "* filter=evil\n", "towpath.yaml": manifest() } });
    const owned = join(pull.workspace, "..", "owned");
    const hooks = join(pull.workspace, ".git/hooks");
    mkdirSync(hooks, { recursive: true });
    for (const hook of ["post-checkout", "reference-transaction", "post-index-change"])
      writeFileSync(join(hooks, hook), `#!/bin/sh\ntouch '${owned}'\n`, { mode: 0o755 });
    for (const name of ["core.fsmonitor", "core.sshCommand", "filter.evil.clean", "uploadpack.packObjectsHook"])
      git(pull.workspace, "config", name, `touch '${owned}'`);
    using ending = await pull.run({ only: "changed" });
    expect(ending.exitCode).toBe(1);
    expect(existsSync(owned)).toBe(false);
  });
});

describe("only what a pull request changes", () => {
  const service = (name: string) => manifest().replace("orders", name).replace("./platform", "../platform");
  const many = { ...BASE, "towpath.yaml": null, "a/towpath.yaml": service("a"), "b/towpath.yaml": service("b") };

  test.each<[string, Record<string, string | null>, readonly string[]]>([
    ["a service's sources", { "a/src/main.ts": "//\n" }, ["a"]],
    ["a manifest", { "b/towpath.yaml": `${service("b")}# changed\n` }, ["b"]],
    ["nothing of a service's", { "a/README.md": "#\n", "README.md": "#\n" }, ["a"]],
    ["the platform", { "platform/platform.yaml": platform("advisory") }, ["a", "b"]],
    ["what may be any service's", { "shared/config.yaml": "{}\n" }, ["a", "b"]],
    ["a manifest that is gone", { "b/towpath.yaml": null }, ["a"]],
  ])("%s", async (_, head, services) => {
    await using pull = await opened({ base: { ...many, "towpath.yaml": "" }, head });
    using ending = await pull.run({ only: "changed", comment: "false", manifests: "*/towpath.yaml" });
    const report: { data: { manifests: { service: string }[] } } = JSON.parse(
      readFileSync(ending.outputs["report"] ?? "", "utf8"),
    );
    expect(report.data.manifests.map(({ service }) => service)).toEqual(services);
  });

  test.each([
    ["what a push touched", true, ["a"]],
    ["all of them after a push of a new branch", false, ["a", "b"]],
  ])("%s", async (_, isKnown, services) => {
    await using pull = await opened({ base: { ...many, "towpath.yaml": "" }, head: { "a/src/main.ts": "//\n" } });
    const event = { name: "push", payload: { before: isKnown ? pull.base : "0".repeat(40) } };
    using ending = await pull.run({ only: "changed", manifests: "*/towpath.yaml" }, { event });
    expect(ending).toMatchObject({ exitCode: 1, outputs: { result: "failed" } });
    const listed: { service: string }[] = JSON.parse(ending.outputs["services"] ?? "");
    expect(listed.map(({ service }) => service)).toEqual(services);
    expect(pull.repository.comments).toEqual([]);
  });

  test("nothing at all passes, and says what was left out", async () => {
    await using pull = await opened({ base: { ...many, "towpath.yaml": "" }, head: { "README.md": "#\n" } });
    using ending = await pull.run({ only: "changed", manifests: "*/towpath.yaml" });
    expect(ending).toMatchObject({ exitCode: 0, outputs: { result: "ok", findings: "0" } });
    expect(ending.summary).toContain("2 services are not touched by the change and left out");
  });
});

describe("what is written on GitHub", () => {
  test("one comment, which stays one, and is one line when all is well", async () => {
    await using pull = await opened();
    using first = await pull.run();
    expect(first.exitCode).toBe(1);
    expect(pull.repository.comments).toHaveLength(1);
    expect(pull.repository.comments[0]?.body).toContain("workload/limits");
    writeFileSync(join(pull.workspace, "towpath.yaml"), LIMITED["towpath.yaml"]);
    using second = await pull.run();
    expect(second.exitCode).toBe(0);
    expect(pull.repository.comments).toHaveLength(1);
    expect(pull.repository.comments[0]?.body).toContain("✅");
  });

  test("no comment where nothing was found and nothing said before", async () => {
    await using pull = await opened({ base: LIMITED, head: { "README.md": "#\n" } });
    using ending = await pull.run();
    expect(ending.exitCode).toBe(0);
    expect(pull.repository.comments).toEqual([]);
  });

  test("a check run with annotations, and a report for code scanning, where they are asked for", async () => {
    await using pull = await opened();
    using ending = await pull.run({ "check-run": "true", "code-scanning": "true", sarif: "true", junit: "true" });
    expect(ending.annotations.filter(({ message }) => message.startsWith("There is no"))).toEqual([]);
    expect(pull.repository.checkRuns).toMatchObject([{ commit: pull.head, said: { conclusion: "failure" } }]);
    expect(pull.repository.checkRuns[0]?.annotations).not.toEqual([]);
    expect(ending.shown.filter((line) => line.startsWith("There is no"))).toEqual([]);
    expect(pull.repository.sarifs).toMatchObject([{ ref: "refs/pull/1/merge", toolName: "towpath" }]);
    expect(JSON.parse(readFileSync(ending.outputs["sarif"] ?? "", "utf8"))).toMatchObject({ version: "2.1.0" });
    expect(readFileSync(ending.outputs["junit"] ?? "", "utf8")).toMatch(/^<\?xml/);
  });

  test("a safe fix is suggested where the diff has its line, once", async () => {
    const uses =
      "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/cache/save/../restore@v5\n";
    await using pull = await opened({ base: LIMITED, head: { ".github/workflows/a.yaml": uses } });
    using first = await pull.run({ suggestions: "true" });
    using second = await pull.run({ suggestions: "true" });
    expect([first.exitCode, second.exitCode]).toEqual([0, 0]);
    expect(pull.repository.reviewComments).toMatchObject([
      { path: ".github/workflows/a.yaml", line: 6, commit: pull.head },
    ]);
    const body = pull.repository.reviewComments[0]?.body;
    expect(body).toContain("```suggestion\n      - uses: actions/cache/restore@v5\n```");
  });

  test("all of that takes at most ten requests, also without git for the base", async () => {
    await using pull = await opened({ base: BASE, head: { "platform/platform.yaml": platform("advisory") } });
    const everything = { "check-run": "true", "code-scanning": "true", suggestions: "true" };
    for (const env of [{}, { PATH: "/nowhere" }]) {
      const before = pull.github.requests.length;
      using ending = await pull.run(everything, { env });
      expect(ending.exitCode).toBe(1);
      expect(pull.github.requests.length - before).toBeLessThanOrEqual(10);
    }
    expect([pull.repository.comments.length, pull.repository.checkRuns.length]).toEqual([1, 2]);
  });

  test("no fix is suggested for lines that are not those of the pull request's head", async () => {
    const uses =
      "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/cache/save/../restore@v5\n";
    await using pull = await opened({ base: LIMITED, head: { ".github/workflows/a.yaml": uses } });
    writeFileSync(join(pull.workspace, ".github/workflows/a.yaml"), `# another line\n${uses}`);
    using ending = await pull.run({ suggestions: "true" });
    expect(ending.exitCode).toBe(0);
    expect(pull.repository.reviewComments).toEqual([]);
  });

  test("fail-on: never reports, and fails nothing that was checked", async () => {
    await using pull = await opened();
    using ending = await pull.run({ "fail-on": "never", "check-run": "true" });
    expect(ending).toMatchObject({ exitCode: 0, outputs: { result: "failed", mandatory: "1" } });
    expect(pull.repository.checkRuns).toMatchObject([{ said: { conclusion: "neutral" } }]);
    writeFileSync(join(pull.workspace, "towpath.yaml"), "kind: [\n");
    using broken = await pull.run({ "fail-on": "never" });
    expect(broken.exitCode).toBe(2);
  });

  test("a token that may only read: annotations and summary, and one line that says so", async () => {
    await using pull = await opened({ fork: "eve/orders" });
    const token = pull.github.addToken({ permissions: FORK_PERMISSIONS });
    using ending = await pull.run({ token, "check-run": "true" });
    expect(ending.exitCode).toBe(1);
    expect(ending.annotations[0]).toMatchObject({ level: "error", title: "workload/limits" });
    expect(ending.summary).toContain("workload/limits");
    const said = ending.shown.filter((line) => line.startsWith("There is no comment, no check run:"));
    expect(said).toEqual([expect.stringContaining("the token of a pull request from a fork can only read.")]);
    expect(said[0]).not.toContain("pull-requests: write");
    expect(pull.repository.comments).toEqual([]);
  });

  test("no token: the check is done, and nothing is written", async () => {
    await using pull = await opened();
    using ending = await pull.run({ token: " " });
    expect(ending.exitCode).toBe(1);
    expect(pull.github.requests).toEqual([]);
  });
});

describe.concurrent("a GitHub that fails leaves the verdict as it is", () => {
  test.each([
    ["403", { fault: { kind: "answer", status: 403, body: { message: "Forbidden" } }, times: 100 }],
    ["429 with Retry-After", { fault: faults.tooMany(3600), times: 100 }],
    ["the hourly limit", { fault: faults.rateLimit(4_102_444_800), times: 100 }],
    ["500", { fault: faults.unavailable(), times: 100 }],
    ["half an answer", { fault: faults.half, times: 100 }],
    ["a page", { fault: faults.page, times: 100 }],
    ["a reset", { fault: faults.reset, times: 100 }],
  ] as const)("%s", async (_, fault) => {
    await using pull = await opened();
    pull.github.order(fault);
    using ending = await pull.run({ "check-run": "true" });
    expect(ending).toMatchObject({ exitCode: 1, outputs: { result: "failed", mandatory: "1" }, stderr: "" });
    const warnings = ending.commands.filter(
      ({ name, message }) => name === "warning" && message.startsWith("There is no"),
    );
    expect(warnings.map(({ message }) => message.split(":")[0])).toEqual([
      "There is no comment",
      "There is no check run",
    ]);
  });

  test("a clean pull request passes all the same", async () => {
    await using pull = await opened({ head: { "README.md": "#\n" } });
    pull.github.order({ fault: faults.unavailable(), times: 100 });
    using ending = await pull.run();
    expect(ending.exitCode).toBe(0);
  });

  test("an answer that gets lost is no second comment", async () => {
    await using pull = await opened();
    pull.github.order({ method: "POST", fault: faults.reset, isCarriedOut: true });
    using ending = await pull.run();
    expect(ending.exitCode).toBe(1);
    expect(pull.repository.comments).toHaveLength(1);
  });

  // It waits as long as users would: most of a minute.
  test.runIf(process.env["TOWPATH_LONG"])(
    "no answer ever: it goes on after less than a minute",
    { timeout: 90_000 },
    async () => {
      await using pull = await opened();
      pull.github.order({ fault: faults.hang, times: 100 });
      using ending = await pull.run({ "check-run": "true" });
      expect(ending).toMatchObject({ exitCode: 1, outputs: { mandatory: "1" } });
    },
  );
});
