import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { nodeEffects } from "@towpath/core";
import { describe, expect, test } from "vitest";
import { manifestOf } from "../testing/folder-with.ts";
import { gitRepository } from "../testing/git-repository.ts";
import { test as runTests } from "../verbs/test.ts";

const MANIFEST = manifestOf(
  "shop",
  'test: { run: "mkdir -p out && cp lcov.txt out/lcov.info", reports: { coverage: out/lcov.info }, minimum: { lines: 10 }, coverageDrop: 5 }\n',
);

/** What a run reports that covers so many of twenty lines. */
function lcov(covered: number): string {
  const lines = Array.from({ length: 20 }, (_, line) => `DA:${line + 1},${line < covered ? 1 : 0}\n`);
  return `SF:src/shop.js\n${lines.join("")}end_of_record\n`;
}

/** A repository whose tests cover what `lcov.txt` says. */
function shop() {
  const repository = gitRepository();
  const { folder, git } = repository;
  const effects = nodeEffects({
    signal: new AbortController().signal,
    events: () => {},
    variables: { PATH: process.env["PATH"], TOWPATH_HOME: join(folder, "..", "home") },
    folder,
  });
  return {
    git,
    folder,
    commit: (covered: number) =>
      repository.commit({ "towpath.yaml": MANIFEST, "lcov.txt": lcov(covered), ".gitignore": "out/\n" }),
    write: (covered: number) => writeFileSync(join(folder, "lcov.txt"), lcov(covered)),
    tested: async (base?: string) => {
      const { status, findings, data, sections } = await runTests({ keepsResources: false, base }, effects);
      const codes = findings.flatMap(({ code }) =>
        /^delivery\/(?:no-.*coverage|coverage-dropped)$/.test(code) ? [code] : [],
      );
      return {
        status,
        codes,
        against: data?.coverage?.base?.commit,
        change: data?.coverage?.base?.difference.lines,
        sections,
      };
    },
  };
}

describe("the coverage of a run", () => {
  test("is held against the commit before, and is shown beside it", async () => {
    const { commit, tested } = shop();
    const first = commit(16);
    expect(await tested()).toMatchObject({ status: "ok", codes: ["delivery/no-base-coverage"], against: undefined });
    commit(15);
    expect(await tested()).toMatchObject({
      status: "ok",
      codes: [],
      against: first,
      change: -5,
      sections: [
        { lines: [expect.stringContaining("test.reports.junit")] },
        {
          title: "Coverage",
          head: ["", "covered", "", "required", `against ${first.slice(0, 7)}`],
          rows: [["lines", "75.0 %", "15 of 20", "10 %", "−5 points"]],
        },
      ],
    });
    commit(9);
    expect(await tested()).toMatchObject({ status: "failed", codes: ["delivery/coverage-dropped"], change: -30 });
    // What failed is no base: a fall cannot be taken in two steps.
    commit(9);
    expect(await tested()).toMatchObject({ status: "failed", change: -30 });
  });

  test("is held against where a branch left, however often it was tested since", async () => {
    const { git, commit, tested } = shop();
    const main = commit(16);
    await tested();
    git("checkout", "--quiet", "-b", "topic");
    commit(15);
    await tested();
    commit(14);
    expect(await tested("main")).toMatchObject({ status: "failed", against: main, change: -10 });
    git("update-ref", "refs/remotes/origin/HEAD", main);
    expect(await tested()).toMatchObject({ against: main });
  });

  test("of what is not committed is held against its commit, and not kept", async () => {
    const { commit, tested, write } = shop();
    const head = commit(16);
    await tested();
    write(20);
    expect(await tested()).toMatchObject({ against: head, change: 20 });
    write(15);
    expect(await tested()).toMatchObject({ against: head, change: -5 });
  });

  test("is held against nothing by a base that is none", async () => {
    const { commit, tested } = shop();
    commit(16);
    expect(await tested("--output=x")).toMatchObject({ status: "invalid", against: undefined });
  });
});
