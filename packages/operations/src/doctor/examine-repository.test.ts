import { execFileSync } from "node:child_process";
import { chmodSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Upgrade } from "@towpath/manifest/upgrade";
import { expect, test } from "vitest";
import { folderWith, manifestOf } from "../testing/folder-with.ts";
import { doctor } from "../verbs/doctor.ts";
import { examineRepository } from "./examine-repository.ts";

const { PATH, HOME } = process.env;

/** A git repository with these files, and effects that see it. */
function repositoryWith(files: Readonly<Record<string, string>>, variables: Readonly<Record<string, string>> = {}) {
  const { folder, effects } = folderWith(files);
  execFileSync("git", ["init", "-q", "-b", "main", folder]);
  return { folder, effects: { ...effects, variables: { ...effects.variables, PATH, HOME, ...variables } } };
}

test("a repository without a flaw, and a folder that is none", async () => {
  const { effects } = repositoryWith({
    "towpath.yaml": manifestOf("a"),
    ".gitignore": ".towpath/\n",
    ".towpath/secrets.env": "A=1\n",
  });
  chmodSync(join(effects.folder, ".towpath/secrets.env"), 0o600);
  const seen = await examineRepository(effects);
  expect(seen.ailments).toEqual([]);
  expect(seen.looks.map(({ found }) => found)).toEqual([0, 0, undefined, undefined]);
  expect((await examineRepository(folderWith({}).effects)).ailments).toEqual([]);
});

test("secrets that others may read and that git would take", async () => {
  const { folder, effects } = repositoryWith({ ".towpath/secrets.env": "TOKEN=hunter2\n" });
  const file = join(folder, ".towpath/secrets.env");
  chmodSync(file, 0o644);
  const seen = await doctor({}, effects);
  expect(seen).toMatchObject({ status: "failed" });
  expect(seen.findings.map(({ code }) => code).sort()).toEqual(["doctor/secrets-in-git", "doctor/secrets-open"]);
  expect(JSON.stringify(seen)).not.toContain("hunter2");
  expect((await doctor({ isFix: true }, effects)).findings.map(({ code }) => code)).toEqual(["doctor/secrets-in-git"]);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  execFileSync("git", ["-C", folder, "add", "-f", ".towpath/secrets.env"]);
  const [tracked] = (await examineRepository(effects)).ailments;
  expect(tracked).toMatchObject({ code: "doctor/secrets-in-git", message: expect.stringContaining("is in git") });
});

test("documents of an older version, and those that cannot be read", async () => {
  const step: Upgrade = {
    from: "towpath.dev/v1beta1",
    to: "towpath.dev/v1",
    kinds: ["Service"],
    changes: () => [],
    notes: [],
  };
  const old = repositoryWith({ "towpath.yaml": manifestOf("a").replace("dev/v1", "dev/v1beta1") });
  expect((await examineRepository(old.effects, [step])).ailments).toMatchObject([
    { code: "doctor/documents-old", where: "towpath.yaml", mend: "towpath upgrade" },
  ]);
  const broken = await examineRepository(
    repositoryWith({ "towpath.yaml": "apiVersion: towpath.dev/v1\n  : [" }).effects,
  );
  expect(broken.looks[0]).toMatchObject({ found: undefined, why: expect.stringContaining("towpath validate") });
});

test("what workflows use by a name that can be moved", async () => {
  const { effects } = repositoryWith({
    ".github/workflows/ci.yml": `on: push
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - { uses: ./local }
      - uses: actions/setup-node@${"a".repeat(40)} # v4
      - name: more
        uses: "acme/deploy/sub@main"
`,
  });
  expect((await examineRepository(effects)).ailments).toMatchObject([
    {
      code: "doctor/actions-not-pinned",
      where: ".github/workflows/ci.yml",
      line: 6,
      message: expect.stringMatching(/^actions\/checkout@v4 and 1 more/),
    },
  ]);
});

test("rules of the default branch, which only a token can ask for", async () => {
  const asked: [string, string | null][] = [];
  const answering =
    (answers: Readonly<Record<string, unknown>>, status = 200): typeof fetch =>
    async (input, init) => {
      const path = new URL(String(input)).pathname;
      asked.push([path, new Headers(init?.headers).get("authorization")]);
      return new Response(JSON.stringify(answers[path] ?? []), { status });
    };
  const variables = {
    GITHUB_TOKEN: "secret-token",
    GITHUB_REPOSITORY: "acme/orders",
    GITHUB_API_URL: "http://127.0.0.1:1",
  };
  const { effects } = repositoryWith({}, variables);
  const branch = { "/repos/acme/orders": { default_branch: "main/1" } };
  const rules = "/repos/acme/orders/rules/branches/main%2F1";

  const open = await examineRepository({ ...effects, fetch: answering(branch) });
  expect(open.ailments).toMatchObject([
    { code: "doctor/branch-not-guarded", message: expect.stringContaining("pull request and required status checks") },
  ]);
  expect(asked).toEqual([
    ["/repos/acme/orders", "Bearer secret-token"],
    [rules, "Bearer secret-token"],
  ]);
  const guarded = answering({ ...branch, [rules]: [{ type: "pull_request" }, { type: "required_status_checks" }] });
  expect((await examineRepository({ ...effects, fetch: guarded })).ailments).toEqual([]);
  const refused = await examineRepository({ ...effects, fetch: answering(branch, 403) });
  expect(refused.looks.at(-1)).toMatchObject({ found: undefined, why: "GitHub answers 403" });
  const gone = await examineRepository({ ...effects, fetch: () => Promise.reject(new TypeError("secret-token")) });
  expect(gone.looks.at(-1)).toMatchObject({ found: undefined, why: "GitHub cannot be reached" });
  for (const GITHUB_REPOSITORY of ["", "../..", "a/b/c"]) {
    const odd = { ...effects, variables: { ...effects.variables, GITHUB_REPOSITORY }, fetch: answering(branch) };
    expect((await examineRepository(odd)).looks.at(-1)?.why).toContain("GITHUB_REPOSITORY");
  }
});
