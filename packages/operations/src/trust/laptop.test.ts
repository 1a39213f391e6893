import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { folderWith, manifestOf } from "../testing/folder-with.ts";
import { proposal } from "../testing/proposal.ts";
import { check } from "../verbs/check.ts";

const manifest = (name: string) => manifestOf(name, "platform: ../platform\nworkload: { run: node x.js, port: 80 }\n");
const platform = (level: string) => `apiVersion: towpath.dev/v1
kind: Platform
metadata: { name: acme }
teams: { team-a: {} }
environments: { dev: { engine: local } }
policies: { levels: { workload/health-check: ${level} } }
`;
const BASE = {
  "a/towpath.yaml": manifest("a"),
  "b/towpath.yaml": manifest("b"),
  "platform/platform.yaml": platform("mandatory"),
};

/** A branch of one's own, with its base by a name. */
function branch(proposed: Readonly<Record<string, string | null>>) {
  const made = proposal(BASE, proposed);
  made.repository.git("branch", "base", made.base);
  const ask = (request: object) => made.check({ isUntrusted: false, ...request });
  return { ...made, ask };
}

describe("by a revision that git knows", () => {
  test.each(["base", "HEAD~1", "refs/heads/base"])("%s", async (base) => {
    const { ask } = branch({ "platform/platform.yaml": platform("advisory") });
    expect(await ask({ base })).toMatchObject({ status: "failed", counts: { mandatory: 2 } });
    expect(await ask({ base: undefined })).toMatchObject({ status: "ok" });
  });

  test("what is not committed yet is part of what is proposed", async () => {
    const { ask, repository } = branch({});
    writeFileSync(join(repository.folder, "platform/platform.yaml"), platform("advisory"));
    expect(await ask({ base: "HEAD" })).toMatchObject({ status: "failed" });
  });

  test.each(["nothing", "--exec=x", "base:a", ""])("%j that it does not know is said", async (base) => {
    const { ask } = branch({});
    expect(await ask({ base })).toMatchObject({
      status: "invalid",
      findings: [{ code: "operation/base-revision", suggestions: [expect.stringContaining("git")] }],
    });
  });

  // Git looks no further than a disk goes: a folder in memory is on one of its own.
  test.each(["/tmp", "/dev/shm"].filter(existsSync))(
    "a folder in %s that is in no repository is said",
    async (parent) => {
      const { effects } = folderWith({});
      const folder = mkdtempSync(`${parent}/towpath-`);
      try {
        writeFileSync(join(folder, "towpath.yaml"), manifestOf("orders"));
        const variables = { ...effects.variables, PATH: process.env["PATH"] };
        expect(await check({ manifests: [], base: "main" }, { ...effects, folder, variables })).toMatchObject({
          status: "invalid",
          findings: [{ code: "operation/base-revision", message: expect.stringContaining("not a git repository") }],
        });
      } finally {
        rmSync(folder, { recursive: true });
      }
    },
  );
});

describe("only what is changed", () => {
  const services = async (asked: ReturnType<ReturnType<typeof branch>["ask"]>) =>
    (await asked).data?.manifests.map(({ service }) => service);

  test("since the branch began, and not what the base got since then", async () => {
    const { ask, repository } = branch({ "a/main.js": "//\n" });
    repository.git("checkout", "--quiet", "base");
    repository.commit({ ...BASE, "b/main.js": "//\n" });
    repository.git("checkout", "--quiet", "main");
    expect(await services(ask({ base: "base", isChangedOnly: true }))).toEqual(["a"]);
  });

  test("what is new and not committed counts, what git ignores does not", async () => {
    const { ask, repository } = branch({ ".gitignore": "*.log\n" });
    repository.git("branch", "--force", "base", "HEAD");
    writeFileSync(join(repository.folder, "a/x.log"), "");
    expect(await services(ask({ base: "base", isChangedOnly: true }))).toEqual([]);
    expect((await ask({ base: "base", isChangedOnly: true })).summary).toMatch(/^No service is touched: /);
    writeFileSync(join(repository.folder, "b/new.js"), "");
    expect(await services(ask({ base: "base", isChangedOnly: true }))).toEqual(["b"]);
  });

  const CODES = { "package.json": '{ "name": "x", "dependencies": { "a": "1.0.0" } }' };
  const LOCK = {
    "package-lock.json":
      '{ "name": "x", "lockfileVersion": 3, "packages": { "": { "dependencies": { "a": "1.0.0" } } } }',
  };
  const around = async (base: Readonly<Record<string, string>>, proposed: Readonly<Record<string, string | null>>) => {
    const made = proposal({ ...BASE, ...base }, proposed);
    const { findings } = await made.check({ isUntrusted: false, isChangedOnly: true });
    return findings.filter(({ service }) => service === undefined).map(({ code }) => code);
  };

  test("a file that is taken away is missed where it is asked for", async () => {
    const missed = (codes: readonly string[]) => codes.filter((code) => code.startsWith("supply-chain/lock"));
    expect(missed(await around({ ...CODES, ...LOCK }, { "package-lock.json": null }))).not.toEqual([]);
    expect(missed(await around(CODES, { "a/main.js": "//\n" }))).toEqual([]);
  });

  test("what a workflow has wrong is left out where nothing of workflows is changed", async () => {
    const workflow = { ".github/workflows/a.yaml": "on: push\njobs: { a: { runs-on: x, steps: [{ run: echo }] } }\n" };
    expect(await around(workflow, { "a/main.js": "//\n" })).not.toContain("workflows/missing-permissions");
    const proposed = { ".github/workflows/a.yaml": `# changed\n${workflow[".github/workflows/a.yaml"]}` };
    expect(await around(workflow, proposed)).toContain("workflows/missing-permissions");
  });
});
