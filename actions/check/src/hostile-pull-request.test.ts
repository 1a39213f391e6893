import { appendFileSync, mkdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { hostileStrings } from "@towpath/testkit";
import { builtAction } from "@towpath/testkit/action-suite";
import { type Files, pullRequest } from "@towpath/testkit/pull-request";
import { expect, test } from "vitest";

const manifest = (name = "orders", more = "") => `apiVersion: towpath.dev/v1
kind: Service
metadata: { name: ${name}, owner: team-a }
workload: { run: node server.js, port: 8080 }
${more}`;

const action = builtAction(join(import.meta.dirname, ".."));

const EVERYTHING = {
  "check-run": "true",
  "code-scanning": "true",
  suggestions: "true",
  sarif: "true",
  junit: "true",
  only: "changed",
};

/** What Markdown of ours may hold, and nothing of others. */
function expectInert(markdown: string): void {
  const own = markdown
    .replace(/\]\(https:\/\/github\.com\/towpath\/towpath\/blob\/main\/[\w./#-]+\)/g, "]")
    .replace(/^<!-- towpath:check:[\w.=+-]+ -->$/m, "");
  expect(own).not.toMatch(/<(?!\/?(?:br|code|details|summary|pre)>)[a-z!/]/i);
  expect(own).not.toMatch(/!?\[[^\]\n]*\][(:]/);
  expect(own).not.toMatch(/^#+ owned/m);
  expect(own).not.toMatch(/(?<![\w&`])@[a-z]/i);
  expect(own).not.toMatch(/\b(?:https?:\/\/|www\.)\S*owned/);
  expect(own).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/);
}

async function checked(head: Files, names?: string) {
  const pull = await pullRequest(action, { base: { "towpath.yaml": manifest() }, head, names });
  const called = names === undefined ? {} : { GITHUB_WORKFLOW: names, GITHUB_HEAD_REF: names };
  return { pull, ending: await pull.run(EVERYTHING, { env: called }) };
}

test("hostile text in manifests becomes nothing in a comment, a check run, a report or a suggestion", async () => {
  const texts = hostileStrings.map(({ text }) => JSON.stringify(text.slice(0, 500).toWellFormed()));
  const files = texts.flatMap((text, index) => [
    [`key-${index}/towpath.yaml`, manifest(`key-${index}`, `${text}: ${text}\n`)],
    [`name-${index}/towpath.yaml`, manifest(text)],
    [`variable-${index}/towpath.yaml`, manifest(`variable-${index}`, `exposes: { ${text}: { openapi: ${text} } }\n`)],
  ]);
  const { pull, ending } = await checked(Object.fromEntries(files));
  await using _ = pull;
  using __ = ending;
  expect(ending).toMatchObject({ exitCode: 2, stderr: "", environment: {}, path: [], state: {} });
  expect(Object.keys(ending.outputs).sort()).toEqual(
    ["advisory", "findings", "junit", "mandatory", "report", "result", "sarif", "services", "waived"].sort(),
  );
  expect(ending.annotations.filter(({ message, title }) => message === "owned" || title === "owned")).toEqual([]);
  expect(pull.repository.comments).toHaveLength(1);
  expect(pull.repository.checkRuns).toHaveLength(1);
  expect(pull.repository.sarifs).toHaveLength(1);
  for (const { body } of pull.repository.comments) expectInert(body);
  for (const { summary, text, title } of pull.repository.checkRuns) {
    expectInert(summary ?? "");
    expectInert(text ?? "");
    expect(title).not.toMatch(/[\n\u202e\u001b]/);
  }
  JSON.parse(readFileSync(ending.outputs["sarif"] ?? "", "utf8"));
  expect(readFileSync(ending.outputs["junit"] ?? "", "utf8")).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/);
});

test("hostile names of a branch, a pull request and a workflow", async () => {
  for (const { text } of hostileStrings.filter(({ text }) => !text.includes("\u0000")).slice(0, 6)) {
    const { pull, ending } = await checked({ "towpath.yaml": manifest("orders", "# changed\n") }, text.slice(0, 300));
    await using _ = pull;
    using __ = ending;
    expect(ending).toMatchObject({ exitCode: 0, stderr: "", masks: [pull.github.token], environment: {} });
    for (const { body } of pull.repository.comments) expectInert(body);
    expect(ending.commands.filter(({ name }) => !["error", "warning", "notice", "add-mask"].includes(name))).toEqual(
      [],
    );
  }
});

test("a manifest that holds the comment's marker gets no comment of its own, and none is lost", async () => {
  const marker = "<!-- towpath:check:check/check -->";
  const { pull, ending } = await checked({ "towpath.yaml": manifest("orders", `"${marker}": "${marker}"\n`) });
  await using _ = pull;
  using __ = ending;
  using again = await pull.run(EVERYTHING);
  expect(again.exitCode).toBe(2);
  expect(pull.repository.comments).toHaveLength(1);
  expect(pull.repository.comments[0]?.body.match(/<!--/g)).toHaveLength(1);
});

test("a comment of somebody else with the marker stays theirs", async () => {
  const { pull, ending } = await checked({ "towpath.yaml": manifest("orders", "# changed\n") });
  await using _ = pull;
  using __ = ending;
  const [ours] = pull.repository.comments;
  const eve: NonNullable<typeof ours>["account"] = { login: "eve", type: "User" };
  pull.repository.comments.unshift({
    id: 1,
    issue: 1,
    account: eve,
    body: ours?.body ?? "",
    created: "2026-01-01T00:00:00Z",
    updated: "2026-01-01T00:00:00Z",
  });
  using again = await pull.run(EVERYTHING);
  expect(again.exitCode).toBe(0);
  expect(pull.repository.comments.map(({ account }) => account.login)).toEqual(["eve", "github-actions[bot]"]);
});

test("a secret that a manifest holds is in nothing that is written", async () => {
  const secret = "AKIAIOSFODNN7EXAMPLE";
  const variables = `workload: { run: node x.js, port: 80, variables: { AWS_SECRET_ACCESS_KEY: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", KEY: "${secret}" } }\n`;
  const { pull, ending } = await checked({ "towpath.yaml": manifest().replace(/^workload.*\n/m, variables) });
  await using _ = pull;
  using __ = ending;
  const written = JSON.stringify([
    pull.repository.comments,
    pull.repository.checkRuns,
    pull.repository.sarifs,
    pull.repository.reviewComments,
    ending.summary,
    ending.stdout,
  ]);
  expect(ending.exitCode).toBe(1);
  expect(written).not.toMatch(/AKIAIOSFODNN7EXAMPLE|wJalrXUtnFEMI/);
});

test.each([
  ["the manifest", "towpath.yaml", ".git/config"],
  ["the platform", "platform/platform.yaml", "../.git/config"],
  ["a folder of waivers", "waivers", ".git"],
  ["a workflow", ".github/workflows/a.yaml", "../../.git/config"],
  ["dependencies", "package.json", ".git/config"],
])("%s that is a link into git's own folder shows nothing of the checkout's token", async (_, path, to) => {
  const more = "platform: ./platform\nwaivers: [waivers/*, waivers/config]\n";
  const base = { "towpath.yaml": manifest(), Dockerfile: "FROM node\n" };
  await using pull = await pullRequest(action, { base, head: { "towpath.yaml": manifest("orders", more) } });
  const secret = "QVVUSE9SSVpBVElPTg";
  appendFileSync(join(pull.workspace, ".git/config"), `[http]\n\textraheader = AUTHORIZATION: basic ${secret}\n`);
  const link = join(pull.workspace, path);
  mkdirSync(dirname(link), { recursive: true });
  rmSync(link, { recursive: true, force: true });
  symlinkSync(to, link);
  using ending = await pull.run(EVERYTHING, { env: { RUNNER_DEBUG: "1" } });
  expect(ending.exitCode).not.toBe(0);
  const { comments, checkRuns, sarifs, reviewComments } = pull.repository;
  const files = ["report", "sarif", "junit"].map((name) => readFileSync(ending.outputs[name] ?? "", "utf8"));
  const written = JSON.stringify([ending.stdout, ending.summary, comments, checkRuns, sarifs, reviewComments, files]);
  expect(written).not.toMatch(/QVVUSE9SSVpBVElPTg|extraheader/);
});

test("a GitHub that leads to another host gets no token there, and the verdict stands", async () => {
  const { pull, ending: _first } = await checked({ "towpath.yaml": manifest("orders", "# changed\n") });
  await using _ = pull;
  using __ = _first;
  const { loopbackGitHub } = await import("@towpath/testkit/github");
  const other = await loopbackGitHub();
  const location = other.url.replace("127.0.0.1", "localhost");
  pull.github.order({ fault: { kind: "answer", status: 307, headers: { location }, body: {} }, times: 100 });
  using ending = await pull.run(EVERYTHING);
  expect(ending).toMatchObject({ exitCode: 0, outputs: { result: "ok" } });
  expect(other.requests).toEqual([]);
  await other.close();
});
